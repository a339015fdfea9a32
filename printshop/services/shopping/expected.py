"""What is expected to be used and sold, and what a piece leaves over, as other services say it."""

from datetime import datetime

import polars as pl

from printshop.frames import FILAMENT_DEMAND, PRODUCT_DEMAND, UNIT_COSTS
from printshop.services.shop import Shop


def of_filaments(shop: Shop, *, as_of: datetime) -> pl.DataFrame:
    """FILAMENT_DEMAND of the shop."""
    del shop, as_of
    return FILAMENT_DEMAND.to_frame()


def of_products(shop: Shop, *, as_of: datetime) -> pl.DataFrame:
    """PRODUCT_DEMAND of the shop."""
    del shop, as_of
    return PRODUCT_DEMAND.to_frame()


def unit_costs(shop: Shop) -> pl.DataFrame:
    """UNIT_COSTS of the shop."""
    del shop
    return UNIT_COSTS.to_frame()
