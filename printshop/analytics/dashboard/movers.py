"""What moved between two weeks by more than chance moves it.

A sum of prints varies by the root of the sum of their squares, as a count does by its root. What
moved less than two and a half times that, or less than a quarter, or rests on few prints, is
noise: nobody is told of it.
"""

from typing import Final

import polars as pl

from printshop.analytics.dashboard.counting import Measure

_DEVIATIONS: Final = 2.5
_LEAST_CHANGE: Final = 0.25
_FEWEST: Final = 8


def movers(
    now: pl.DataFrame, before: pl.DataFrame, by: str | None, measure: Measure
) -> pl.DataFrame:
    """What moved, the surest first.

    Args:
        now: rows of the later days.
        before: the same of as many days before them.
        by: the column by which they are told apart; None sums all of them.
        measure: what is summed; rows of which it is unknown are in neither sum.

    Returns:
        key, now, before and sureness, how many times as far as chance would have it.

    """
    both = _sums(now, by, measure).join(
        _sums(before, by, measure), on="key", how="full", coalesce=True, nulls_equal=True
    )
    value, was = pl.col("value").fill_null(0), pl.col("value_right").fill_null(0)
    squares = pl.col("squares").fill_null(0) + pl.col("squares_right").fill_null(0)
    rows = pl.col("rows").fill_null(0) + pl.col("rows_right").fill_null(0)
    moved = (value - was).abs()
    return (
        both.filter(squares > 0, rows >= _FEWEST)
        .with_columns(sureness=moved / squares.sqrt())
        .filter(pl.col("sureness") >= _DEVIATIONS, moved >= was * _LEAST_CHANGE)
        .select("key", value.alias("now"), was.alias("before"), "sureness")
        .sort("sureness", "key", descending=[True, False])
    )


def _sums(rows: pl.DataFrame, by: str | None, measure: Measure) -> pl.DataFrame:
    each = measure.of_row.cast(pl.Float64)
    key = pl.lit("") if by is None else pl.col(by)
    return (
        rows.select(key=key, value=each)
        .drop_nulls("value")
        .group_by("key")
        .agg(
            squares=(pl.col("value") ** 2).sum(),
            rows=(pl.col("value") != 0).sum().cast(pl.Int64),
            value=pl.col("value").sum(),
        )
    )
