"""How many spools a need takes: the spools of each filament as a ladder, largest first."""

import polars as pl


def usable(spools: pl.DataFrame, tail_cg: int) -> pl.DataFrame:
    """Take the tail off every spool; what only holds a tail is no spool to print from."""
    return spools.with_columns(pl.col("on_hand_cg") - tail_cg).filter(pl.col("on_hand_cg") > 0)


def ladder_of(spools: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
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


def spools_needed(rows: pl.DataFrame, ladder: pl.DataFrame) -> pl.Series:
    """Count the fewest weighed spools that hold what is needed, null if all do not.

    Largest first is fewest, so the count is the first rung that reaches the need.
    Only rows that one spool does not satisfy are looked up: one search over all
    stocks, kept apart by adding `stock` times more than any stock holds.

    Args:
        rows: needed_cg, and of its stock largest_cg, available_cg, stock, first_rung.
        ladder: from `ladder_of`.

    """
    needed, largest = pl.col("needed_cg"), pl.col("largest_cg")
    counts = rows.select(
        pl.when(needed <= 0).then(0).when(needed <= largest).then(1).cast(pl.Int32)
    ).to_series()
    swaps = rows.select("needed_cg", "largest_cg", "available_cg", "stock", "first_rung")
    swaps = swaps.with_row_index("place").filter(
        (needed > largest) & (needed <= pl.col("available_cg"))
    )
    if not swaps.is_empty():
        apart = int(ladder.select(pl.col("weighed_cg").max()).item()) + 1
        rungs = ladder.select(pl.col("stock") * apart + pl.col("weighed_cg")).to_series()
        wanted = swaps.select(pl.col("stock") * apart + needed).to_series()
        reached = rungs.search_sorted(wanted, side="left").cast(pl.Int64)
        counts.scatter(swaps["place"], (reached - swaps["first_rung"] + 1).cast(pl.Int32))
    return counts.alias("spools_needed")
