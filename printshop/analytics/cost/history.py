"""What became of costs: which moved enough to be noted, and what moved them."""

from typing import Final

import polars as pl

from printshop.analytics.cost.lines import CENT_E6, to_the_cent
from printshop.domain.costing import MILLIONTHS
from printshop.frames import COST_TOTALS, KEPT_COSTS, NOTED_COSTS, RATES, conform

# A cost that moved by less than half a hundredth is the same one.
WORTH_NOTING: Final = 0.005
# What the columns that keep a cost can hold: hundredths below this many.
_MOST_E6: Final = 10**8 * MILLIONTHS


def to_be_kept(totals: pl.DataFrame, rates: pl.DataFrame) -> pl.DataFrame:
    """KEPT_COSTS of what was worked out: rounded once, half to even.

    A version that was never printed has no success of its own to keep.

    Args:
        totals: COST_TOTALS.
        rates: RATES with subject_id = variant_id.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    known = conform(totals, COST_TOTALS, "cost totals")
    printed = conform(rates, RATES, "rates").filter(pl.col("tried") > 0)
    success = printed.select(
        pl.col("subject_id").alias("variant_id"),
        (pl.col("mean") * 10_000).round().cast(pl.Int64).alias("success_e2"),
    )
    return (
        known.select(
            "variant_id", (to_the_cent(_held(pl.col("unit_e6"))) // CENT_E6).alias("unit_e2")
        )
        .join(success, on="variant_id", how="left", maintain_order="left")
        .pipe(conform, KEPT_COSTS, "kept costs")
    )


def worth_noting(totals: pl.DataFrame, noted: pl.DataFrame) -> pl.DataFrame:
    """The versions whose cost of a unit is to be noted anew: variant_id and unit_e6.

    Args:
        totals: COST_TOTALS, as worked out now.
        noted: NOTED_COSTS, as last noted.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    last = conform(noted, NOTED_COSTS, "noted costs").select(
        "variant_id", pl.col("unit_e6").alias("before_e6")
    )
    now, before = pl.col("unit_e6"), pl.col("before_e6")
    return (
        conform(totals, COST_TOTALS, "cost totals")
        .select("variant_id", _held(now).alias("unit_e6"))
        .join(last, on="variant_id", how="left", maintain_order="left")
        # A version that was never noted is as one that was noted as unknown.
        .filter(
            (now.is_null() != before.is_null())
            | ((now - before).abs() >= (before * WORTH_NOTING).clip(lower_bound=1))
        )
        .select("variant_id", "unit_e6")
    )


def _held(amount_e6: pl.Expr) -> pl.Expr:
    """Unknown, where it is more than can be kept: no shop has such a piece."""
    return pl.when(amount_e6 < _MOST_E6).then(amount_e6)
