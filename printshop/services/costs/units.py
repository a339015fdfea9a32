"""What a unit of every version costs and sells for, as a frame for lists."""

from typing import Final

import polars as pl

from printshop.analytics.cost import in_currency, to_the_cent
from printshop.domain.users import ShopSettings
from printshop.frames import UNIT_COSTS, conform
from printshop.repo import UnitOfWork
from printshop.services.costs.reading import Reading, WorkedOut

_ALL_PCT: Final = 100
_DIGITS: Final = 9


def unit_costs(uow: UnitOfWork) -> pl.DataFrame:
    """UNIT_COSTS: what a unit of every version that is offered costs now.

    Args:
        uow: the transaction, which should be a snapshot.

    """
    return units_of(Reading.of(uow, None).work_out())


def units_of(of: WorkedOut) -> pl.DataFrame:
    """UNIT_COSTS of what was worked out."""
    offered = of.versions.filter("is_offered").join(
        of.costs.totals, on="variant_id", how="left", maintain_order="left"
    )
    cost, price = offered["unit_e6"], pl.col("unit_price_e6")
    is_of_its_unit = pl.col("priced_plates") == pl.col("plate_count")
    priced = offered.select(pl.when(is_of_its_unit).then(price).alias("unit_price"))
    money = offered.select(
        "variant_id",
        "model_id",
        in_currency(cost).alias("unit_cost"),
        in_currency(priced["unit_price"]),
        in_currency(offered.select(to_the_cent(pl.col("unit_e6")))["unit_e6"]).alias("cents"),
    )
    return (
        money.with_columns(_margin(of.settings))
        .drop("cents")
        .pipe(conform, UNIT_COSTS, "unit costs")
    )


def _margin(settings: ShopSettings) -> pl.Expr:
    """What is left of the price after fees and cost, in per cent of it; as `price_of`."""
    price, cost = pl.col("unit_price"), pl.col("cents")
    fees = price * float(settings.fee_pct) / _ALL_PCT + float(settings.fee_fixed)
    margin = (price - fees - cost) * _ALL_PCT / price
    # What reaches the wanted margin exactly is not to miss it by a binary digit.
    return pl.when(price > 0).then(margin.round(_DIGITS)).alias("margin_pct")
