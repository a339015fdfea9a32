"""The fields of a filament, for adding one and for changing one."""

import contextlib
import re
from collections.abc import Generator
from decimal import Decimal
from typing import Any, Final

import streamlit as st

from printshop.domain.filament import MAX_COLORS, ColorPattern, Finish, Material, NewFilament
from printshop.domain.units import GRAMS_PER_KILOGRAM, to_cost_per_gram
from printshop.errors import DuplicateError
from printshop.services.colors import name_of
from printshop.ui.formats import escape_markdown
from printshop.ui.forms import checked, within
from printshop.ui.inventory import addresses, more_fields
from printshop.ui.inventory.stock.words import FINISHES

_MAX_PRICE_PER_KG: Final = 1_000_000
_FIRST_COLOR: Final = "#101010"
_CODE: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_PATTERNS: Final = {
    ColorPattern.COEXTRUDED: "Side by side",
    ColorPattern.GRADIENT: "One after the other",
}
LABELS: Final = {
    "brand": "Brand",
    "material": "Material",
    "slicer_name": "Kind",
    "color_name": "Colour name",
    "color_hex": "Colour",
    "other_color_hexes": "Further colours",
    "cost_per_gram_base": "Price per kg",
    **more_fields.LABELS,
}


def draw(filament: NewFilament | None, key: str, *, currency: str, brand: str = "") -> None:
    """Draw the fields.

    Args:
        filament: what they hold first; None for a new one.
        key: prefix of the widget keys.
        currency: of the price, ISO 4217.
        brand: the brand a new one has first.

    """
    _draw_kind(filament, key, brand)
    _draw_finish(filament, key, currency)
    _draw_colors(filament, key)
    more_fields.draw(filament, key)


def said(key: str) -> NewFilament:
    """The filament that the fields describe.

    Raises:
        InvalidInputError: a field is outside its limits.

    """
    state = st.session_state
    price = within(state[f"{key}.price"], LABELS["cost_per_gram_base"], 0, _MAX_PRICE_PER_KG)
    colors = [str(state[f"{key}.{name}"]).upper() for name in _color_fields(_color_count(key))]
    values: dict[str, Any] = {
        "brand": state[f"{key}.brand"] or "",
        "material": state[f"{key}.material"],
        "slicer_name": state[f"{key}.slicer_name"] or "",
        "finish": state[f"{key}.finish"] or Finish.PLAIN,
        "color_name": state[f"{key}.color_name"] or _words_of(colors),
        "color_hex": colors[0],
        "other_color_hexes": tuple(colors[1:]),
        "color_pattern": _pattern(key) if len(colors) > 1 else ColorPattern.SINGLE,
        "cost_per_gram_base": to_cost_per_gram(Decimal(str(price or 0)) / GRAMS_PER_KILOGRAM),
        **more_fields.said(key),
    }
    return checked(NewFilament, LABELS, **values)


@contextlib.contextmanager
def noting_twin(key: str) -> Generator[None]:
    """Keep which filament the one in the fields is a double of, for `draw_twin`."""
    forget(key)
    try:
        yield
    except DuplicateError as error:
        st.session_state[f"{key}.twin"] = error.existing_id
        raise


def draw_twin(key: str) -> None:
    """Draw the way to the filament that the one in the fields is a double of, if it is one."""
    twin = st.session_state.get(f"{key}.twin")
    if twin is not None and st.button(
        "Open the one that is there", key=f"{key}.open_twin", icon=":material/chevron_right:"
    ):
        forget(key)
        addresses.go_to_filament(twin)
        st.rerun()


def forget(key: str) -> None:
    """Forget the double: the form is tried again, or gone."""
    st.session_state.pop(f"{key}.twin", None)


def _draw_kind(filament: NewFilament | None, key: str, brand: str) -> None:
    left, middle, right = st.columns(3)
    left.text_input(
        "Brand",
        filament.brand if filament else brand,
        max_chars=100,
        placeholder="Bambu Lab",
        key=f"{key}.brand",
    )
    middle.selectbox(
        "Material",
        list(Material),
        index=list(Material).index(filament.material) if filament else 0,
        key=f"{key}.material",
    )
    right.text_input(
        "Kind",
        filament.slicer_name if filament else "",
        max_chars=100,
        placeholder="PLA Basic",
        help="What the box and the slicer call it: PLA Basic, PLA Silk, PETG-CF…",
        key=f"{key}.slicer_name",
        on_change=_guess_finish,
        args=(key, filament is None),
    )


