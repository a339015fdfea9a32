"""Why a product is held to sell so much, in words."""

import polars as pl

from printshop.analytics.demand.gamma_poisson import FALLBACK, RatePrior


def product_sources(rows: pl.DataFrame, prior: RatePrior) -> pl.Series:
    """Say of each product what its demand stands on: `7 sold in 20 weeks with any to sell …`.

    Args:
        rows: basis, units, weeks.
        prior: what is held of a product that sold nothing yet.

    """
    mean = f"{prior.mean_per_week:,.1f} a week"
    whose = "a usual shop's" if prior is FALLBACK else "the mean of all products"
    leaning = f"drawn towards {whose} {mean}"
    said = [
        _of(basis, units, weeks, leaning, f"{whose} {mean}")
        for basis, units, weeks in rows.select("basis", "units", "weeks").iter_rows()
    ]
    return pl.Series("source", said, pl.String)


def _of(basis: str, units: int, weeks: int, leaning: str, mean: str) -> str:
    span = "1 week" if weeks == 1 else f"{weeks} weeks"
    if basis == "sales":
        return f"{units:,} sold in {span} with any to sell, {leaning}."
    if basis == "prints":
        return f"No sale was noted: {units:,} finished in {span} stand in, {leaning}."
    return f"Nothing was finished or sold yet: {mean}."
