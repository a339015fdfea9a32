"""Which filaments to buy and how many rolls: for jobs that wait, and to last until more comes."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from printshop.analytics.shopping.rolls import ROLLS, in_packs
from printshop.frames import FILAMENT_DEMAND, ON_ORDER, STOCK, UTC_TIME, conform

# One row per filament that the queue lacks, in the order in which they run out: what all its jobs
# lack together, and when the first of them would start; null where nobody can say.
SHORTAGES: Final = pl.Schema(
    {"filament_id": pl.String, "short_cg": pl.Int64, "runs_out_at": UTC_TIME}
)

_OF_DEMAND: Final = (
    "filament_id",
    "rate_cg_per_day",
    "safety_cg",
    "reorder_point_cg",
    "available_cg",
    "cover_days",
)

# One row per filament of which something is to be bought, key filament_id: the urgent ones first,
# as they run out, then those to reorder, least cover first. rolls are whole packs. missing_cg is
# what jobs lack after all that is on order. rules are those that ask for it, joined by "|":
# "shortage", "forecast", "grams", "spools"; `decides` is the one that asks for the most rolls.
# point_cg is the reorder point times the multiplier, level_cg what is aimed for; null where the
# forecast says nothing.
PROPOSALS: Final = pl.Schema(
    {
        "filament_id": pl.String,
        "is_urgent": pl.Boolean,
        "rolls": pl.Int64,
        "short_cg": pl.Int64,
        "missing_cg": pl.Int64,
        "runs_out_at": UTC_TIME,
        "rules": pl.String,
        "decides": pl.String,
        "rate_cg_per_day": pl.Float64,
        "safety_cg": pl.Int64,
        "reorder_point_cg": pl.Int64,
        "point_cg": pl.Int64,
        "level_cg": pl.Int64,
        "available_cg": pl.Int64,
        "lead_time_days": pl.Int32,
        "on_order_cg": pl.Int64,
    }
)
_RULES: Final = ("shortage", "forecast", "grams", "spools")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """At how many times a threshold or reorder point a filament is called for; the reel's tail."""

    multiplier: float = 1.0
    tail_cg: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is there, asked for, lacking and on its way.

    stock is STOCK with filaments that were put away, demand FILAMENT_DEMAND or fewer filaments
    of it, shortages SHORTAGES, on_order ON_ORDER.
    """

    stock: pl.DataFrame
    demand: pl.DataFrame
    shortages: pl.DataFrame
    on_order: pl.DataFrame


def proposals(rolls: pl.DataFrame, known: Known, thresholds: Thresholds) -> pl.DataFrame:
    """Say what to buy. m is the multiplier; what is on order counts as there.

    - shortage: jobs lack grams that are not on order either. Rolls for them, less the tail that
      stays on each reel.
    - forecast: on hand + on order - reserved is at or under m times the reorder point. Rolls up to
      that point plus what is used until a delivery comes.
    - grams: on hand + on order is at or under m times the filament's own threshold. Rolls up to
      above it, plus what is used until a delivery comes.
    - spools: unopened ones + rolls on order are at or under m times the threshold. Rolls up to
      above it.

    The rule that asks for the most decides, and whole packs are bought. A filament without any
    threshold (both are 0) is not kept in stock: it is bought for jobs only, as is one that was
    put away. The last three also leave out what the shop never had a spool of.

    Worked example: point 254 g, 18 g a day, 7 days, available 200 g, rolls of 1,000 g: up to
    254 + 126 = 380 g, one roll.

    Args:
        rolls: ROLLS.
        known: what is there, asked for, lacking and on its way.
        thresholds: the multiplier and the tail.

    Returns:
        PROPOSALS.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    facts = _facts(rolls, known).with_columns(**_levels(thresholds))
    asked = facts.with_columns(**_asked())
    most = pl.max_horizontal(_RULES)
    return (
        asked.with_columns(wanted=most)
        .filter(pl.col("wanted") > 0)
        .with_columns(
            rolls=in_packs(pl.col("wanted"), pl.col("pack_size")).cast(pl.Int64),
            is_urgent=pl.col("shortage") > 0,
            rules=pl.concat_str(
                [pl.when(pl.col(rule) > 0).then(pl.lit(rule)) for rule in _RULES],
                separator="|",
                ignore_nulls=True,
            ),
            decides=pl.coalesce(
                [pl.when(pl.col(rule) == pl.col("wanted")).then(pl.lit(rule)) for rule in _RULES]
            ),
        )
        .sort(
            ~pl.col("is_urgent"),
            "place",
            "cover_days",
            "filament_id",
            nulls_last=True,
        )
        .select(PROPOSALS.names())
        .pipe(conform, PROPOSALS, "proposals")
    )


