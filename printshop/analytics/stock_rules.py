"""What is low, what expires, what nobody weighed: one answer for every page, alert and export."""

from datetime import date, timedelta
from typing import Final

import polars as pl

from printshop.frames import STOCK, conform

# "Soon" leaves time to dry a reel, test it, and print it up.
EXPIRES_SOON_DAYS: Final = 30

# STOCK with its rules. low_rule: which threshold is reached, "" for none. expiry: "expired",
# "soon" or "". rank: 0 low, 1 expired, 2 expires soon, 3 unverified, 4 calm; what is to be
# dealt with first stands first.
STOCK_WITH_RULES: Final = pl.Schema(
    {**STOCK, "low_rule": pl.String, "expiry": pl.String, "rank": pl.Int32}
)


def with_rules(stock: pl.DataFrame, *, as_of: date) -> pl.DataFrame:
    """Say of each filament which rules fire.

    - low_rule "grams": what is on hand over all its spools is at or under its threshold in
      grams; "spools": its unopened spools are at or under its threshold in spools. Grams go
      first. A threshold of 0 is switched off, and a filament that the shop never had a spool
      of is not low. What is on never weighed spools counts as on hand: a nearly empty spool
      beside a full one is not low.
    - expiry: the first date among the spools that hold anything, against `as_of`.
    - unverified: some of what is on hand was never weighed.

    Worked example: 40 g on one spool and 1,000 g on a sealed one, thresholds 100 g and 1
    spool: not low by grams (1,040 > 100), low by spools (1 sealed, at the threshold).

    Args:
        stock: STOCK.
        as_of: today in the shop's time zone.

    Returns:
        STOCK_WITH_RULES, in the order of `stock`.

    Raises:
        FrameContractError: `stock` does not match its contract.

    """
    had_spools = pl.col("total_count") > 0
    low_g = pl.col("low_stock_cg")
    low_spools = pl.col("low_stock_spools")
    expiry = pl.col("next_expiry")
    return (
        conform(stock, STOCK, "stock")
        .with_columns(
            pl.when(had_spools & (low_g > 0) & (pl.col("on_hand_cg") <= low_g))
            .then(pl.lit("grams"))
            .when(had_spools & (low_spools > 0) & (pl.col("sealed_count") <= low_spools))
            .then(pl.lit("spools"))
            .otherwise(pl.lit(""))
            .alias("low_rule"),
            pl.when(expiry <= as_of)
            .then(pl.lit("expired"))
            .when(expiry <= as_of + timedelta(days=EXPIRES_SOON_DAYS))
            .then(pl.lit("soon"))
            .otherwise(pl.lit(""))
            .alias("expiry"),
        )
        .with_columns(
            pl.when(pl.col("low_rule") != "")
            .then(0)
            .when(pl.col("expiry") == "expired")
            .then(1)
            .when(pl.col("expiry") == "soon")
            .then(2)
            .when(pl.col("unweighed_cg") > 0)
            .then(3)
            .otherwise(4)
            .cast(pl.Int32)
            .alias("rank")
        )
        .pipe(conform, STOCK_WITH_RULES, "stock with rules")
    )