def _draw_finish(filament: NewFilament | None, key: str, currency: str) -> None:
    left, middle, right = st.columns(3)
    left.selectbox(
        "Finish",
        list(Finish),
        index=list(Finish).index(filament.finish) if filament else 0,
        format_func=lambda finish: FINISHES[finish],
        help="Only filaments of one finish stand in for each other.",
        key=f"{key}.finish",
        on_change=_note_chosen,
        args=(key,),
    )
    per_gram = filament.cost_per_gram_base if filament else Decimal(0)
    middle.number_input(
        f"Price per kg in {currency}",
        value=float(per_gram * GRAMS_PER_KILOGRAM) if per_gram else None,
        step=1.0,
        format="%.2f",
        placeholder="unknown",
        help="Used for spools whose own price nobody wrote down. Leave it empty if unknown.",
        key=f"{key}.price",
    )
    right.number_input(
        "Low at or below, grams",
        value=float(filament.low_stock_g if filament else 100),
        step=50.0,
        format="%.0f",
        help="From this much on, over all its spools, the filament counts as low; 0 is off.",
        key=f"{key}.low_stock_g",
    )


def _draw_colors(filament: NewFilament | None, key: str) -> None:
    known = filament.color_hexes if filament else (_FIRST_COLOR,)
    left, middle, right = st.columns([2, 3, 3])
    left.number_input(
        "Colours", 1, MAX_COLORS, len(known), key=f"{key}.color_count", help="Up to eight."
    )
    number = _color_count(key)
    if number > 1:
        pattern = filament.color_pattern if filament else ColorPattern.COEXTRUDED
        right.selectbox(
            "How they lie",
            list(_PATTERNS),
            index=list(_PATTERNS).index(pattern) if pattern in _PATTERNS else 0,
            format_func=lambda one: _PATTERNS[one],
            key=f"{key}.color_pattern",
        )
    with st.container(horizontal=True, key=f"{key}.colors"):
        for place, name in enumerate(_color_fields(number)):
            st.color_picker(
                "Colour" if place == 0 else f"Colour {place + 1}",
                known[place] if place < len(known) else "#FFFFFF",
                key=f"{key}.{name}",
            )
    colors = [str(st.session_state[f"{key}.{name}"]).upper() for name in _color_fields(number)]
    middle.text_input(
        "Colour name",
        filament.color_name if filament else "",
        max_chars=100,
        placeholder=_words_of(colors),
        help="Left empty, it is the word shown in it. A code such as #1A2B3C sets the colour.",
        key=f"{key}.color_name",
        on_change=_take_code,
        args=(key,),
    )
    if code := st.session_state.get(f"{key}.color_code"):
        middle.caption(f"The colour is taken from {escape_markdown(code)}.")


def _color_fields(number: int) -> list[str]:
    return ["color_hex", *(f"other_color_{place}" for place in range(1, number))]


def _color_count(key: str) -> int:
    number = st.session_state.get(f"{key}.color_count") or 1
    return max(1, min(MAX_COLORS, int(number)))


def _pattern(key: str) -> ColorPattern:
    return st.session_state.get(f"{key}.color_pattern") or ColorPattern.COEXTRUDED


def _words_of(colors: list[str]) -> str:
    return " / ".join(dict.fromkeys(name_of(color) for color in colors))[:100]


def _take_code(key: str) -> None:
    """Where the name is a code, take the colour from it; its word becomes the name."""
    state = st.session_state
    state.pop(f"{key}.color_code", None)
    name = (state[f"{key}.color_name"] or "").strip()
    if _CODE.fullmatch(name):
        code = f"#{name[-6:].upper()}"
        state[f"{key}.color_hex"] = code
        state[f"{key}.color_name"] = name_of(code)
        state[f"{key}.color_code"] = code


def _note_chosen(key: str) -> None:
    st.session_state[f"{key}.finish_chosen"] = True


def _guess_finish(key: str, is_new: bool) -> None:  # noqa: FBT001 - args of a callback
    """Say the finish that the kind's words speak of, until a person chose one."""
    state = st.session_state
    if is_new and not state.get(f"{key}.finish_chosen"):
        state[f"{key}.finish"] = Finish.from_words(state[f"{key}.slicer_name"] or "")
