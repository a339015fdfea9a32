"""What is sold of each product in a week."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import polars as pl

from printshop.analytics.demand import WEEKS, product_demand
from printshop.errors import NotFoundError
from printshop.repo import UnitOfWork
from printshop.services.shop import Shop


def products(shop: Shop, as_of: datetime) -> pl.DataFrame:
    """PRODUCT_DEMAND of every model of a shop that was not put away.

    Args:
        shop: whose.
        as_of: now, aware.

    """
    with shop.snapshot() as uow:
        return products_within(uow, as_of=as_of)


def product(shop: Shop, model_id: UUID, as_of: datetime) -> dict[str, Any]:
    """The row of one model in PRODUCT_DEMAND, by column.

    All are read: few sales of one lean on those of the others.

    Raises:
        NotFoundError: there is no such model, or it was put away.

    """
    found = products(shop, as_of).filter(pl.col("model_id") == str(model_id))
    if found.is_empty():
        kind = "model"
        raise NotFoundError(kind, model_id)
    return found.row(0, named=True)


def products_within(uow: UnitOfWork, *, as_of: datetime) -> pl.DataFrame:
    """PRODUCT_DEMAND within a transaction, best a snapshot."""
    zone = uow.users.settings().time_zone
    today = as_of.astimezone(ZoneInfo(zone)).date()
    frames = uow.frames
    return product_demand(
        frames.model_ids()["model_id"],
        frames.produced(as_of=today, weeks=WEEKS, zone=zone),
        frames.product_weeks(as_of=today, weeks=WEEKS),
    )
