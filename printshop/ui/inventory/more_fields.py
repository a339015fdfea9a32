"""The fields of a filament that most people leave as they are, in groups."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from printshop.domain.filament import NewFilament
from printshop.domain.units import rounded, to_grams

LABELS: Final = {
    "net_g": "Filament on a full spool, g",
    "tare_g": "Empty reel, g",
    "density_g_cm3": "Density, g/cm³",
    "diameter_mm": "Diameter, mm",
    "nozzle_min_c": "Nozzle from, °C",
    "nozzle_max_c": "Nozzle to, °C",
    "bed_min_c": "Bed from, °C",
    "bed_max_c": "Bed to, °C",
    "drying_c": "Drying, °C",
    "drying_h": "Drying, hours",
    "bambu_id": "Bambu id",
    "gtin": "Barcode",
    "maker_code": "Maker's code",
    "low_stock_g": "Low at or below, grams",
    "low_stock_spools": "Low at or below, unopened spools",
    "lead_time_days": "Lead time, days",
    "pack_size": "Sold in packs of",
    "supplier": "Supplier",
    "purchase_url": "Where to buy it",
}
_HELP: Final = {
    "net_g": "What a new spool of it comes with; filled in when spools are received.",
    "tare_g": "What the reel weighs without filament: then the whole reel can be weighed.",
    "bambu_id": "The code the slicer writes into its files; a file that names it is matched "
    "at once.",
    "gtin": "The number under the barcode of the box; scanned when spools are received.",
    "low_stock_spools": "From so few unopened spools on, the filament counts as low; 0 is off.",
    "lead_time_days": "From the order until it is on the shelf. Left empty, it is the shop's own.",
}
_PLACEHOLDERS: Final = {
    "net_g": "unknown",
    "tare_g": "unknown",
    "density_g_cm3": "unknown",
    "bambu_id": "GFA00",
    "gtin": "6938936710011",
    "lead_time_days": "the shop's own",
}
_GROUPS: Final = {
    "Spool: weights and diameter": ("net_g", "tare_g", "density_g_cm3", "diameter_mm"),
    "Printing: temperatures and drying": (
        "nozzle_min_c",
        "nozzle_max_c",
        "bed_min_c",
        "bed_max_c",
        "drying_c",
        "drying_h",
    ),
    "Codes: Bambu id, barcode, maker's code": ("bambu_id", "gtin", "maker_code"),
    "Buying: thresholds, supplier, link": (
        "low_stock_spools",
        "lead_time_days",
        "pack_size",
        "supplier",
        "purchase_url",
    ),
}
_DECIMALS: Final = {"density_g_cm3": 3, "diameter_mm": 2, "net_g": 2, "tare_g": 2}
_WHOLE: Final = {
    "nozzle_min_c",
    "nozzle_max_c",
    "bed_min_c",
    "bed_max_c",
    "drying_c",
    "drying_h",
    "low_stock_spools",
    "lead_time_days",
    "pack_size",
}
_OF_NEW: Final[Mapping[str, Any]] = {
    "diameter_mm": 1.75,
    "low_stock_spools": 0,
    "pack_size": 1,
}
# What an emptied field means, where it does not mean that nobody knows.
_EMPTY: Final[Mapping[str, Any]] = {
    "low_stock_g": Decimal(0),
    "diameter_mm": Decimal("1.75"),
    "low_stock_spools": 0,
    "pack_size": 1,
}


def draw(filament: NewFilament | None, key: str) -> None:
    """Draw the groups, each folded."""
    for title, names in _GROUPS.items():
        with st.expander(title):
            columns = st.columns(2)
            for place, name in enumerate(names):
                _field(name)(columns[place % 2], filament, key, name)


def said(key: str) -> dict[str, Any]:
    """What the fields hold, by the names of the filament."""
    state = st.session_state
    values: dict[str, Any] = {"low_stock_g": to_grams(state[f"{key}.low_stock_g"] or 0)}
    for name in (name for names in _GROUPS.values() for name in names):
        value = state.get(f"{key}.{name}")
        if name in _DECIMALS:
            values[name] = _decimal(value, _DECIMALS[name])
        elif name in _WHOLE:
            values[name] = value
        else:
            values[name] = value or ""
    return {
        name: _EMPTY[name] if value is None and name in _EMPTY else value
        for name, value in values.items()
    }


def _field(name: str) -> Callable[[DeltaGenerator, NewFilament | None, str, str], None]:
    if name in _DECIMALS:
        return _draw_decimal
    return _draw_whole if name in _WHOLE else _draw_text


def _draw_decimal(
    column: DeltaGenerator, filament: NewFilament | None, key: str, name: str
) -> None:
    value = getattr(filament, name) if filament else _OF_NEW.get(name)
    places = _DECIMALS[name]
    column.number_input(
        LABELS[name],
        value=None if value is None else float(value),
        step=50.0 if name.endswith("_g") else 0.05,
        format=f"%.{places}f" if not name.endswith("_g") else "%.1f",
        placeholder=_PLACEHOLDERS.get(name, ""),
        help=_HELP.get(name),
        key=f"{key}.{name}",
    )


def _draw_whole(column: DeltaGenerator, filament: NewFilament | None, key: str, name: str) -> None:
    value = getattr(filament, name) if filament else _OF_NEW.get(name)
    column.number_input(
        LABELS[name],
        value=value,
        step=5 if name.endswith("_c") else 1,
        placeholder=_PLACEHOLDERS.get(name, ""),
        help=_HELP.get(name),
        key=f"{key}.{name}",
    )


def _draw_text(column: DeltaGenerator, filament: NewFilament | None, key: str, name: str) -> None:
    column.text_input(
        LABELS[name],
        getattr(filament, name) if filament else "",
        max_chars=500 if name == "purchase_url" else 100,
        placeholder=_PLACEHOLDERS.get(name, ""),
        help=_HELP.get(name),
        key=f"{key}.{name}",
    )


def _decimal(value: float | None, places: int) -> Decimal | None:
    return None if value is None else rounded(value, Decimal(1).scaleb(-places))
