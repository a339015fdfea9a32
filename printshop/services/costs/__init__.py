"""What prints cost, as pages, lists and the worker ask for it."""

from printshop.services.costs.drafts import DRAFT, of_plates_of_draft
from printshop.services.costs.drifting import drifts
from printshop.services.costs.keeping import Refreshed, refresh
from printshop.services.costs.pricing import set_pricing
from printshop.services.costs.units import unit_costs, units_of
from printshop.services.costs.variants import of_variants, within

__all__ = [
    "DRAFT",
    "Refreshed",
    "drifts",
    "of_plates_of_draft",
    "of_variants",
    "refresh",
    "set_pricing",
    "unit_costs",
    "units_of",
    "within",
]