def _facts(rolls: pl.DataFrame, known: Known) -> pl.DataFrame:
    """All that is known of each filament in one row; what lacks or is on order is 0, not null."""
    of_stock = conform(known.stock, STOCK, "stock").select(
        "filament_id",
        "is_archived",
        "on_hand_cg",
        "sealed_count",
        "low_stock_cg",
        "low_stock_spools",
        "total_count",
    )
    of_demand = conform(known.demand, FILAMENT_DEMAND, "demand").select(_OF_DEMAND)
    lacks = conform(known.shortages, SHORTAGES, "shortages").with_row_index("place")
    ordered = conform(known.on_order, ON_ORDER, "on order").select(
        "filament_id", "on_order_cg", pl.col("rolls").alias("rolls_on_order")
    )
    facts = conform(rolls, ROLLS, "rolls").join(of_stock, on="filament_id", validate="1:1")
    for more in (of_demand, lacks, ordered):
        facts = facts.join(more, on="filament_id", how="left", validate="1:1")
    return facts.with_columns(pl.col("short_cg", "on_order_cg", "rolls_on_order").fill_null(0))


def _levels(thresholds: Thresholds) -> dict[str, pl.Expr]:
    """Points and levels, centigrams, and what is missing."""
    point = pl.col("reorder_point_cg") * thresholds.multiplier
    until_it_comes = (pl.col("rate_cg_per_day") * pl.col("lead_time_days")).fill_null(0.0)
    # On a roll that is on order a tail stays too.
    coming = pl.col("on_order_cg") - pl.col("rolls_on_order") * thresholds.tail_cg
    return {
        "point_cg": point.ceil().cast(pl.Int64),
        "level_cg": (point + until_it_comes).ceil().cast(pl.Int64),
        "until_it_comes_cg": until_it_comes.ceil().cast(pl.Int64),
        "low_cg": (pl.col("low_stock_cg") * thresholds.multiplier).floor().cast(pl.Int64),
        "low_spools": (pl.col("low_stock_spools") * thresholds.multiplier).floor().cast(pl.Int64),
        "had_cg": pl.col("on_hand_cg") + pl.col("on_order_cg"),
        "missing_cg": (pl.col("short_cg") - coming.clip(lower_bound=0)).clip(lower_bound=0),
    }


def _asked() -> dict[str, pl.Expr]:
    """How many rolls each rule asks for; 0 where it does not."""
    roll = pl.col("roll_cg")
    is_kept = (
        ~pl.col("is_archived")
        & (pl.col("total_count") > 0)
        & ((pl.col("low_stock_cg") > 0) | (pl.col("low_stock_spools") > 0))
    )
    available = pl.col("available_cg")
    is_due = (pl.col("point_cg") > 0) & (available <= pl.col("point_cg"))
    is_low = (pl.col("low_stock_cg") > 0) & (pl.col("had_cg") <= pl.col("low_cg"))
    sealed = pl.col("sealed_count") + pl.col("rolls_on_order")
    is_few = (pl.col("low_stock_spools") > 0) & (sealed <= pl.col("low_spools"))
    # One more than fits into the gap, so that it is above the threshold and not at it.
    to_above = (pl.col("low_cg") + pl.col("until_it_comes_cg") - pl.col("had_cg")) // roll + 1
    to_level = _up(pl.col("level_cg") - available, roll).clip(lower_bound=1)
    return {
        "shortage": _or_none(pl.col("missing_cg") > 0, _up(pl.col("missing_cg"), "usable_cg")),
        "forecast": _or_none(is_kept & is_due, to_level),
        "grams": _or_none(is_kept & is_low, to_above),
        "spools": _or_none(is_kept & is_few, pl.col("low_spools") + 1 - sealed),
    }


def _up(what: pl.Expr, step: pl.Expr | str) -> pl.Expr:
    return -(-what // (pl.col(step) if isinstance(step, str) else step))


def _or_none(fires: pl.Expr, n_rolls: pl.Expr) -> pl.Expr:
    return pl.when(fires.fill_null(value=False)).then(n_rolls.cast(pl.Int64)).otherwise(0)
