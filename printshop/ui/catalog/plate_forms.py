"""What a person says of a plate: which filaments it means, and its grams where nobody else did."""

import streamlit as st

from printshop.domain.catalog import GramSource, Plate, PlateNumbers, PlateUpdate, Requirement
from printshop.domain.filament import Filament, FilamentSort
from printshop.domain.units import MAX_GRAMS, to_grams
from printshop.services import catalog, stock
from printshop.services.shop import Shop
from printshop.ui import boundary, notices
from printshop.ui.formats import escape_markdown
from printshop.ui.forms import checked
from printshop.ui.swatches import swatch

_LABELS = {"print_time_s": "Print time", "grams": "Grams"}
_LONGEST_MIN = 60 * 24 * 60


def draw(shop: Shop, plate: Plate) -> None:
    """Draw the form of a plate; its fields only once somebody opens it."""
    is_unsaid = _asks_for_numbers(plate)
    is_unmatched = any(need.filament_id is None for need in plate.requirements)
    opened = st.expander(
        "Say grams and time" if is_unsaid else "Match filaments",
        icon=":material/edit:" if is_unsaid else ":material/link:",
        expanded=is_unsaid or is_unmatched,
        key=f"catalog.plate.{plate.id}",
        on_change="rerun",
    )
    if not opened.open:
        return
    filaments = {
        row.filament.id: row.filament for row in stock.list_filaments(shop, sort=FilamentSort.NAME)
    }
    key = f"catalog.plate_form.{plate.id}"
    with opened, st.form(key, border=False):
        if is_unsaid:
            st.number_input(
                "Print time in minutes",
                min_value=0,
                max_value=_LONGEST_MIN,
                value=None if plate.print_time_s is None else plate.print_time_s // 60,
                key=f"{key}.minutes",
            )
        for need in plate.requirements:
            _draw_requirement(need, filaments, key, asks_grams=is_unsaid)
        st.form_submit_button(
            "Save", icon=":material/save:", on_click=_save, args=(shop, plate, key)
        )


def _draw_requirement(need: Requirement, filaments: dict, key: str, *, asks_grams: bool) -> None:
    kind = need.slicer_name or need.slicer_type or "filament"
    left, right = st.container(), None
    if asks_grams:
        left, right = st.columns([3, 1], vertical_alignment="bottom")
    label = f"{need.filament_index}: {escape_markdown(kind)} in the file is"
    left.markdown(f"{swatch(need.color_hex)} {label}")
    left.selectbox(
        label,
        list(filaments),
        index=list(filaments).index(need.filament_id) if need.filament_id in filaments else None,
        format_func=lambda filament_id: _option(filaments[filament_id]),
        placeholder="Choose a filament of the shop",
        label_visibility="collapsed",
        key=f"{key}.filament.{need.id}",
    )
    if right is not None:
        right.number_input(
            "Grams",
            min_value=0.0,
            max_value=float(MAX_GRAMS),
            value=None if need.used_g is None else float(need.used_g),
            step=1.0,
            format="%.2f",
            key=f"{key}.grams.{need.id}",
        )


@boundary.callback
def _save(shop: Shop, plate: Plate, key: str) -> None:
    said = {need: st.session_state[f"{key}.filament.{need.id}"] for need in plate.requirements}
    matches = {need.id: chosen for need, chosen in said.items() if chosen != need.filament_id}
    numbers = _numbers(plate, key) if _asks_for_numbers(plate) else None
    catalog.update_plate(shop, plate.id, PlateUpdate(numbers=numbers, matches=matches))
    notices.say(f"{escape_markdown(plate.label)} is saved.")


def _numbers(plate: Plate, key: str) -> PlateNumbers:
    state = st.session_state
    minutes = state[f"{key}.minutes"]
    said = {need.filament_index: state[f"{key}.grams.{need.id}"] for need in plate.requirements}
    return checked(
        PlateNumbers,
        _LABELS,
        print_time_s=None if minutes is None else minutes * 60,
        grams={index: to_grams(value) for index, value in said.items() if value is not None},
    )


def _asks_for_numbers(plate: Plate) -> bool:
    """Whether its numbers come from people: the file was not sliced."""
    return plate.print_time_s is None or any(
        need.used_g is None or need.source is GramSource.MANUAL for need in plate.requirements
    )


def _option(filament: Filament) -> str:
    return f"{filament.label} ({filament.color_hex})"
