"""The plates of a dropped file: what the slicer wrote, and fields for what it did not."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from printshop.domain.catalog import GramSource, NewPlate, NewRequirement
from printshop.domain.units import MAX_GRAMS, to_grams
from printshop.domain.waste import GramPrice
from printshop.services.drafts import Position
from printshop.ui import plate_grams
from printshop.ui.file_details import facts, sources
from printshop.ui.file_details.facts import Report
from printshop.ui.formats import UNKNOWN, count, duration, escape_markdown, joined
from printshop.ui.forms import within
from printshop.ui.gram_bars import GramBar
from printshop.ui.swatches import placeholder_uri, swatch
from printshop.ui.upload import prices, telling_apart
from printshop.ui.upload.drop import Waiting, place_of
from printshop.ui.upload.filaments import Stock
from printshop.ui.weights import weight

_PLATES_AT_ONCE: Final = 12
_LONGEST_MIN: Final = 60 * 24 * 60
_MAX_UNITS: Final = 10_000


def draw(waiting: Waiting, report: Report, stock: Stock) -> None:
    """Draw the plates, twelve at a time; an only plate has its picture beside it.

    Args:
        waiting: the file.
        report: its report.
        stock: the shop's filaments.

    """
    place = place_of(waiting.key)
    plates = waiting.draft.variant.plates
    costs = prices.known(waiting.draft, stock, place)
    shown = st.container(gap="small")
    page_number = 1
    if len(plates) > _PLATES_AT_ONCE:
        pages = -(-len(plates) // _PLATES_AT_ONCE)
        page_number = st.pagination(pages, key=f"{place}.plates_page", persist_state="session")
    start = (page_number - 1) * _PLATES_AT_ONCE
    if len(plates) == 1:
        with shown.container(border=True):
            side, main = st.columns([1, 2], gap="medium")
            with side:
                _draw_picture(waiting, plates[0])
            with main:
                _draw_plate(waiting, plates[0], report, costs, stock.currency)
        return
    with shown, st.grid(4, min_column_width=220, gap="small"):
        for plate in plates[start : start + _PLATES_AT_ONCE]:
            with st.container(border=True, height="stretch", gap="small"):
                _draw_picture(waiting, plate)
                _draw_plate(waiting, plate, report, costs, stock.currency)


def _draw_picture(waiting: Waiting, plate: NewPlate) -> None:
    picture = waiting.draft.thumbnails.get(plate.index) or placeholder_uri()
    st.image(picture, alt=f"Plate {plate.index}", width="stretch")


def _draw_plate(
    waiting: Waiting,
    plate: NewPlate,
    report: Report,
    costs: Mapping[Position, GramPrice],
    currency: str,
) -> None:
    of_file = facts.plates_by_index(report).get(plate.index, {})
    st.markdown(_facts(plate), help=sources.of_plate(report, of_file))
    plate_grams.draw(
        [GramBar.of(need) for need in plate.requirements],
        {index: cost for (of, index), cost in costs.items() if of == plate.index},
        currency=currency,
        reasons=telling_apart.why_not(waiting, of_file),
    )
    _draw_fields(plate, f"{place_of(waiting.key)}.plate.{plate.index}")


def edited(plate: NewPlate, place: str) -> NewPlate:
    """The plate with what a person said of it.

    Raises:
        InvalidInputError: a number is outside its limits.

    """
    key = f"{place}.plate.{plate.index}"
    state = st.session_state
    changes: dict[str, object] = {
        "units": within(state.get(f"{key}.units", plate.units), "Pieces", 1, _MAX_UNITS)
        or plate.units,
        "requirements": tuple(_with_grams(need, key) for need in plate.requirements),
    }
    minutes = within(state.get(f"{key}.minutes"), "Minutes", 0, _LONGEST_MIN)
    if plate.print_time_s is None and minutes is not None:
        changes["print_time_s"] = int(minutes) * 60
    return plate.model_copy(update=changes)


def _draw_fields(plate: NewPlate, key: str) -> None:
    if plate.print_time_s is None:
        st.number_input(
            "Print time in minutes",
            value=None,
            placeholder="unknown",
            help="How long this plate prints, up to 60 days. Leave it empty while you do not know.",
            key=f"{key}.minutes",
            persist_state="session",
        )
    for need in plate.requirements:
        if need.used_g is None:
            _draw_grams(need, key)
    st.number_input(
        "Pieces it yields",
        value=plate.units,
        help="How many finished pieces one run of this plate gives, 1 to 10,000.",
        key=f"{key}.units",
        persist_state="session",
    )


def _draw_grams(need: NewRequirement, key: str) -> None:
    label = f"Grams of filament {need.filament_index}" if need.is_named else "Grams"
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
    )


def _facts(plate: NewPlate) -> str:
    """Name, then times, weight, layers and changes."""
    name = f"Plate {plate.index}"
    if plate.name:
        name = f"{name}: {escape_markdown(plate.name)}"
    preparation_s, changes = plate.preparation_time_s, plate.filament_changes or 0
    weighed = weight([plate])
    facts = joined(
        duration(plate.print_time_s) if plate.print_time_s is not None else "",
        f"of it {duration(preparation_s)} preparation" if preparation_s is not None else "",
        weighed if weighed != UNKNOWN else "",
        count(plate.layers, "layer") if plate.layers else "",
        count(changes, "filament change") if changes else "",
    )
    return "  \n".join(filter(None, (f"**{name}**", facts)))


def _with_grams(need: NewRequirement, key: str) -> NewRequirement:
    label = f"Grams of filament {need.filament_index}"
    said = within(st.session_state.get(f"{key}.grams.{need.filament_index}"), label, 0, MAX_GRAMS)
    if need.used_g is not None or said is None:
        return need
    return need.model_copy(update={"model_g": to_grams(said), "source": GramSource.MANUAL})
