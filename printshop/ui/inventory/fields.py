"""The fields of a filament, for adding one and for changing one."""

from decimal import Decimal
from typing import Any, Final

import streamlit as st

from printshop.domain.filament import Material, NewFilament
from printshop.domain.units import (
    GRAMS_PER_KILOGRAM,
    rounded,
    to_cost_per_gram,
    to_grams,
)
from printshop.services.colors import name_of
from printshop.ui.forms import checked, within

_MAX_PRICE_PER_KG: Final = 1_000_000
_LABELS: Final = {
    "brand": "Brand",
    "material": "Material",
    "slicer_name": "Kind",
    "color_name": "Colour name",
    "color_hex": "Colour",
    "cost_per_gram_base": "Price per kg",
    "density_g_cm3": "Density",
    "diameter_mm": "Diameter",
    "bambu_id": "Bambu id",
    "purchase_url": "Where to buy it",
    "low_stock_g": "Low below",
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
    _draw_color(filament, key)
    _draw_numbers(filament, key, currency)
    with st.expander("More: density, diameter, Bambu id, where to buy it"):
        _draw_more(filament, key)


def said(key: str) -> NewFilament:
    """The filament that the fields describe.

    Raises:
        InvalidInputError: a field is outside its limits.

    """
    state = st.session_state
    price = within(state[f"{key}.price"], _LABELS["cost_per_gram_base"], 0, _MAX_PRICE_PER_KG)
    color_hex = str(state[f"{key}.color_hex"]).upper()
    values: dict[str, Any] = {
        "brand": state[f"{key}.brand"] or "",
        "material": state[f"{key}.material"],
        "slicer_name": state[f"{key}.slicer_name"] or "",
        "color_name": state[f"{key}.color_name"] or name_of(color_hex),
        "color_hex": color_hex,
        "cost_per_gram_base": to_cost_per_gram(Decimal(str(price or 0)) / GRAMS_PER_KILOGRAM),
        "low_stock_g": to_grams(state[f"{key}.low_stock_g"] or 0),
        "density_g_cm3": _decimal(state.get(f"{key}.density_g_cm3"), 3),
        "diameter_mm": _decimal(state.get(f"{key}.diameter_mm"), 2) or Decimal("1.75"),
        "bambu_id": state.get(f"{key}.bambu_id") or "",
        "purchase_url": state.get(f"{key}.purchase_url") or "",
    }
    return checked(NewFilament, _LABELS, **values)


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
    )


def _draw_color(filament: NewFilament | None, key: str) -> None:
    left, right = st.columns([1, 2])
    color = left.color_picker(
        "Colour", filament.color_hex if filament else "#101010", key=f"{key}.color_hex"
    )
    right.text_input(
        "Colour name",
        filament.color_name if filament else "",
        max_chars=100,
        placeholder=name_of(color.upper()),
        help="Left empty, it is the word shown in it.",
        key=f"{key}.color_name",
    )


def _draw_numbers(filament: NewFilament | None, key: str, currency: str) -> None:
    left, right = st.columns(2)
    per_gram = filament.cost_per_gram_base if filament else Decimal(0)
    left.number_input(
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
        help="From this much on, the filament counts as running low.",
        key=f"{key}.low_stock_g",
    )


def _draw_more(filament: NewFilament | None, key: str) -> None:
    density = filament.density_g_cm3 if filament else None
    left, right = st.columns(2)
    left.number_input(
        "Density, g/cm³",
        value=float(density) if density else None,
        step=0.01,
        format="%.3f",
        placeholder="unknown",
        key=f"{key}.density_g_cm3",
    )
    right.number_input(
        "Diameter, mm",
        value=float(filament.diameter_mm) if filament else 1.75,
        step=0.05,
        format="%.2f",
        key=f"{key}.diameter_mm",
    )
    left.text_input(
        "Bambu id",
        filament.bambu_id if filament else "",
        max_chars=100,
        placeholder="GFA00",
        help="The code the slicer writes into its files; a file that names it is matched at once.",
        key=f"{key}.bambu_id",
    )
    right.text_input(
        "Where to buy it",
        filament.purchase_url if filament else "",
        max_chars=500,
        key=f"{key}.purchase_url",
    )


def _decimal(value: float | None, places: int) -> Decimal | None:
    return None if value is None else rounded(value, Decimal(1).scaleb(-places))
