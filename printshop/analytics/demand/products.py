"""What is sold of each product in a week, and how sure that is."""

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from printshop.analytics.demand.gamma_poisson import RatePrior, Rates, fit_rates, rates
from printshop.analytics.demand.latest_rates import latest_rates
from printshop.analytics.demand.patterns import pattern
from printshop.analytics.demand.product_weeks import WEEKS, product_weeks
from printshop.analytics.demand.product_words import product_sources
from printshop.frames import PRODUCT_DEMAND, conform

# For so many weeks the coming sales are said.
WEEKS_AHEAD: Final = 4
# From fewer weeks nothing is said to rise or to fall.
_LEAST_WEEKS: Final = 8


def product_demand(
    model_ids: pl.Series, produced: pl.DataFrame, moved: pl.DataFrame, *, weeks: int = WEEKS
) -> pl.DataFrame:
    """Say what each product sells in a week: few sales lean on what all products do.

    Weeks without anything to sell are not counted: nobody can buy what is not there. Where no
    sale was ever noted, what was finished stands in for it, in all weeks since the first; where
    nothing was finished either, it is what the mean product sells.

    Args:
        model_ids: which products, sorted; those of all others are in no prior.
        produced: PRODUCED, told apart by `weeks`.
        moved: PRODUCT_WEEKS, told apart by `weeks`.
        weeks: how many are looked at, the latest ones.

    Returns:
        PRODUCT_DEMAND.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    told = product_weeks(model_ids, produced, moved, weeks=weeks)
    has_sales = told.has_sales
    units = np.where(has_sales[:, None], told.sold, told.finished)
    counted = np.where(has_sales[:, None], told.in_stock, told.since_first)
    units = np.where(counted, units, 0)
    n_units, n_weeks = units.sum(axis=1), counted.sum(axis=1)
    prior = fit_rates(n_units.astype(np.float64), n_weeks.astype(np.float64))
    found = rates(prior, n_units.astype(np.float64), n_weeks.astype(np.float64))
    frame = pl.DataFrame(
        {
            "model_id": model_ids,
            "weeks": pl.Series(n_weeks, dtype=pl.Int32),
            "units": pl.Series(n_units, dtype=pl.Int64),
            "recent_per_week": pl.Series(latest_rates(units, counted)).fill_nan(None),
            "shelf_units": pl.Series(told.shelf, dtype=pl.Int64),
            "basis": pl.Series(_basis(has_sales, n_weeks), dtype=pl.String),
            **_expected(found),
            **_sizes(units),
        }
    )
    return _in_words(frame, prior)


def _in_words(frame: pl.DataFrame, prior: RatePrior) -> pl.DataFrame:
    recent = pl.col("recent_per_week")
    is_told = (pl.col("weeks") >= _LEAST_WEEKS) & recent.is_not_null()
    return (
        frame.with_columns(
            pl.when(is_told)
            .then(
                pl.when(recent < pl.col("low"))
                .then(pl.lit("falling"))
                .when(recent > pl.col("high"))
                .then(pl.lit("rising"))
                .otherwise(pl.lit("steady"))
            )
            .alias("trend"),
            pattern(
                pl.col("weeks") / pl.col("times"),
                pl.col("size_var") / pl.col("size_mean").pow(2),
                pl.col("times"),
            ).alias("pattern"),
            product_sources(frame, prior).alias("source"),
        )
        .select(PRODUCT_DEMAND.names())
        .pipe(conform, PRODUCT_DEMAND, "product demand")
    )


def _expected(found: Rates) -> dict[str, npt.NDArray[np.float64] | npt.NDArray[np.int64]]:
    return {
        "mean_per_week": found.mean,
        "low": found.low,
        "high": found.high,
        "next_mean": found.mean * WEEKS_AHEAD,
        "next_high": found.quantile(WEEKS_AHEAD),
    }


def _sizes(units: npt.NDArray[np.int64]) -> dict[str, npt.NDArray[np.float64]]:
    """How many weeks had a sale, and mean and variance of what was sold in them."""
    times = (units > 0).sum(axis=1)
    some = np.maximum(times, 1)
    mean = units.sum(axis=1) / some
    squares = (units.astype(np.float64) ** 2).sum(axis=1) / some
    return {
        "times": times.astype(np.float64),
        "size_mean": mean,
        "size_var": np.maximum(squares - mean**2, 0),
    }


def _basis(
    has_sales: npt.NDArray[np.bool_], n_weeks: npt.NDArray[np.int64]
) -> npt.NDArray[np.str_]:
    return np.where(has_sales, "sales", np.where(n_weeks > 0, "prints", "others"))
