"""Frames of a few filaments with boring defaults."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl

from printshop.analytics.shopping import SHORTAGES, Known, rolls
from printshop.frames import BUYING, FEASIBILITY_BY_FILAMENT, FILAMENT_DEMAND, ON_ORDER, STOCK

Row = Mapping[str, Any]

_ZERO: dict[type[pl.DataType], object] = {
    pl.String: "",
    pl.Boolean: False,
    pl.Int32: 0,
    pl.Int64: 0,
    pl.Float64: 0.0,
}
MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


def frame(contract: pl.Schema, *rows: Row) -> pl.DataFrame:
    """Rows of a contract; what is not said is nothing."""
    blank = {name: _ZERO.get(type(kind)) or _blank(kind) for name, kind in contract.items()}
    return pl.DataFrame([blank | dict(row) for row in rows], schema=contract)


def _blank(kind: pl.DataType | type[pl.DataType]) -> object:
    return next((value for known, value in _ZERO.items() if kind == known), None)


def stock_of(*rows: Row) -> pl.DataFrame:
    """STOCK of filaments that the shop had spools of."""
    return frame(STOCK, *({"total_count": 1, "low_stock_cg": 10_000, **row} for row in rows))


def rolls_of(*rows: Row, tail_cg: int = 0, lead_time_days: int = 7) -> pl.DataFrame:
    """ROLLS of a kilogram each."""
    unknown = {"lead_time_days": None, "full_cg": 100_000, "last_full_cg": None, "pack_size": 1}
    buying = frame(BUYING, *(unknown | dict(row) for row in rows))
    stock = stock_of(*({"filament_id": name} for name in buying["filament_id"]))
    return rolls(buying, stock, tail_cg=tail_cg, lead_time_days=lead_time_days)


def known_of(
    stock: pl.DataFrame,
    *,
    demand: Sequence[Row] = (),
    short_cg: Mapping[str, int] | None = None,
    on_order: Sequence[Row] = (),
) -> Known:
    """What is there, asked for, lacking and on its way."""
    unknown = {"pattern": None, "cover_days": None, "runs_out_on": None}
    lacks = [
        {"filament_id": name, "short_cg": short, "runs_out_at": MONDAY}
        for name, short in (short_cg or {}).items()
    ]
    return Known(
        stock=stock,
        demand=frame(FILAMENT_DEMAND, *(unknown | dict(row) for row in demand)),
        shortages=frame(SHORTAGES, *lacks),
        on_order=frame(ON_ORDER, *on_order),
    )


def judged_of(*rows: Row) -> pl.DataFrame:
    """FEASIBILITY_BY_FILAMENT."""
    unknown = {"spools_needed": None, "substitute_id": None}
    return frame(FEASIBILITY_BY_FILAMENT, *(unknown | dict(row) for row in rows))
