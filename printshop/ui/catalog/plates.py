"""The plates of a version: what each takes, what of it is waste, and what is there for it."""

import streamlit as st

from printshop.domain.catalog import Plate, Requirement
from printshop.domain.costing import ProductionCost
from printshop.domain.feasibility import Feasibility, FilamentNeed
from printshop.services.catalog import FileReport
from printshop.services.shop import Shop
from printshop.ui import badges, pictures, plate_grams
from printshop.ui.catalog import plate_forms, splitting
from printshop.ui.file_details import facts, sources
from printshop.ui.formats import count, duration, escape_markdown, grams, joined
from printshop.ui.gram_bars import GramBar
from printshop.ui.swatches import filament_label, swatch
from printshop.ui.weights import weight


def draw(
    shop: Shop,
    plate: Plate,
    feasibility: Feasibility | None,
    told: FileReport,
    cost: ProductionCost | None,
    *,
    currency: str,
) -> None:
    """Draw a plate.

    Args:
        shop: the shop.
        plate: the plate.
        feasibility: whether it can be printed now.
        told: what the version's file says.
        cost: of one run of it.
        currency: of the shop, ISO 4217.

    """
    of_file = facts.plates_by_index(told.report).get(plate.index, {})
    with st.container(border=True, key=f"catalog_plate_{plate.id}"):
        side, main = st.columns([1, 3], gap="medium")
        with side:
            pictures.draw(shop, plate.thumbnail_key, alt=f"Plate {plate.index}", width_px=140)
        with main:
            badge = badges.state_badge(feasibility.state) if feasibility else ""
            st.markdown(
                f"**{escape_markdown(plate.label)}** {badge}  \n{_facts(plate)}",
                help=sources.of_plate(told.report, of_file),
            )
            st.markdown(_needs(plate, feasibility))
            plate_grams.draw(
                [GramBar.of(need) for need in plate.requirements],
                cost,
                currency=currency,
                reasons=splitting.why_not(told, of_file),
            )
            plate_forms.draw(shop, plate)


def _facts(plate: Plate) -> str:
    preparation_s, changes = plate.preparation_time_s, plate.filament_changes or 0
    return joined(
        f"print time {duration(plate.print_time_s)}",
        f"of it {duration(preparation_s)} preparation" if preparation_s is not None else "",
        f"filament {weight([plate])}",
        count(plate.layers, "layer") if plate.layers else "",
        count(plate.units, "piece") if plate.units > 1 else "",
        count(changes, "filament change") if changes else "",
    )


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
    if not need.is_named:
        return f"The file names no filament: choose one above · needs {grams(need.used_g)}"
    kind = escape_markdown(" ".join(filter(None, (need.slicer_vendor, need.slicer_type))))
    return (
        f"{swatch(need.color_hex)} {kind or 'Filament'} {need.filament_index} of the file · "
        f"needs {grams(need.used_g)} · **not matched to a filament of the shop**"
    )
