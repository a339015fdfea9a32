"""One model of the catalog: can it be printed, what stands in the way, and the next step."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.catalog import Model, ModelWithVariants, Variant
from printshop.domain.costing import VariantCost
from printshop.domain.feasibility import Feasibility
from printshop.domain.filament import Filament
from printshop.errors import NotFoundError
from printshop.services import catalog
from printshop.services import costs as costs_of
from printshop.services.shop import Shop
from printshop.ui import address, badges, picture_row, pictures, places, units
from printshop.ui.catalog import (
    costs,
    file_facts,
    forms,
    match_form,
    plates,
    sales,
    splitting,
    success,
)
from printshop.ui.days import today
from printshop.ui.file_details import facts, temperatures
from printshop.ui.file_details.facts import Report
from printshop.ui.formats import amount, count, duration, escape_markdown, joined, number
from printshop.ui.weights import weight

_VERSION: Final = "version"
_STATUS_OF_NONE = "This model has no file yet."


def draw(shop: Shop, model_key: str) -> None:
    """Draw the model that the address names.

    Raises:
        NotFoundError: there is no such model in this shop.

    """
    st.button(
        "Catalog",
        key="catalog.back",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=_close,
    )
    try:
        model_id = UUID(model_key)
    except ValueError as error:
        kind = "model"
        raise NotFoundError(kind, model_key[:40]) from error
    found = catalog.model_by_id(shop, model_id)
    _draw_title(shop, found.model)
    settings = shop.settings()
    ready = catalog.readiness(
        shop, [variant.id for variant in found.variants], as_of=today(settings)
    )
    variant = _chosen_variant(found, ready)
    if variant is None:
        st.markdown(_STATUS_OF_NONE)
        places.UPLOAD.link("Upload its file")
    else:
        _draw_variant(shop, found, variant, ready[variant.id], settings.currency)
    sales.draw(shop, found.model, settings)
    forms.draw_edit(shop, found.model, variant)


def _close() -> None:
    """Go back to the list. A link to the same page would forget the search in the address."""
    for name in ("model", _VERSION):
        st.query_params.pop(name, None)


def _draw_title(shop: Shop, model: Model) -> None:
    st.title(escape_markdown(model.name), anchor=False)
    license_line = f"licence {escape_markdown(model.license)}" if model.license else ""
    st.markdown(
        joined(
            model.category.value.capitalize(),
            f"by {escape_markdown(model.designer)}" if model.designer else "",
            license_line,
            " ".join(f":gray-badge[{escape_markdown(tag)}]" for tag in model.tags),
        )
    )
    if model.source_url:
        st.link_button("Where it comes from", model.source_url, icon=":material/open_in_new:")
    if model.description:
        st.text(model.description)
    picture_row.draw([pictures.picture(shop, key) for key in model.picture_keys])


def _chosen_variant(found: ModelWithVariants, ready: Mapping[UUID, Feasibility]) -> Variant | None:
    """The newest version, or the one that the address says where there are several."""
    if len(found.variants) <= 1:
        return next(iter(found.variants), None)
    by_id = {str(variant.id): variant for variant in found.variants}
    words = {
        said: joined(escape_markdown(variant.label), badges.state_word(ready[variant.id].state))
        for said, variant in by_id.items()
    }
    return by_id[address.choose("Version", words, name=_VERSION)]


def _draw_variant(
    shop: Shop, found: ModelWithVariants, variant: Variant, together: Feasibility, currency: str
) -> None:
    ready = catalog.plate_feasibility(shop, variant.id)
    cost = costs_of.of_variants(shop, [variant.id])[variant.id]
    of_plate = {plate.subject_id: plate for plate in cost.plates}
    told = file_facts.of_variant(shop, variant)
    wide, narrow = st.columns([2, 1], gap="large")
    with wide:
        _draw_readiness(variant, together, cost, currency)
        match_form.draw(shop, variant)
        for plate in variant.plates:
            plates.draw(
                shop,
                plate,
                ready.get(plate.id),
                told,
                of_plate.get(plate.id),
                currency=currency,
            )
    with narrow:
        forms.draw_add_to_queue(shop, found.model, variant)
        _draw_facts(variant, told.report)
    costs.draw(shop, found.model, variant, cost, _filaments(together))
    success.draw(shop, variant, found.variants)
    file_facts.draw(shop, variant, found.variants)
    splitting.draw(shop, variant, told)


def _filaments(feasibility: Feasibility) -> list[Filament]:
    return [need.filament for need in feasibility.filaments if need.filament]


def _draw_readiness(
    variant: Variant, feasibility: Feasibility, cost: VariantCost, currency: str
) -> None:
    unit = units.of_each(len(variant.plates))
    st.markdown(
        joined(
            f"{badges.readiness_badge(feasibility)} {badges.status_badge(variant.status)}",
            f"print time **{duration(variant.print_duration_s)}**",
            f"filament **{weight(variant.plates)}**",
            count(len(variant.plates), "plate"),
            f"{unit} costs **{amount(cost.unit.total, currency)}**"
            if cost.unit.total is not None
            else f"what {unit} costs: **unknown so far**",
        )
    )
    sentences = badges.missing_sentences(feasibility)
    if sentences:
        st.warning(sentences, icon=":material/production_quantity_limits:")
    if feasibility.warnings:
        st.markdown(badges.warning_lines(feasibility))


def _draw_facts(variant: Variant, report: Report) -> None:
    nozzle_c, bed_c = variant.nozzle_temperature_c, variant.bed_temperature_c
    is_made_elsewhere = report.get("kind") in {"project", "generic"}
    told = {
        "Printer": variant.printer_model,
        "Layer height": f"{number(variant.layer_height_mm)} mm" if variant.layer_height_mm else "",
        "Nozzle": temperatures.by_filament(report, "nozzle_temperature_c")
        or (f"{nozzle_c} °C" if nozzle_c else ""),
        "Bed": temperatures.by_filament(report, "bed_temperature_c")
        or (f"{bed_c} °C" if bed_c else ""),
        "Made with" if is_made_elsewhere else "Sliced with": facts.producer(
            variant.producer_name, variant.producer_version
        ),
    }
    lines = [f"{label}: **{escape_markdown(fact)}**" for label, fact in told.items() if fact]
    if lines:
        st.markdown("  \n".join(lines))
    if variant.notes:
        st.text(variant.notes)
