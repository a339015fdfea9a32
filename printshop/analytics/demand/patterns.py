"""How demand comes, by Syntetos and Boylan: it informs, and decides nothing."""

from typing import Final

import polars as pl

# Mean gap between two times of demand, in days or weeks, from which on it is intermittent.
GAP_LIMIT: Final = 1.32
# Squared coefficient of variation of the sizes, from which on they are erratic.
SPREAD_LIMIT: Final = 0.49
# Fewer times of demand say nothing about gaps and sizes.
LEAST_TIMES: Final = 3


def pattern(gap: pl.Expr, spread: pl.Expr, times: pl.Expr) -> pl.Expr:
    """Name a pattern: "smooth", "intermittent", "erratic" or "lumpy"; null for too few times.

    Args:
        gap: the span looked at over the times with demand in it.
        spread: the variance of the sizes over their mean squared.
        times: how many times there was demand.

    """
    is_gappy, is_uneven = gap >= GAP_LIMIT, spread >= SPREAD_LIMIT
    return pl.when(times >= LEAST_TIMES).then(
        pl.when(is_gappy & is_uneven)
        .then(pl.lit("lumpy"))
        .when(is_gappy)
        .then(pl.lit("intermittent"))
        .when(is_uneven)
        .then(pl.lit("erratic"))
        .otherwise(pl.lit("smooth"))
    )
