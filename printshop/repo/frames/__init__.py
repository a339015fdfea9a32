"""The read side: SQL → Polars frames that match the contracts of `printshop.frames`.

Frames come on the unit of work's own connection, so that they see the
same transaction and the same row-level security as everything else in it.
"""

from printshop.repo.frames.catalog import CatalogFrames
from printshop.repo.frames.costing import CostingFrames
from printshop.repo.frames.demand import DemandFrames
from printshop.repo.frames.facts import FactFrames
from printshop.repo.frames.history import MOST_LEARNT_FROM, HistoryFrames
from printshop.repo.frames.money import MoneyFrames
from printshop.repo.frames.queue import QueueFrames
from printshop.repo.frames.shopping import ShoppingFrames
from printshop.repo.frames.stock import StockFrames

__all__ = ["MOST_LEARNT_FROM", "Frames"]


class Frames(
    CatalogFrames,
    StockFrames,
    QueueFrames,
    HistoryFrames,
    MoneyFrames,
    CostingFrames,
    DemandFrames,
    ShoppingFrames,
    FactFrames,
):
    """What analytics reads, of the current user's shop."""
