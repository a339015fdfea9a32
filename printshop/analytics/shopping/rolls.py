"""What a roll of each filament holds and costs when it is bought anew."""

from typing import Final

import polars as pl

from printshop.frames import BUYING, STOCK, conform

# Most spools are sold with a kilogram.
ASSUMED_ROLL_CG: Final = 100_000

# One row per filament of BUYING, same order. usable_cg is what of a roll can be printed: its tail
# stays on the reel. roll_source: "filament", "last" (as the last one that was bought) or
# "assumed". cost_e6 is what a gram costs in millionths, null where nobody knows; cost_source:
# "last" purchase, "average" of all, "base" as said of the filament, or "". goods_e6 is the same
# without shipping, null where only the price with it is known; price_e6 what a gram stands at on a
# bill, before its shipping, tax and discount.
ROLLS: Final = pl.Schema(
    {
        "filament_id": pl.String,
        "pack_size": pl.Int32,
        "lead_time_days": pl.Int32,
        "supplier": pl.String,
        "purchase_url": pl.String,
        "roll_cg": pl.Int64,
        "usable_cg": pl.Int64,
        "roll_source": pl.String,
        "cost_e6": pl.Int64,
        "cost_source": pl.String,
        "goods_e6": pl.Int64,
        "price_e6": pl.Int64,
    }
)


def rolls(
    buying: pl.DataFrame, stock: pl.DataFrame, *, tail_cg: int, lead_time_days: int
) -> pl.DataFrame:
    """Say what a roll of each filament holds, costs, and how long it takes to come.

    - A roll holds what a full spool of the filament holds, else what the last one held that was
      bought, else 1 kg.
    - A gram costs what it really cost at the last purchase, its share of shipping, tax and
      discount in it; else the average of all purchases; else what was said of the filament; else
      nobody knows, which is not nothing.

    Args:
        buying: BUYING.
        stock: STOCK with those that were put away.
        tail_cg: what stays on each reel, centigrams.
        lead_time_days: the shop's own, where a filament has none.

    Returns:
        ROLLS.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    costs = conform(stock, STOCK, "stock").select("filament_id", "average_cost_e6", "base_cost_e6")
    last, average, base = (
        pl.when(pl.col(name) > 0).then(name)
        for name in ("last_cost_e6", "average_cost_e6", "base_cost_e6")
    )
    held = pl.when(pl.col("full_cg") > 0).then("full_cg")
    held_last = pl.when(pl.col("last_full_cg") > 0).then("last_full_cg")
    return (
        conform(buying, BUYING, "buying")
        .join(costs, on="filament_id", how="left", validate="1:1", maintain_order="left")
        .with_columns(
            pl.col("pack_size").clip(lower_bound=1),
            pl.col("lead_time_days").fill_null(lead_time_days),
            roll_cg=pl.coalesce(held, held_last, ASSUMED_ROLL_CG).cast(pl.Int64),
            roll_source=pl.when(held.is_not_null())
            .then(pl.lit("filament"))
            .when(held_last.is_not_null())
            .then(pl.lit("last"))
            .otherwise(pl.lit("assumed")),
            cost_e6=pl.coalesce(last, average, base),
            cost_source=pl.when(last.is_not_null())
            .then(pl.lit("last"))
            .when(average.is_not_null())
            .then(pl.lit("average"))
            .when(base.is_not_null())
            .then(pl.lit("base"))
            .otherwise(pl.lit("")),
            goods_e6=pl.when(last.is_not_null() & (pl.col("last_goods_e6") > 0)).then(
                "last_goods_e6"
            ),
            price_e6=pl.when(last.is_not_null())
            .then(pl.when(pl.col("last_price_e6") > 0).then("last_price_e6"))
            # Without a purchase that has a price there is no shipping in the average either.
            .otherwise(pl.coalesce(average, base)),
        )
        .with_columns(
            # Of a roll that holds no more than its tail some is printed all the same.
            usable_cg=pl.when(pl.col("roll_cg") > tail_cg)
            .then(pl.col("roll_cg") - tail_cg)
            .otherwise("roll_cg")
        )
        .select(ROLLS.names())
        .pipe(conform, ROLLS, "rolls")
    )


def in_packs(rolls_wanted: pl.Expr, pack_size: pl.Expr) -> pl.Expr:
    """Rolls rounded up to whole packs: 3 rolls in packs of 2 are 4."""
    return -(-rolls_wanted // pack_size) * pack_size
