"""Why a product is held to sell so much, in words."""

import polars as pl

from printshop.analytics.demand.gamma_poisson import FALLBACK, RatePrior


def product_sources(rows: pl.DataFrame, prior: RatePrior) -> pl.Series:
    """Say of each product what its demand stands on: `7 sold in 20 weeks with any to sell …`.

    Args:
        rows: basis, units, weeks.
        prior: what is held of a product that sold nothing yet.

    """
    whose = "of products in usual shops" if prior is FALLBACK else "of all your products"
    mean = f"the {prior.mean_per_week:,.1f} a week {whose}"
    said = [
        _of(basis, units, weeks, mean)
        for basis, units, weeks in rows.select("basis", "units", "weeks").iter_rows()
    ]
    return pl.Series("source", said, pl.String)


def _of(basis: str, units: int, weeks: int, mean: str) -> str:
    span = "1 week" if weeks == 1 else f"{weeks} weeks"
    if basis == "sales":
        return f"{units:,} sold in {span} with any to sell, drawn towards {mean}."
    if basis == "prints":
        return f"No sale was noted: {units:,} finished in {span} stand in, drawn towards {mean}."
    return f"Nothing was finished or sold yet: expected are {mean}."
