"""What the stock is worth: one answer for every page.

Grams on spools whose cost nobody knows are in no value, and are said beside it; where nothing
on hand has a known cost, the value is unknown, which is not zero.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import polars as pl

from printshop.domain.units import from_centigrams, to_money

_COST_UNIT: Final = 10**6
# Centigrams times millionths of the currency.
_VALUE_UNIT: Final = 10**8
_PRICED_CG: Final = pl.col("on_hand_cg") - pl.col("unpriced_cg")


@dataclass(frozen=True, slots=True, kw_only=True)
class StockValue:
    """What grams on hand are worth, None where unknown.

    own is what the grams on each spool cost; average the same grams at their filament's
    moving average. unpriced_g is on spools whose cost nobody knows, and in neither.
    """

    own: Decimal | None
    average: Decimal | None
    unpriced_g: Decimal


def value_of(row: Mapping[str, Any]) -> StockValue:
    """The value of one filament, a row of STOCK by column."""
    priced_cg = row["on_hand_cg"] - row["unpriced_cg"]
    return _value({**row, "average_e8": priced_cg * row["average_cost_e6"]})


def value_of_all(stock: pl.DataFrame) -> StockValue:
    """The value of all rows of STOCK, exact to the cent.

    Worked example: 640 g on a spool at 0.0210 and 4,000 g at 0.019715, on average 0.019892:
    own 92.30, average 92.30; 500 g more without a price change neither.
    """
    sums = stock.select(
        pl.col("on_hand_cg", "unpriced_cg", "value_e8").sum(),
        average_e8=(_PRICED_CG * pl.col("average_cost_e6")).sum(),
    )
    return _value(sums.row(0, named=True))


def own_value() -> pl.Expr:
    """What the priced grams of a filament cost, as a column of STOCK; null without any."""
    return pl.when(_PRICED_CG > 0).then(pl.col("value_e8") / _VALUE_UNIT)


def own_cost_per_gram() -> pl.Expr:
    """What a priced gram on hand cost, as a column of STOCK; null if unknown.

    Without such grams it is the filament's own price.
    """
    own = pl.col("base_cost_e6").replace(0, None) / _COST_UNIT
    cost = pl.col("value_e8") / _PRICED_CG / _COST_UNIT
    return pl.when(_PRICED_CG > 0).then(cost).otherwise(own)


def own_value_of_spools() -> pl.Expr:
    """What the priced grams on spools cost in all, over rows of SHELF; null without any."""
    worth_e8 = pl.col("on_hand_cg") * pl.col("cost_e6")
    return pl.when((worth_e8 > 0).any()).then(worth_e8.sum() / _VALUE_UNIT)


def _value(sums: Mapping[str, Any]) -> StockValue:
    on_hand_cg, unpriced_cg = sums["on_hand_cg"], sums["unpriced_cg"]
    is_known = on_hand_cg > unpriced_cg or not on_hand_cg
    own = to_money(Decimal(sums["value_e8"]) / _VALUE_UNIT)
    average = to_money(Decimal(sums["average_e8"]) / _VALUE_UNIT)
    return StockValue(
        own=own if is_known else None,
        average=average if is_known and (sums["average_e8"] or not on_hand_cg) else None,
        unpriced_g=from_centigrams(unpriced_cg),
    )
