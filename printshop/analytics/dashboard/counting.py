"""Sums of a past, each with what is not in it because nobody knows it.

Everything is summed as whole numbers, so that a figure and the sum of its rows are the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from printshop.analytics.dashboard.past import MONEY
from printshop.analytics.dashboard.spans import Span

WASTE: Final = ("support", "tower", "support_or_tower", "flush", "failed")
# More colors than that are not told apart.
MOST_SERIES: Final = 6
_CG_PER_G: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is summed of each row: whole numbers, so many of which are one of its unit.

    `each` is null where nobody knows it. weighed is the row's grams, to say how many those are.
    """

    each: pl.Expr
    per: int = 1
    weighed: str | None = None

    @property
    def of_row(self) -> pl.Expr:
        """Of one row, in its unit."""
        return self.each / self.per


USED_G: Final = Measure(each=pl.col("used_cg"), per=_CG_PER_G)
USED_MONEY: Final = Measure(
    each=pl.col("used_cg") * pl.col("cost_e6"), per=MONEY, weighed="used_cg"
)
SPENT_MONEY: Final = Measure(
    each=pl.col("initial_cg") * pl.col("landed_e6"), per=MONEY, weighed="initial_cg"
)
STOCK_MONEY: Final = Measure(
    each=pl.col("on_hand_cg") * pl.col("cost_e6"), per=MONEY, weighed="on_hand_cg"
)
RUNS: Final = Measure(each=pl.lit(1, pl.Int64))
GOOD: Final = Measure(each=pl.col("good").cast(pl.Int64).fill_null(0))
REJECTED: Final = Measure(each=pl.col("rejected").cast(pl.Int64).fill_null(0))


def part_g(*parts: str) -> Measure:
    """Grams of these parts of uses."""
    return Measure(each=_cg_of(parts), per=_CG_PER_G)


def part_money(*parts: str) -> Measure:
    """What these parts of uses cost; nothing where there is none of them."""
    cg = _cg_of(parts)
    return Measure(each=pl.when(cg == 0).then(0).otherwise(cg * pl.col("cost_e6")), per=MONEY)


def _cg_of(parts: Sequence[str]) -> pl.Expr:
    return pl.sum_horizontal([f"{one}_cg" for one in parts])


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A sum of what is known, and what of it is unknown.

    of counts the rows that were summed, unknown those of which nothing is known; unknown_g is
    their grams, where they have any.
    """

    value: float
    of: int
    unknown: int
    unknown_g: float = 0

    @property
    def known(self) -> float | None:
        """The sum; None where rows are there and nothing of them is known."""
        return None if self.of and self.unknown == self.of else self.value


def total(rows: pl.DataFrame, measure: Measure) -> Amount:
    """Sum a measure of all rows."""
    weighed = pl.col(measure.weighed) if measure.weighed else pl.lit(0, pl.Int64)
    value, of, unknown, unknown_cg = rows.select(
        value=measure.each.cast(pl.Int64).sum(),
        of=pl.len(),
        unknown=measure.each.is_null().sum(),
        unknown_cg=weighed.filter(measure.each.is_null()).sum(),
    ).row(0)
    return Amount(
        value=(value or 0) / measure.per,
        of=of,
        unknown=unknown if of else 0,
        unknown_g=(unknown_cg or 0) / _CG_PER_G,
    )


def sums(rows: pl.DataFrame, by: str, measure: Measure) -> pl.DataFrame:
    """Sum a measure by a column: key and value, the largest first, nothing where that is none.

    Rows of which it is unknown are in no sum.
    """
    return (
        rows.select(key=pl.col(by), value=measure.each.cast(pl.Int64))
        .drop_nulls("value")
        .group_by("key")
        .agg(pl.col("value").sum())
        .filter(pl.col("value") > 0)
        .sort("value", "key", descending=[True, False], nulls_last=True)
        .with_columns(pl.col("value") / measure.per)
    )


def over_time(
    rows: pl.DataFrame, span: Span, day: str, by: str, measure: Measure
) -> tuple[pl.DataFrame, list[str | int | None]]:
    """Sum a measure by pieces of time and a column.

    Args:
        rows: with a day and the column; those of which the measure is unknown are in no sum.
        span: the days that are looked at.
        day: the column that says when.
        by: the column that says of what.
        measure: what is summed.

    Returns:
        x (the first day of a piece), key, is_rest, value: a row for every piece of every key, the
        largest key first, then by time. Beyond MOST_SERIES keys the smaller ones are put together
        with is_rest and no key, and come last. Beside it the keys that have series of their own.

    """
    # By days first: few of them are left to be told to which piece they belong.
    each = (
        rows.select(day=pl.col(day), key=pl.col(by), value=measure.each.cast(pl.Int64))
        .drop_nulls("value")
        .group_by("day", "key")
        .agg(pl.col("value").sum())
        .group_by(span.start_of("day"), "key")
        .agg(pl.col("value").sum())
    )
    ranked = (
        each.group_by("key")
        .agg(pl.col("value").sum())
        .filter(pl.col("value") > 0)
        .sort("value", "key", descending=[True, False], nulls_last=True)
        .with_row_index("place")
        .with_columns(pl.col("place").cast(pl.Int32))
    )
    most = MOST_SERIES if len(ranked) <= MOST_SERIES else MOST_SERIES - 1
    placed = ranked.select("key", place=pl.col("place").clip(upper_bound=most))
    grid = placed.select(pl.col("place").unique().sort()).join(
        span.starts().to_frame(), how="cross"
    )
    added = (
        each.join(placed, on="key", nulls_equal=True)
        .group_by("place", "x")
        .agg(pl.col("value").sum())
    )
    own = placed.filter(pl.col("place") < most)
    frame = (
        grid.join(added, on=["place", "x"], how="left")
        .join(own, on="place", how="left")
        .sort("place", "x")
        .select(
            "x",
            "key",
            is_rest=pl.col("place") >= most,
            value=pl.col("value").fill_null(0) / measure.per,
        )
    )
    return frame, own["key"].to_list()
