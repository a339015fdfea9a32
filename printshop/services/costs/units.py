"""What a unit of every version costs and sells for, as a frame for lists."""

import polars as pl

from printshop.analytics.cost import in_currency
from printshop.domain.users import ShopSettings
from printshop.frames import UNIT_COSTS, conform
from printshop.repo import UnitOfWork
from printshop.services.costs.reading import Reading, WorkedOut

_ALL_PCT = 100


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
    money = offered.select(
        "variant_id",
        "model_id",
        in_currency(offered["unit_e6"]).alias("unit_cost"),
        in_currency(offered["unit_price_e6"]).alias("unit_price"),
    )
    return money.with_columns(_margin(of.settings)).pipe(conform, UNIT_COSTS, "unit costs")


def _margin(settings: ShopSettings) -> pl.Expr:
    """What is left of the price after fees and cost, in per cent of it; as `price_of`."""
    price, cost = pl.col("unit_price"), pl.col("unit_cost")
    fees = price * float(settings.fee_pct) / _ALL_PCT + float(settings.fee_fixed)
    margin = (price - fees - cost) * _ALL_PCT / price
    return pl.when(price > 0).then(margin).alias("margin_pct")
