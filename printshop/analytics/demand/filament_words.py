"""Why a filament is held to last so long, in words."""

from collections import defaultdict
from typing import Final

import polars as pl

from printshop.analytics.demand.burn_rates import LEAST_DAYS
from printshop.domain.units import CENTIGRAMS_PER_GRAM

NEVER_USED: Final = "Never used yet: nothing is forecast"
# What is known, by where it is known from.
_KNOWN_FROM: Final = {"queue": "promised to the queue"}
_MANY_G: Final = 100


def sources(rows: pl.DataFrame, known: pl.DataFrame) -> pl.Series:
    """Say of each filament where its numbers come from: `Uses 6.6 g a day, 240 g promised …`.

    Args:
        rows: filament_id, rate_cg_per_day, days_seen, is_little.
        known: KNOWN_NEEDS.

    """
    promised: dict[str, list[str]] = defaultdict(list)
    sums = known.group_by("filament_id", "source").agg(pl.col("needed_cg").sum())
    for filament_id, source, needed_cg in sums.sort("filament_id", "source").iter_rows():
        if needed_cg > 0:
            words = _KNOWN_FROM.get(source, f"for {source}")
            promised[filament_id].append(f"{grams_in_words(needed_cg)} {words}")
    columns = ("filament_id", "rate_cg_per_day", "days_seen", "is_little")
    said = [
        ", ".join([_use(rate, days, is_little=is_little or False), *promised[filament_id]]) + "."
        for filament_id, rate, days, is_little in rows.select(columns).iter_rows()
    ]
    return pl.Series("source", said, pl.String)


def grams_in_words(centigrams: float) -> str:
    """Grams as they are said: one decimal under 100 g, none above."""
    value_g = centigrams / CENTIGRAMS_PER_GRAM
    text = f"{value_g:,.0f}" if value_g >= _MANY_G else f"{value_g:,.1f}".removesuffix(".0")
    return f"{text} g"


def _use(rate_cg: float | None, days_seen: int, *, is_little: bool) -> str:
    if rate_cg is None:
        return NEVER_USED
    if days_seen < LEAST_DAYS:
        since = "today" if days_seen <= 1 else f"{days_seen - 1} days ago"
        since = "yesterday" if days_seen == 2 else since  # noqa: PLR2004 - today and the day before
        return f"Uses {grams_in_words(rate_cg)} a day over {LEAST_DAYS} days, first used {since}"
    few = ", used on few of them" if is_little else ""
    return f"Uses {grams_in_words(rate_cg)} a day over {days_seen:,} days{few}"
