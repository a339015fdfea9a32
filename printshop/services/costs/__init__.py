"""What prints cost, as pages, lists and the worker ask for it."""

from printshop.services.costs.units import unit_costs, units_of
from printshop.services.costs.variants import of_variants, within

__all__ = ["of_variants", "unit_costs", "units_of", "within"]
