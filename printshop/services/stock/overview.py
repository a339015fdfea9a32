"""The whole stock at a glance, a row for each filament."""

from datetime import date
from typing import Any
from uuid import UUID

import polars as pl

from printshop.analytics.stock_rules import with_rules
from printshop.errors import NotFoundError
from printshop.services.shop import Shop


def standing(shop: Shop, filament_id: UUID, *, as_of: date) -> dict[str, Any]:
    """The row of one filament as `overview` would show it, by column; put away or not.

    Raises:
        NotFoundError: there is no such filament.

    """
    with shop.snapshot() as uow:
        stock = uow.frames.stock_of(filament_id)
    if stock.is_empty():
        kind = "filament"
        raise NotFoundError(kind, filament_id)
    return with_rules(stock, as_of=as_of).row(0, named=True)


def overview(shop: Shop, *, as_of: date, with_archived: bool = False) -> pl.DataFrame:
    """STOCK with what the rules of `printshop.analytics.stock_rules` say of it.

    Args:
        shop: whose.
        as_of: today, in the shop's time zone.
        with_archived: with filaments that were put away.

    """
    with shop.snapshot() as uow:
        stock = uow.frames.stock(with_archived=with_archived)
    return with_rules(stock, as_of=as_of)
