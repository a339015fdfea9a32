"""What prints cost: the one function that every page, list and file asks."""

from printshop.analytics.cost.lines import RUNS, Costed, Costs, costs, in_currency, to_the_cent
from printshop.analytics.cost.losses import lost_share
from printshop.analytics.cost.prices import PriceLadder, price_ladder, used_at

__all__ = [
    "RUNS",
    "Costed",
    "Costs",
    "PriceLadder",
    "costs",
    "in_currency",
    "lost_share",
    "price_ladder",
    "to_the_cent",
    "used_at",
]
