"""For how long the stock suffices: known demand day by day, and never less than the usual rate."""

from datetime import date
from typing import Final

import polars as pl

from printshop.frames import KNOWN_NEEDS, conform

# What lasts longer than this runs out on no day that can be named.
LONGEST_DAYS: Final = 3650
# Sums of weights are not exact: a hair under a whole day is that day.
_HAIR: Final = 1e-6


def cover(stock: pl.DataFrame, known: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """Say after how many days what can be printed from is used up.

    By a day the larger of two is taken: what is known to be taken until then, and what is usual
    in so many days. So it ends at the first known demand that it does not suffice for, or when
    the usual rate has used it up, whichever comes first.

    Worked example: 500 g, 10 g a day: 50 days. With 240 g for the queue today still 50, as they
    are within what is usual by then; with 240 g today and 300 g in 10 days it is 10.

    Args:
        stock: filament_id, usable_cg and rate_cg_per_day, null where never used.
        known: KNOWN_NEEDS; without a day, or with a day that has passed, it is today's.
        as_of: today in the shop's time zone.

    Returns:
        filament_id, cover_days and runs_out_on, both null where nothing is asked of it, or it
        lasts for more than ten years; the order of `stock`.

    Raises:
        FrameContractError: `known` does not match its contract.

    """
    rate, usable = pl.col("rate_cg_per_day"), pl.col("usable_cg")
    by_rate = pl.when(rate > 0).then(usable / rate)
    days = pl.min_horizontal(by_rate, "days_known")
    return (
        stock.join(
            _days_known(stock, known, as_of), on="filament_id", how="left", maintain_order="left"
        )
        .select("filament_id", pl.when(days <= LONGEST_DAYS).then(days).alias("cover_days"))
        .with_columns(
            (
                pl.lit(as_of)
                + pl.duration(days=(pl.col("cover_days") + _HAIR).floor().cast(pl.Int64))
            )
            .cast(pl.Date)
            .alias("runs_out_on")
        )
    )


def _days_known(stock: pl.DataFrame, known: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The first day, from today, by which more is known to be taken than there is."""
    day = (pl.col("due_on") - pl.lit(as_of)).dt.total_days().fill_null(0).clip(lower_bound=0)
    return (
        conform(known, KNOWN_NEEDS, "known needs")
        .group_by("filament_id", day.alias("day"))
        .agg(pl.col("needed_cg").sum())
        .sort("filament_id", "day")
        .with_columns(pl.col("needed_cg").cum_sum().over("filament_id").alias("until_then"))
        .join(stock.select("filament_id", "usable_cg"), on="filament_id")
        .filter(pl.col("until_then") > pl.col("usable_cg"))
        .group_by("filament_id")
        .agg(pl.col("day").min().cast(pl.Float64).alias("days_known"))
    )
