"""Can this be printed with what is on hand, and if not, what is short.

One answer for every page, the command line and the exports: `by_filament` says
it for each filament of a subject (a plate, a variant or a job), `overall` for
the subject as a whole; `catalog` asks it after taking off what the queue holds
back. How the jobs of the queue stand, `allocation.allocate` says.
"""

from typing import Final

import polars as pl

from printshop.analytics.allocation import left_over
from printshop.analytics.needs import NEEDS, runs_of, variant_needs
from printshop.frames import FEASIBILITY, FEASIBILITY_BY_FILAMENT, SPOOLS, conform

# From what stops a print least to what stops it most.
STATES: Final = (
    "ready",
    "ready_refill",
    "ready_swap",
    "ready_substitute",
    "unverified",
    "short",
    "unmatched",
    "unknown",
)


def by_filament(needs: pl.DataFrame, spools: pl.DataFrame) -> pl.DataFrame:
    """Judge each filament of each subject, every subject as if it were alone.

    Weighed and assumed grams stay apart: unknown is never enough.

    - ready: one weighed spool holds all that is needed.
    - ready_swap: the weighed spools hold it together; somebody changes spools.
    - unverified: enough only if spools that were never weighed are counted.
    - short: not enough even then; short_cg = needed - (weighed + assumed).
    - unmatched: no filament of the shop is matched, so nothing is available and
      short_cg is all that is needed.
    - unknown: nobody has said the grams; short_cg is 0 because it cannot be said.

    Worked example, grams on spools 220, 180, 90, all weighed: 200 is ready, 300
    is ready_swap with 2 spools, 500 is short by 10. With another 50 assumed, 500
    is unverified.

    This is about what can be done, not about what will be taken: where an older
    spool expires first, `booking_order` finishes it although one spool would do.

    Args:
        needs: NEEDS, from `plate_needs` or `variant_needs`.
        spools: SPOOLS, what may be used for these subjects.

    Returns:
        FEASIBILITY_BY_FILAMENT, one row for each row of `needs`, in its order.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    needs = conform(needs, NEEDS, "needs")
    spools = conform(spools, SPOOLS, "spools")
    return _judge(needs, spools, keys=["filament_id"])


def overall(by_filament: pl.DataFrame) -> pl.DataFrame:
    """Give each subject the worst state of its filaments.

    From best to worst: ready, ready_swap, unverified, short, unmatched, unknown.
    The worst is what must be dealt with first: without grams nothing can be
    said, without a filament no spool can be looked up, and only when both are
    there is "short" the whole truth and its grams the ones to buy.

    Args:
        by_filament: FEASIBILITY_BY_FILAMENT.

    Returns:
        FEASIBILITY, subjects in the order of their first row.

    Raises:
        FrameContractError: `by_filament` does not match its contract.

    """
    rows = conform(by_filament, FEASIBILITY_BY_FILAMENT, "by_filament")
    rows, runs, subjects = runs_of(rows, "subject_id")
    ranks = pl.Enum(STATES)
    worst = (
        pl.LazyFrame([runs, rows["state"].cast(ranks)])
        .group_by("run", maintain_order=True)
        .agg(pl.col("state").max())
        .select(pl.col("state").cast(pl.String))
        .collect()
    )
    return worst.with_columns(subjects).pipe(conform, FEASIBILITY, "feasibility")


def catalog(requirements: pl.DataFrame, spools: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Judge every variant, printed once, by what the whole queue leaves over.

    Args:
        requirements: REQUIREMENTS of the variants asked about.
        spools: SPOOLS.
        held: HELD, from `allocation.allocate` on the same spools.

    Returns:
        FEASIBILITY_BY_FILAMENT with subject_id = variant_id; available_cg and
        assumed_cg are what is left after all jobs of the queue.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    return by_filament(variant_needs(requirements), left_over(spools, held))


def _judge(needs: pl.DataFrame, spools: pl.DataFrame, *, keys: list[str]) -> pl.DataFrame:
    """Judge needs against the spools that share their keys.

    `keys` is filament_id where all subjects see the same spools, subject_id and
    filament_id where each subject sees its own.
    """
    ladder = _ladder(spools, keys)
    stocks = ladder.group_by(*keys, maintain_order=True).agg(
        pl.col("weighed_cg").last().alias("available_cg"),
        pl.col("weighed_cg").first().alias("largest_cg"),
        pl.col("assumed_cg").last(),
        pl.col("stock").first(),
        pl.col("rung").first().alias("first_rung"),
    )
    judged = needs.join(
        stocks, on=keys, how="left", validate="m:1", maintain_order="left"
    ).with_columns(pl.col("available_cg", "assumed_cg").fill_null(0))
    covered = pl.col("available_cg") + pl.col("assumed_cg")
    return (
        judged.with_columns(
            (pl.col("needed_cg") - covered).clip(lower_bound=0).fill_null(0).alias("short_cg"),
            _spools_needed(judged, ladder),
            pl.lit(None, pl.String).alias("substitute_id"),
        )
        .with_columns(_state().alias("state"))
        .select(FEASIBILITY_BY_FILAMENT.names())
        .pipe(conform, FEASIBILITY_BY_FILAMENT, "feasibility by filament")
    )


def _state() -> pl.Expr:
    """Choose the state from the grams; the order of the cases is the rule."""
    return (
        pl.when(pl.col("needed_cg").is_null())
        .then(pl.lit("unknown"))
        .when(pl.col("filament_id").is_null())
        .then(pl.lit("unmatched"))
        .when(pl.col("spools_needed") <= 1)
        .then(pl.lit("ready"))
        .when(pl.col("spools_needed").is_not_null())
        .then(pl.lit("ready_swap"))
        .when(pl.col("short_cg") == 0)
        .then(pl.lit("unverified"))
        .otherwise(pl.lit("short"))
    )


def _spools_needed(judged: pl.DataFrame, ladder: pl.DataFrame) -> pl.Series:
    """Count the fewest weighed spools that hold what is needed, null if all do not.

    Largest first is fewest, so the count is the first rung that reaches the need.
    Only rows that one spool does not satisfy are looked up: one search over all
    stocks, kept apart by adding `stock` times more than any stock holds.
    """
    needed, largest = pl.col("needed_cg"), pl.col("largest_cg")
    counts = judged.select(
        pl.when(needed <= 0).then(0).when(needed <= largest).then(1).cast(pl.Int32)
    ).to_series()
    swaps = judged.with_row_index("row").filter(
        (needed > largest) & (needed <= pl.col("available_cg"))
    )
    if not swaps.is_empty():
        apart = int(ladder.select(pl.col("weighed_cg").max()).item()) + 1
        rungs = ladder.select(pl.col("stock") * apart + pl.col("weighed_cg")).to_series()
        wanted = swaps.select(pl.col("stock") * apart + needed).to_series()
        reached = rungs.search_sorted(wanted, side="left").cast(pl.Int64)
        counts.scatter(swaps["row"], (reached - swaps["first_rung"] + 1).cast(pl.Int32))
    return counts.alias("spools_needed")


def _ladder(spools: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """List the spools of each stock, largest weighed first, with running sums.

    One row a spool: weighed_cg and assumed_cg are the sums up to this spool, so
    the last row of a stock has its totals. `rung` counts all rows; `stock`
    counts the stocks.
    """
    held, is_weighed = pl.col("on_hand_cg"), pl.col("is_weighed")
    return (
        spools.lazy()
        .filter(held > 0)
        .sort(*keys, "is_weighed", held, descending=[False] * len(keys) + [True, True])
        .select(
            *keys,
            pl.when(is_weighed).then(held).otherwise(0).cum_sum().over(keys).alias("weighed_cg"),
            pl.when(is_weighed).then(0).otherwise(held).cum_sum().over(keys).alias("assumed_cg"),
            pl.struct(keys).rle_id().cast(pl.Int64).alias("stock"),
        )
        .with_row_index("rung")
        .collect()
    )
