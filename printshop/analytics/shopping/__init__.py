"""What is to be bought: for jobs that wait, for the shelf, and for what cannot be printed yet."""

from printshop.analytics.shopping.ladder import Offer, cost_of_rolls, ladder
from printshop.analytics.shopping.proposals import (
    PROPOSALS,
    SHORTAGES,
    Known,
    Thresholds,
    proposals,
)
from printshop.analytics.shopping.rolls import ROLLS, in_packs, rolls
from printshop.analytics.shopping.wishes import VERSIONS, Unlocked, Wish, WishedRolls, wishes

__all__ = [
    "PROPOSALS",
    "ROLLS",
    "SHORTAGES",
    "VERSIONS",
    "Known",
    "Offer",
    "Thresholds",
    "Unlocked",
    "Wish",
    "WishedRolls",
    "cost_of_rolls",
    "in_packs",
    "ladder",
    "proposals",
    "rolls",
    "wishes",
]
