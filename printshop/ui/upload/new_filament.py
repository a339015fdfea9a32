"""The fields of a filament that a dropped file names and the shop lacks."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

import streamlit as st

from printshop.domain.filament import NewFilament
from printshop.domain.units import GRAMS_PER_KILOGRAM, to_cost_per_gram
from printshop.ui.forms import checked, within
from printshop.ui.upload import fields

_MAX_PRICE_PER_KG: Final = 1_000_000
_LABELS: Final = {
    "brand": "Brand",
    "color_name": "Colour name",
    "cost_per_gram_base": "Price per kg",
}
_PRICE: Final = "What a kilogram of it costs you. Leave it empty while you do not know."
_PRICE_OF_FILE: Final = (
    "What a kilogram of it costs you. Filled in is the price that stands in the file: what the "
    "slicer was told, in no currency."
)


def draw(new: NewFilament, key: str, currency: str, keep: Callable[[], None] | None = None) -> None:
    """Draw the fields.

    Args:
        new: as the file proposes it, or as it was last edited.
        key: prefix of the widget keys.
        currency: of the shop, ISO 4217.
        keep: called when somebody changed a field.

    """
    of_file = _price_per_kg(new)
    fields.offer(f"{key}.brand", new.brand)
    fields.offer(f"{key}.color_name", new.color_name)
    fields.offer(f"{key}.price", of_file)
    with st.container(border=True, key=f"{key}.new".replace(".", "_")):
        brand, color, price = st.columns(3, vertical_alignment="bottom")
        brand.text_input(
            "Brand",
            max_chars=100,
            key=f"{key}.brand",
            persist_state="session",
            on_change=keep or "rerun",
        )
        color.text_input(
            "Colour name",
            max_chars=100,
            key=f"{key}.color_name",
            persist_state="session",
            on_change=keep or "rerun",
        )
        price.number_input(
            f"Price per kg in {currency}",
            value=None,
            step=1.0,
            format="%.2f",
            placeholder="unknown",
            help=_PRICE_OF_FILE if of_file else _PRICE,
            key=f"{key}.price",
            persist_state="session",
            on_change=keep or "rerun",
        )


def wanted(new: NewFilament, key: str, filament_index: int) -> NewFilament:
    """The filament to be created, as it was edited.

    Args:
        new: as the file proposes it, or as it was last edited.
        key: prefix of the widget keys.
        filament_index: of the file, for the sentence where a value is outside its limits.

    Raises:
        InvalidInputError: a value is outside its limits.

    """
    per_gram = price_per_gram(new, key)
    return checked(
        NewFilament,
        {name: f"{label} of filament {filament_index}" for name, label in _LABELS.items()},
        **new.model_dump(exclude=set(_LABELS)),
        brand=fields.value(f"{key}.brand", new.brand) or "",
        color_name=fields.value(f"{key}.color_name", new.color_name) or "",
        cost_per_gram_base=per_gram,
    )


def has_price_of_file(of_file: NewFilament, new: NewFilament, key: str) -> bool:
    """Whether the price is the one that stands in the file, and nobody edited it.

    Args:
        of_file: as the file proposes it.
        new: as it was last edited.
        key: prefix of the widget keys.

    """
    price = _price_per_kg(of_file)
    return price is not None and fields.value(f"{key}.price", _price_per_kg(new)) == price


def price_per_gram(new: NewFilament, key: str) -> Decimal:
    """The price of the filament to be created, as it was edited; 0 while unknown.

    Raises:
        InvalidInputError: it is outside its limits.

    """
    price = fields.value(f"{key}.price", _price_per_kg(new))
    within(price, _LABELS["cost_per_gram_base"], 0, _MAX_PRICE_PER_KG)
    return to_cost_per_gram(Decimal(str(price or 0)) / GRAMS_PER_KILOGRAM)


def _price_per_kg(new: NewFilament) -> float | None:
    per_gram = new.cost_per_gram_base
    return float(per_gram * GRAMS_PER_KILOGRAM) if per_gram else None
