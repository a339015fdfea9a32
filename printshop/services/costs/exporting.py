"""What a unit of each version costs, as a table to take along."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import polars as pl

from printshop.domain.costing import CostKind, VariantCost
from printshop.domain.units import to_money
from printshop.services.costs.reading import Reading
from printshop.services.costs.variants import in_words
from printshop.services.exchange.writing import as_csv as written
from printshop.services.shop import Shop

_HUNDRED: Final = 100
_TABLE: Final = pl.Schema(
    {
        "model": pl.String,
        "version": pl.Int64,
        "cost": pl.Float64,
        "price": pl.Float64,
        "margin_pct": pl.Float64,
        "suggested_price": pl.Float64,
        "success_pct": pl.Float64,
        "currency": pl.String,
        **dict.fromkeys((f"{kind}_cost" for kind in CostKind), pl.Float64),
        "missing": pl.String,
    }
)


def table(shop: Shop) -> pl.DataFrame:
    """What a unit of every version that is offered costs now, by name: the catalog's numbers.

    Amounts are in the shop's currency, to the cent; what is not known is null, and `missing`
    says what a person would have to say.
    """
    with shop.snapshot() as uow:
        of = Reading.of(uow, None).work_out()
        names = uow.frames.version_names().sort("model_name", "model_id", "version")
    known = in_words(of)
    rows = [
        _row(name, known[UUID(name["variant_id"])], of.settings.currency)
        for name in names.iter_rows(named=True)
        if UUID(name["variant_id"]) in known
    ]
    return pl.DataFrame(rows, schema=_TABLE)


def as_csv(found: pl.DataFrame) -> bytes:
    """The same as CSV, which a spreadsheet opens and takes no formula from."""
    return written(found)


def _row(name: Mapping[str, Any], cost: VariantCost, currency: str) -> dict[str, Any]:
    price = cost.price
    return {
        "model": name["model_name"],
        "version": name["version"],
        "cost": _amount(cost.unit.total),
        "price": _amount(price.asked),
        "margin_pct": None if price.margin_pct is None else round(float(price.margin_pct), 1),
        "suggested_price": _amount(price.suggested),
        "success_pct": round(cost.success.mean * _HUNDRED, 1),
        "currency": currency,
        **{f"{kind}_cost": _amount(cost.unit.of(kind)) for kind in CostKind},
        "missing": " ".join(cost.unit.missing),
    }


def _amount(amount: Decimal | None) -> float | None:
    return None if amount is None else float(to_money(amount))
