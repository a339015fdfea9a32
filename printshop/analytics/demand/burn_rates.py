"""How much of each filament is used in a day, without the bias of counting only busy days."""

from datetime import date
from typing import Final

import polars as pl

from printshop.analytics.demand.patterns import pattern
from printshop.frames import DAILY_USE, conform

# A use of so many days ago counts half of one of today.
HALF_LIFE_DAYS: Final = 45
# A filament that was first used yesterday is not used up at yesterday's pace for ever.
LEAST_DAYS: Final = 14
# From fewer days with use, or in fewer days, nothing is said of their spread.
LEAST_DAYS_USED: Final = 3
# What the spread is held to be at least then, as a share of the rate.
LEAST_SPREAD: Final = 0.2

# One row per filament that was ever used, key filament_id, sorted. Rate and spread are centigrams
# a day; is_little says that the spread is no more than held to be.
BURN_RATES: Final = pl.Schema(
    {
        "filament_id": pl.String,
        "rate_cg_per_day": pl.Float64,
        "sigma_cg": pl.Float64,
        "days_seen": pl.Int32,
        "days_used": pl.Int32,
        "pattern": pl.String,
        "is_little": pl.Boolean,
    }
)


def burn_rates(
    daily_use: pl.DataFrame, *, as_of: date, half_life_days: float = HALF_LIFE_DAYS
) -> pl.DataFrame:
    """Say what a day takes of each filament, and how far days lie apart.

    rate = Σ grams · λ^age ÷ Σ over every day since the first use λ^age: a day without use is a
    day, or bursts would count as if they never ended. The spread is that of the same days, with
    the same weights. A filament that was first used less than 14 days ago counts as idle for the
    rest of them. From little history the spread is a fifth of the rate at least.

    Worked example: 100 g on days 0, 1, 30, 31, 60 and 61, today 90: 6.6 g a day without weights,
    5.2 with a half-life of 45 days, 4.6 with one of 30, as the last month was idle. Means over
    busy days, or over the gaps between them, would say 100 and 56.

    Args:
        daily_use: DAILY_USE; what is after `as_of` counts as used on it.
        as_of: today in the shop's time zone; it counts as a day.
        half_life_days: after how long a use counts half.

    Returns:
        BURN_RATES.

    Raises:
        FrameContractError: `daily_use` does not match its contract.

    """
    decay = 0.5 ** (1 / half_life_days)
    age = (pl.lit(as_of) - pl.col("used_on")).dt.total_days().clip(lower_bound=0)
    used, weight = pl.col("used_cg"), pl.lit(decay).pow(pl.col("age"))
    is_use = used > 0
    sums = (
        conform(daily_use, DAILY_USE, "daily use")
        .lazy()
        .with_columns(age.alias("age"))
        .group_by("filament_id")
        .agg(
            (used * weight).sum().alias("weighed"),
            (used.cast(pl.Float64).pow(2) * weight).sum().alias("weighed_squares"),
            (pl.col("age").max() + 1).cast(pl.Int32).alias("days_seen"),
            is_use.sum().cast(pl.Int32).alias("days_used"),
            used.filter(is_use).mean().alias("mean_size"),
            used.filter(is_use).var(ddof=0).alias("size_var"),
        )
    )
    seen = pl.max_horizontal("days_seen", pl.lit(LEAST_DAYS))
    exposure = (1 - pl.lit(decay).pow(seen)) / (1 - decay)
    rate = (pl.col("weighed") / exposure).clip(lower_bound=0)
    return (
        sums.with_columns(rate.alias("rate_cg_per_day"), exposure.alias("exposure"))
        .with_columns(_spread().alias("sigma_cg"), _is_little().alias("is_little"))
        .with_columns(
            pl.when("is_little")
            .then(pl.max_horizontal("sigma_cg", LEAST_SPREAD * pl.col("rate_cg_per_day")))
            .otherwise("sigma_cg")
            .alias("sigma_cg"),
            pattern(
                pl.col("days_seen") / pl.col("days_used"),
                pl.col("size_var") / pl.col("mean_size").pow(2),
                pl.col("days_used"),
            ).alias("pattern"),
        )
        .sort("filament_id")
        .select(BURN_RATES.names())
        .collect()
        .pipe(conform, BURN_RATES, "burn rates")
    )


def _spread() -> pl.Expr:
    """The weighted standard deviation of all days, those without use included."""
    variance = pl.col("weighed_squares") / pl.col("exposure") - pl.col("rate_cg_per_day").pow(2)
    return variance.clip(lower_bound=0).sqrt()


def _is_little() -> pl.Expr:
    return (pl.col("days_seen") < LEAST_DAYS) | (pl.col("days_used") < LEAST_DAYS_USED)
