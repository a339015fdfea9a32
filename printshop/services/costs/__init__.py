"""What prints cost, as pages, lists and the worker ask for it."""

from printshop.services.costs.drafts import DRAFT, of_plates_of_draft
from printshop.services.costs.drifting import drifts
from printshop.services.costs.exporting import as_csv, table
from printshop.services.costs.keeping import Refreshed, refresh
from printshop.services.costs.of_jobs import of_jobs
from printshop.services.costs.pricing import set_pricing
from printshop.services.costs.runs import RunsTogether, by_plate, together
from printshop.services.costs.units import unit_costs, units_of
from printshop.services.costs.variants import of_variants, within

__all__ = [
    "DRAFT",
    "Refreshed",
    "RunsTogether",
    "as_csv",
    "by_plate",
    "drifts",
    "of_jobs",
    "of_plates_of_draft",
    "of_variants",
    "refresh",
    "set_pricing",
    "table",
    "together",
    "unit_costs",
    "units_of",
    "within",
]
