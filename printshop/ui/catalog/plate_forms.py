"""What a person says of a plate whose file was not sliced: its grams and its time."""

import streamlit as st

from printshop.domain.catalog import GramSource, Plate, PlateNumbers, PlateUpdate, Requirement
from printshop.domain.units import MAX_GRAMS, to_grams
from printshop.errors import InvalidInputError
from printshop.services import catalog
from printshop.services.shop import Shop
from printshop.ui import boundary, notices, problems
from printshop.ui.formats import escape_markdown
from printshop.ui.forms import checked
from printshop.ui.swatches import swatch

_LABELS = {"print_time_s": "Print time", "grams": "Grams"}
_LONGEST_MIN = 60 * 24 * 60


def draw(shop: Shop, plate: Plate) -> None:
    """Draw the form of a plate whose numbers come from people; open while one is unknown."""
    if not _asks_for_numbers(plate):
        return
    is_unsaid = not plate.print_time_s or any(need.used_g is None for need in plate.requirements)
    opened = st.expander(
        "Say grams and time",
        icon=":material/edit:",
        expanded=is_unsaid,
        key=f"catalog.plate.{plate.id}",
        on_change="rerun",
    )
    if not opened.open:
        return
    key = f"catalog.plate_form.{plate.id}"
    with opened, st.form(key, border=False):
        st.number_input(
            "Print time in minutes",
            min_value=0,
            max_value=_LONGEST_MIN,
            value=plate.print_time_s // 60 if plate.print_time_s else None,
            key=f"{key}.minutes",
        )
        for need in plate.requirements:
            _draw_grams(need, key)
        st.form_submit_button(
            "Save", icon=":material/save:", on_click=_save, args=(shop, plate, key)
        )
    with opened:
        problems.draw(key)


def _draw_grams(need: Requirement, key: str) -> None:
    kind = escape_markdown(need.slicer_name or need.slicer_type)
    name = f"{swatch(need.color_hex)} {need.filament_index}: {kind}".removesuffix(": ")
    st.number_input(
        f"Grams of {name}" if need.is_named else "Grams",
        min_value=0.0,
        max_value=float(MAX_GRAMS),
        value=None if need.used_g is None else float(need.used_g),
        step=1.0,
        format="%.2f",
        key=f"{key}.grams.{need.id}",
    )


@boundary.callback
def _save(shop: Shop, plate: Plate, key: str) -> None:
    with problems.beside(key):
        catalog.update_plate(shop, plate.id, PlateUpdate(numbers=_numbers(plate, key)))
        notices.say(f"{escape_markdown(plate.label)} is saved.")


def _numbers(plate: Plate, key: str) -> PlateNumbers:
    state = st.session_state
    minutes = state[f"{key}.minutes"]
    if minutes == 0:
        raise InvalidInputError(
            f"{plate.label} cannot be printed in 0 minutes.",
            hint="Say how long it takes, or leave the print time empty.",
        )
    said = {need.filament_index: state[f"{key}.grams.{need.id}"] for need in plate.requirements}
    return checked(
        PlateNumbers,
        _LABELS,
        print_time_s=None if minutes is None else minutes * 60,
        grams={index: to_grams(value) for index, value in said.items() if value is not None},
    )


def _asks_for_numbers(plate: Plate) -> bool:
    """Whether its numbers come from people: the file was not sliced."""
    return not plate.print_time_s or any(
        need.used_g is None or need.source is GramSource.MANUAL for need in plate.requirements
    )
