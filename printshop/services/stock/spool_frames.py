"""Spools and reorder terms of many filaments at once, as frames."""

from collections.abc import Sequence
from uuid import UUID

import polars as pl

from printshop.services.shop import Shop


def spool_frame(shop: Shop, filament_ids: Sequence[UUID] | None = None) -> pl.DataFrame:
    """SHELF: the spools of these filaments, of the whole shop without them."""
    with shop.snapshot() as uow:
        return uow.frames.shelf(filament_ids)


def reorder_terms(shop: Shop, filament_ids: Sequence[UUID]) -> pl.DataFrame:
    """REORDER: when and where these filaments are bought anew."""
    with shop.snapshot() as uow:
        return uow.frames.reorder(filament_ids)
