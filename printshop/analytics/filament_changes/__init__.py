"""Fewer filament changes: what an order costs, and which other one a person may take."""

from printshop.analytics.filament_changes.bounds import MAX_DELAY, Times
from printshop.analytics.filament_changes.loads import ChangeJob, Cost, cost_of
from printshop.analytics.filament_changes.ordering import Proposal, propose
from printshop.analytics.filament_changes.whole_queue import propose_queue

__all__ = [
    "MAX_DELAY",
    "ChangeJob",
    "Cost",
    "Proposal",
    "Times",
    "cost_of",
    "propose",
    "propose_queue",
]
