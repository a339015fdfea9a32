"""The whole stock at a glance, a row for each filament."""

from datetime import date

import polars as pl

from printshop.analytics.stock_rules import with_rules
from printshop.services.shop import Shop


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
