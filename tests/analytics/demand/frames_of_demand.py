"""Frames of a small shop for the tests of demand: a letter names a filament, grams are whole."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import polars as pl

from printshop.analytics.demand import Supply
from printshop.frames import DAILY_USE, KNOWN_NEEDS, ON_ORDER, REORDER, SPOOLS, STOCK

TODAY = date(2026, 6, 1)


def ago(days: int) -> date:
    """The day so many days before today."""
    return TODAY - timedelta(days=days)


def used(by_age: Mapping[int, float], filament: str = "red") -> pl.DataFrame:
    """DAILY_USE of one filament: grams by how many days ago."""
    rows = [(filament, ago(days), round(g * 100)) for days, g in sorted(by_age.items())]
    return pl.DataFrame(rows, schema=DAILY_USE, orient="row")


def known(*rows: tuple[float, int | None], filament: str = "red") -> pl.DataFrame:
    """KNOWN_NEEDS of the queue: grams and in how many days, None where nobody can say."""
    cells = [
        (filament, round(g * 100), None if days is None else ago(-days), "queue")
        for g, days in rows
    ]
    return pl.DataFrame(cells, schema=KNOWN_NEEDS, orient="row")


def supply(
    reels: Mapping[str, Sequence[float]],
    *,
    lead_days: Mapping[str, int] | None = None,
    on_order: Mapping[str, float] | None = None,
    put_away: Sequence[str] = (),
) -> Supply:
    """A shop with these reels, grams on each by filament."""
    blank = dict.fromkeys(STOCK, None)
    stock = [
        {**blank, "filament_id": one, "is_archived": one in put_away, "on_hand_cg": _cg(sum(of))}
        for one, of in reels.items()
    ]
    spools = [
        (f"{one}{number}", one, _cg(g), True, None)
        for one, of in reels.items()
        for number, g in enumerate(of)
    ]
    terms = [(one, 0, 0, days, 1, "", "") for one, days in (lead_days or {}).items()]
    ordered = [(one, _cg(g), 1, None) for one, g in (on_order or {}).items()]
    return Supply(
        stock=pl.DataFrame(stock, schema=STOCK),
        reorder=pl.DataFrame(terms, schema=REORDER, orient="row"),
        spools=pl.DataFrame(spools, schema=SPOOLS, orient="row"),
        on_order=pl.DataFrame(ordered, schema=ON_ORDER, orient="row"),
    )


def _cg(grams: float) -> int:
    return round(grams * 100)
