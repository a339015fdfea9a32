"""What is asked of each filament: known first, forecast for the rest, and when to buy anew."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from printshop.analytics.demand.burn_rates import burn_rates
from printshop.analytics.demand.cover import cover
from printshop.analytics.demand.filament_words import sources
from printshop.analytics.demand.reordering import SupplyRules, reorder_point, safety_by_rules
from printshop.frames import (
    DAILY_USE,
    FILAMENT_DEMAND,
    KNOWN_NEEDS,
    ON_ORDER,
    REORDER,
    SPOOLS,
    STOCK,
    conform,
)

_HAIR: Final = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """What there is and will be: STOCK, REORDER of its filaments, SPOOLS, ON_ORDER."""

    stock: pl.DataFrame
    reorder: pl.DataFrame
    spools: pl.DataFrame
    on_order: pl.DataFrame


def filament_demand(
    supply: Supply,
    daily_use: pl.DataFrame,
    known: pl.DataFrame,
    *,
    rules: SupplyRules,
    as_of: date,
) -> pl.DataFrame:
    """Say of every filament what it is used at, for how long it lasts, and when to buy anew.

    Args:
        supply: of the shop. A filament that was put away is never due; without a row in REORDER
            the shop's own lead time holds.
        daily_use: DAILY_USE.
        known: KNOWN_NEEDS, of whatever source.
        rules: how sure the shop wants to be.
        as_of: today in the shop's time zone.

    Returns:
        FILAMENT_DEMAND of the filaments of STOCK.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    known = conform(known, KNOWN_NEEDS, "known needs")
    rates = burn_rates(conform(daily_use, DAILY_USE, "daily use"), as_of=as_of)
    rows = (
        conform(supply.stock, STOCK, "stock")
        .select("filament_id", "is_archived", "on_hand_cg")
        .join(rates, on="filament_id", how="left", validate="1:1")
        .join(_lead_times(supply.reorder, rules), on="filament_id", how="left", validate="1:1")
        .join(_usable(supply.spools, rules.tail_cg), on="filament_id", how="left", validate="1:1")
        .join(_known(known), on="filament_id", how="left", validate="1:1")
        .join(_on_order(supply.on_order), on="filament_id", how="left", validate="1:1")
        .with_columns(
            pl.col("usable_cg", "known_cg", "on_order_cg").fill_null(0),
            pl.col("days_seen", "days_used").fill_null(0),
            pl.col("lead_time_days").fill_null(rules.lead_time_days),
        )
        .sort("filament_id")
    )
    rows = _with_levels(rows, rules)
    lasts = cover(rows, known, as_of=as_of)
    return (
        rows.with_columns(lasts["cover_days"], lasts["runs_out_on"], sources(rows, known))
        .with_columns(pl.col("sigma_cg").round().cast(pl.Int64))
        .select(FILAMENT_DEMAND.names())
        .pipe(conform, FILAMENT_DEMAND, "filament demand")
    )


def _with_levels(rows: pl.DataFrame, rules: SupplyRules) -> pl.DataFrame:
    rate, lead = pl.col("rate_cg_per_day"), pl.col("lead_time_days")
    safety = safety_by_rules(rate, pl.col("sigma_cg"), lead, rules)
    point = reorder_point(rate, lead, safety, pl.col("known_cg"))
    available = pl.col("usable_cg") + pl.col("on_order_cg") - pl.col("known_cg")
    # Whatever is expected must be there: never rounded down, but by a hair of its sums.
    whole = {"safety_cg": safety, "reorder_point_cg": point}
    is_at_point = (pl.col("reorder_point_cg") > 0) & (
        pl.col("available_cg") <= pl.col("reorder_point_cg")
    )
    is_due = is_at_point.fill_null(value=False) | (pl.col("available_cg") < 0)
    return rows.with_columns(
        *[(value - _HAIR).ceil().cast(pl.Int64).alias(name) for name, value in whole.items()],
        available.alias("available_cg"),
    ).with_columns((is_due & ~pl.col("is_archived")).alias("is_due"))


def _lead_times(reorder: pl.DataFrame, rules: SupplyRules) -> pl.DataFrame:
    return conform(reorder, REORDER, "reorder").select(
        "filament_id", pl.col("lead_time_days").fill_null(rules.lead_time_days)
    )


def _usable(spools: pl.DataFrame, tail_cg: int) -> pl.DataFrame:
    """What can be printed from: the end of each reel cannot."""
    on_hand = pl.col("on_hand_cg")
    return (
        conform(spools, SPOOLS, "spools")
        .group_by("filament_id")
        .agg((on_hand - tail_cg).clip(lower_bound=0).sum().alias("usable_cg"))
    )


def _known(known: pl.DataFrame) -> pl.DataFrame:
    return known.group_by("filament_id").agg(pl.col("needed_cg").sum().alias("known_cg"))


def _on_order(on_order: pl.DataFrame) -> pl.DataFrame:
    return conform(on_order, ON_ORDER, "on order").select("filament_id", "on_order_cg")
