"""The plates of a file that waits: what the slicer wrote, and fields for what it did not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from printshop.domain.catalog import NewPlate, NewRequirement
from printshop.domain.costing import ProductionCost, VariantCost
from printshop.domain.incoming import PlateValues
from printshop.domain.units import MAX_GRAMS, to_grams
from printshop.ui import plate_grams
from printshop.ui.file_details import facts, sources, split_notes
from printshop.ui.file_details.facts import Report
from printshop.ui.formats import UNKNOWN, count, duration, escape_markdown, joined
from printshop.ui.forms import within
from printshop.ui.gram_bars import GramBar
from printshop.ui.plate_grams import BEING_TOLD_APART
from printshop.ui.swatches import placeholder_uri, swatch
from printshop.ui.upload import fields
from printshop.ui.upload.opened import Opened
from printshop.ui.weights import weight

_PLATES_AT_ONCE: Final = 12
_LONGEST_MIN: Final = 60 * 24 * 60
_MAX_UNITS: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What all plates of a file are drawn with."""

    report: Report
    costs: Mapping[int, ProductionCost]
    currency: str


def draw(
    shown: Opened, report: Report, cost: VariantCost, currency: str, keep: Callable[[], None]
) -> None:
    """Draw the plates, twelve at a time; an only plate has its picture beside it.

    Args:
        shown: the file.
        report: its report.
        cost: what it would cost.
        currency: of the shop, ISO 4217.
        keep: called when somebody said something.

    """
    place, plates = shown.place, shown.draft.variant.plates
    # A plate that is not stored yet is named by its index.
    of_plates = {one.subject_id.int: one for one in cost.plates}
    facts_of = _Facts(report=report, costs=of_plates, currency=currency)
    shelf = st.container(gap="small")
    page_number = 1
    if len(plates) > _PLATES_AT_ONCE:
        pages = -(-len(plates) // _PLATES_AT_ONCE)
        page_number = st.pagination(pages, key=f"{place}.plates_page", persist_state="session")
    start = (page_number - 1) * _PLATES_AT_ONCE
    if len(plates) == 1:
        with shelf.container(border=True):
            side, main = st.columns([1, 2], gap="medium")
            with side:
                _draw_picture(shown, plates[0])
            with main:
                _draw_plate(shown, plates[0], facts_of, keep)
        return
    with shelf, st.grid(4, min_column_width=220, gap="small"):
        for plate in plates[start : start + _PLATES_AT_ONCE]:
            with st.container(border=True, height="stretch", gap="small"):
                _draw_picture(shown, plate)
                _draw_plate(shown, plate, facts_of, keep)


def _draw_picture(shown: Opened, plate: NewPlate) -> None:
    picture = shown.draft.thumbnails.get(plate.index) or placeholder_uri()
    st.image(picture, alt=f"Plate {plate.index}", width="stretch")


def _draw_plate(shown: Opened, plate: NewPlate, facts_of: _Facts, keep: Callable[[], None]) -> None:
    of_file = facts.plates_by_index(facts_of.report).get(plate.index, {})
    st.markdown(_facts(plate), help=sources.of_plate(facts_of.report, of_file))
    with st.container():
        plate_grams.draw(
            [GramBar.of(need) for need in plate.requirements],
            facts_of.costs.get(plate.index),
            currency=facts_of.currency,
            reasons=_why_not(shown, of_file),
        )
    _draw_fields(plate, shown, keep)


def _why_not(shown: Opened, plate: Report) -> Sequence[str]:
    """Sentences that say why grams of a plate are not told apart, or only estimated."""
    if shown.draft.split is None and shown.item.is_under_way:
        return (BEING_TOLD_APART,)
    return split_notes.together(plate.get("split_notes") or ())


def said_of(plate: NewPlate, kept: PlateValues, place: str) -> PlateValues:
    """What a person said of a plate.

    Args:
        plate: as the file proposes it.
        kept: what is kept of what people said.
        place: prefix of the widget keys of its file.

    Raises:
        InvalidInputError: a number is outside its limits.

    """
    key = f"{place}.plate.{plate.index}"
    units = within(fields.value(f"{key}.units", kept.units or plate.units), "Pieces", 1, _MAX_UNITS)
    minutes = within(fields.value(f"{key}.minutes", _minutes(kept)), "Minutes", 0, _LONGEST_MIN)
    grams = {
        need.filament_index: to_grams(said_g)
        for need in plate.requirements
        if (said_g := _said_g(need, kept, key)) is not None
    }
    is_said = units is not None and units != plate.units
    return PlateValues(
        units=int(units) if is_said else None,
        print_time_s=None if minutes is None else int(minutes) * 60,
        grams=grams,
    )


def _said_g(need: NewRequirement, kept: PlateValues, key: str) -> float | None:
    if need.used_g is not None:
        return None
    label = f"Grams of filament {need.filament_index}"
    said_g = fields.value(f"{key}.grams.{need.filament_index}", _grams(need, kept))
    return within(said_g, label, 0, MAX_GRAMS)


def _minutes(kept: PlateValues) -> float | None:
    return None if kept.print_time_s is None else kept.print_time_s / 60


def _grams(need: NewRequirement, kept: PlateValues) -> float | None:
    said_g = kept.grams.get(need.filament_index)
    return None if said_g is None else float(said_g)


def _draw_fields(plate: NewPlate, shown: Opened, keep: Callable[[], None]) -> None:
    key = f"{shown.place}.plate.{plate.index}"
    kept = shown.said.plates.get(plate.index) or PlateValues()
    if plate.print_time_s is None:
        fields.offer(f"{key}.minutes", _minutes(kept))
        st.number_input(
            "Print time in minutes",
            value=None,
            placeholder="unknown",
            help="How long this plate prints, up to 60 days. Leave it empty while you do not know.",
            key=f"{key}.minutes",
            persist_state="session",
            on_change=keep,
        )
    for need in plate.requirements:
        if need.used_g is None:
            _draw_grams(need, kept, key, keep)
    fields.offer(f"{key}.units", kept.units or plate.units)
    st.number_input(
        "Pieces it yields",
        value=None,
        step=1,
        help="How many finished pieces one run of this plate gives, 1 to 10,000.",
        key=f"{key}.units",
        persist_state="session",
        on_change=keep,
    )


def _draw_grams(
    need: NewRequirement, kept: PlateValues, key: str, keep: Callable[[], None]
) -> None:
    label = f"Grams of filament {need.filament_index}" if need.is_named else "Grams"
    fields.offer(f"{key}.grams.{need.filament_index}", _grams(need, kept))
    st.markdown(f"{swatch(need.color_hex)} {label}" if need.is_named else label)
    st.number_input(
        label,
        label_visibility="collapsed",
        value=None,
        step=1.0,
        format="%.2f",
        placeholder="unknown",
        help="What one run takes of it, with supports and waste. Leave it empty if unknown.",
        key=f"{key}.grams.{need.filament_index}",
        persist_state="session",
        on_change=keep,
    )


def _facts(plate: NewPlate) -> str:
    """Name, then times, weight, layers and changes."""
    name = f"Plate {plate.index}"
    if plate.name:
        name = f"{name}: {escape_markdown(plate.name)}"
    preparation_s, changes = plate.preparation_time_s, plate.filament_changes or 0
    weighed = weight([plate])
    told = joined(
        duration(plate.print_time_s) if plate.print_time_s is not None else "",
        f"of it {duration(preparation_s)} preparation" if preparation_s is not None else "",
        weighed if weighed != UNKNOWN else "",
        count(plate.layers, "layer") if plate.layers else "",
        count(changes, "filament change") if changes else "",
    )
    return "  \n".join(filter(None, (f"**{name}**", told)))
