"""What filaments and products are asked for: known demand first, a forecast for the rest."""

from printshop.analytics.demand.burn_rates import BURN_RATES, burn_rates
from printshop.analytics.demand.filaments import Supply, filament_demand
from printshop.analytics.demand.product_weeks import WEEKS, shelf_units
from printshop.analytics.demand.products import WEEKS_AHEAD, product_demand
from printshop.analytics.demand.reordering import SupplyRules

__all__ = [
    "BURN_RATES",
    "WEEKS",
    "WEEKS_AHEAD",
    "Supply",
    "SupplyRules",
    "burn_rates",
    "filament_demand",
    "product_demand",
    "shelf_units",
]
