"""One model of the catalog: can it be printed, what stands in the way, and the next step."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

import streamlit as st

from printshop.domain.catalog import Model, ModelWithVariants, Plate, Requirement, Variant
from printshop.domain.feasibility import Feasibility, FilamentNeed
from printshop.errors import NotFoundError
from printshop.services import catalog
from printshop.services.shop import Shop
from printshop.ui import badges, pictures, places
from printshop.ui.catalog import file_facts, forms, plate_forms
from printshop.ui.formats import count, duration, escape_markdown, grams, joined, number
from printshop.ui.swatches import filament_label, swatch

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
    _draw_title(found.model)
    ready = catalog.readiness(shop, [variant.id for variant in found.variants])
    variant = _chosen_variant(found, ready)
    if variant is None:
        st.markdown(_STATUS_OF_NONE)
        places.UPLOAD.link("Upload its file")
    else:
        _draw_variant(shop, found.model, variant, ready[variant.id])
    forms.draw_edit(shop, found.model, variant)


def _close() -> None:
    """Go back to the list. A link to the same page would forget the search in the address."""
    st.query_params.pop("model", None)


def _draw_title(model: Model) -> None:
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


def _chosen_variant(found: ModelWithVariants, ready: Mapping[UUID, Feasibility]) -> Variant | None:
    """The newest version, or the one that was chosen where there are several."""
    if len(found.variants) <= 1:
        return next(iter(found.variants), None)
    by_id = {variant.id: variant for variant in found.variants}
    chosen = st.segmented_control(
        "Version",
        list(by_id),
        default=found.variants[0].id,
        required=True,
        format_func=lambda variant_id: joined(
            escape_markdown(by_id[variant_id].label), badges.state_word(ready[variant_id].state)
        ),
        key=f"catalog.version.{found.model.id}",
    )
    return by_id[chosen] if chosen in by_id else found.variants[0]


def _draw_variant(shop: Shop, model: Model, variant: Variant, together: Feasibility) -> None:
    ready = catalog.plate_feasibility(shop, variant.id)
    wide, narrow = st.columns([2, 1], gap="large")
    with wide:
        _draw_readiness(variant, together)
        for plate in variant.plates:
            _draw_plate(shop, plate, ready.get(plate.id))
    with narrow:
        forms.draw_add_to_queue(shop, model, variant)
        _draw_facts(variant)
    file_facts.draw(shop, variant)


def _draw_readiness(variant: Variant, feasibility: Feasibility) -> None:
    st.markdown(
        joined(
            f"{badges.readiness_badge(feasibility)} {badges.status_badge(variant.status)}",
            f"print time **{duration(variant.print_duration_s)}**",
            f"filament **{grams(_total_g(variant.plates))}**",
            count(len(variant.plates), "plate"),
        )
    )
    sentences = badges.missing_sentences(feasibility)
    if sentences:
        st.warning(sentences, icon=":material/production_quantity_limits:")


def _draw_plate(shop: Shop, plate: Plate, feasibility: Feasibility | None) -> None:
    with st.container(border=True, key=f"catalog_plate_{plate.id}"):
        side, main = st.columns([1, 3], gap="medium")
        with side:
            pictures.draw(shop, plate.thumbnail_key, alt=f"Plate {plate.index}", width_px=140)
        with main:
            badge = badges.state_badge(feasibility.state) if feasibility else ""
            st.markdown(
                f"**{escape_markdown(plate.label)}** {badge}  \n"
                + joined(
                    f"print time {duration(plate.print_time_s)}",
                    f"filament {grams(_total_g([plate]))}",
                    count(plate.units, "piece") if plate.units > 1 else "",
                    count(plate.filament_changes or 0, "filament change")
                    if plate.filament_changes
                    else "",
                )
                + "\n\n"
                + _needs(plate, feasibility)
            )
            plate_forms.draw(shop, plate)


def _total_g(plates: Sequence[Plate]) -> Decimal | None:
    """Grams of all filaments together, None while one of them is unknown."""
    used_g = [need.used_g for plate in plates for need in plate.requirements]
    known_g = [value_g for value_g in used_g if value_g is not None]
    return sum(known_g, Decimal(0)) if known_g and len(known_g) == len(used_g) else None


def _needs(plate: Plate, feasibility: Feasibility | None) -> str:
    """One line of Markdown for each filament the plate takes."""
    matched = [need for need in (feasibility.filaments if feasibility else ()) if need.filament]
    lines = [_matched_line(need) for need in matched]
    lines += [_unmatched_line(need) for need in plate.requirements if need.filament_id is None]
    return "  \n".join(lines)


def _matched_line(need: FilamentNeed) -> str:
    label = filament_label(need.filament) if need.filament else ""
    return f"{label} · needs {grams(need.required_g)} · {badges.reason(need)}"


def _unmatched_line(need: Requirement) -> str:
    kind = escape_markdown(" ".join(filter(None, (need.slicer_vendor, need.slicer_type))))
    return (
        f"{swatch(need.color_hex)} {kind or 'Filament'} {need.filament_index} of the file · "
        f"needs {grams(need.used_g)} · **not matched to a filament of the shop**"
    )


def _draw_facts(variant: Variant) -> None:
    facts = {
        "Printer": variant.printer_model,
        "Layer height": f"{number(variant.layer_height_mm)} mm" if variant.layer_height_mm else "",
        "Nozzle": f"{variant.nozzle_temperature_c} °C" if variant.nozzle_temperature_c else "",
        "Bed": f"{variant.bed_temperature_c} °C" if variant.bed_temperature_c else "",
        "Sliced with": f"{variant.producer_name} {variant.producer_version}".strip(),
    }
    lines = [f"{label}: **{escape_markdown(fact)}**" for label, fact in facts.items() if fact]
    if lines:
        st.markdown("  \n".join(lines))
    if variant.notes:
        st.text(variant.notes)
