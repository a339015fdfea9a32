"""What filaments and products are asked for: known demand first, a forecast for the rest."""

from printshop.analytics.demand.burn_rates import BURN_RATES, burn_rates
from printshop.analytics.demand.filaments import Supply, filament_demand
from printshop.analytics.demand.reordering import SupplyRules

__all__ = ["BURN_RATES", "Supply", "SupplyRules", "burn_rates", "filament_demand"]
