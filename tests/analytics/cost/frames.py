"""Frames of made-up stock and prints, with boring defaults."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from printshop.analytics.calibration import GRAM_FACTORS, TIME_FACTORS
from printshop.analytics.cost import Costed, price_ladder
from printshop.domain.users import ShopSettings
from printshop.frames import (
    COSTED_GRAMS,
    COSTED_PLATES,
    COSTED_VERSIONS,
    PRINTER_RATES,
    RATES,
    SHELF,
    STOCK,
)

_ZEROS: dict[Any, Any] = {pl.String: "", pl.Boolean: False, pl.Int64: 0, pl.Int32: 0}


def rows_of(schema: pl.Schema, *rows: Mapping[str, object]) -> pl.DataFrame:
    """A frame of these rows; what a row does not say is empty, no, 0 or null."""
    full = [
        {name: row.get(name, _ZEROS.get(kind)) for name, kind in schema.items()} for row in rows
    ]
    return pl.DataFrame(full, schema=schema, orient="row")


def a_spool(number: int, cg: int, cost_e6: int = 20_000, **said: object) -> dict[str, object]:
    """A row of SHELF: a weighed spool of "black"."""
    return {
        "spool_id": f"spool {number:03}",
        "number": number,
        "filament_id": "black",
        "on_hand_cg": cg,
        "cost_e6": cost_e6,
        "is_weighed": True,
        "purchased_on": None,
        "opened_on": None,
        "dried_on": None,
        "expires_on": None,
    } | said


def a_stock(filament_id: str = "black", average_e6: int = 0, base_e6: int = 0) -> dict[str, object]:
    """A row of STOCK."""
    return {
        "filament_id": filament_id,
        "average_cost_e6": average_e6,
        "base_cost_e6": base_e6,
    }


def shelf(*spools: dict[str, object]) -> pl.DataFrame:
    """SHELF of these spools."""
    return rows_of(SHELF, *spools)


def stock(*filaments: dict[str, object]) -> pl.DataFrame:
    """STOCK of these filaments."""
    return rows_of(STOCK, *filaments)


def costed(
    grams: list[dict[str, object]] | None = None,
    plates: list[dict[str, object]] | None = None,
    **said: Any,  # noqa: ANN401 - whatever a field of Costed is
) -> Costed:
    """A version "vase" of one plate of an hour, of 100 g of "black" at 0.02."""
    versions = [{"variant_id": "vase", "model_id": "vase", **_MODEL}]
    frames: dict[str, Any] = {
        "versions": rows_of(COSTED_VERSIONS, *versions),
        "plates": rows_of(COSTED_PLATES, *(plates or [a_plate()])),
        "grams": rows_of(COSTED_GRAMS, *([a_need()] if grams is None else grams)),
        "prices": price_ladder(shelf(a_spool(1, 1000_00)), stock(a_stock())),
        "printers": PRINTER_RATES.to_frame(),
        "gram_factors": GRAM_FACTORS.to_frame(),
        "time_factors": TIME_FACTORS.to_frame(),
        "rates": a_rate(1.0),
        "lost_share": 1.0,
        "settings": ShopSettings(),
    }
    return Costed(**(frames | said))


def a_plate(plate_id: str = "plate", **said: object) -> dict[str, object]:
    """A row of COSTED_PLATES."""
    plate = {"variant_id": "vase", "plate_id": plate_id, "plate_index": 1}
    return plate | {"print_s": 3600, "units": 1, "sliced_for": ""} | said


def a_need(needed_cg: int | None = 100_00, **said: object) -> dict[str, object]:
    """A row of COSTED_GRAMS, nothing of it told apart."""
    return {
        "variant_id": "vase",
        "plate_id": "plate",
        "plate_index": 1,
        "filament_index": 1,
        "filament_id": "black",
        "needed_cg": needed_cg,
        "material": "PLA",
        "waste_cg": None,
        "purge_cg": None,
        "file_cost_e6": None,
    } | said


def a_printer(name: str, watts: int = 120, **said: object) -> dict[str, object]:
    """A row of PRINTER_RATES: it takes files of its own model."""
    return {
        "printer_id": name,
        "name": name,
        "model": name,
        "watts": watts,
        "per_hour_e6": None,
    } | said


def a_rate(cost_factor: float, variant_id: str = "vase") -> pl.DataFrame:
    """RATES of one version."""
    return rows_of(RATES, {"subject_id": variant_id, "cost_factor": cost_factor})


_MODEL = {"unit_price_e6": None, "packaging_e6": None, "finishing_min": None}
