"""The contracts between `repo` and `analytics`: which columns a frame has.

Each contract is a `polars.Schema` with its grain, key, null policy and order
said above it. `repo.frames` makes frames that match them, `analytics` takes
and returns frames that match them; both check with `conform`.

Grams are whole centigrams (`_cg`, 1 g = 100 cg) in frames: with floats the
number of printable copies depends on the order of additions, with integers it
does not. Identifiers are UUIDs as text.
"""

from printshop.frames.catalog import PRINTABLE, REQUIREMENTS
from printshop.frames.contract import UTC_TIME, conform
from printshop.frames.costing import (
    COST_LINES,
    COST_TOTALS,
    COSTED_GRAMS,
    COSTED_PLATES,
    COSTED_VERSIONS,
    DRIFTS,
    KEPT_COSTS,
    LOST_RUNS,
    NOTED_COSTS,
    NOTED_LINES,
    PRINTER_RATES,
    TAKES,
    VERSION_NAMES,
)
from printshop.frames.demand import (
    DAILY_USE,
    FILAMENT_DEMAND,
    KNOWN_NEEDS,
    PRODUCED,
    PRODUCT_DEMAND,
    PRODUCT_WEEKS,
)
from printshop.frames.facts import (
    FACT_MONTHS,
    FILAMENT_FACTS,
    JOB_FACTS,
    MARGIN_FACTS,
    NEED_FACTS,
    PLATE_FACTS,
    PRINTER_FACTS,
    SPOOL_FACTS,
    USE_FACTS,
)
from printshop.frames.history import MEASURED, TIMED
from printshop.frames.money import (
    FAILURES,
    ON_ORDER,
    OUTCOMES,
    OUTCOMES_BY_FILAMENT,
    OUTCOMES_BY_MATERIAL,
    RATES,
    UNIT_COSTS,
    VERSION_LINES,
)
from printshop.frames.queue import (
    FEASIBILITY,
    FEASIBILITY_BY_FILAMENT,
    JOB_SUCCESS,
    LOADED,
    PRINTERS,
    QUEUE,
    REFUSED,
    SCHEDULE,
)
from printshop.frames.shopping import BUYING, SHIPPING
from printshop.frames.stock import LEDGER, REORDER, SHELF, SPOOLS, STOCK

__all__ = [
    "BUYING",
    "COSTED_GRAMS",
    "COSTED_PLATES",
    "COSTED_VERSIONS",
    "COST_LINES",
    "COST_TOTALS",
    "DAILY_USE",
    "DRIFTS",
    "FACT_MONTHS",
    "FAILURES",
    "FEASIBILITY",
    "FEASIBILITY_BY_FILAMENT",
    "FILAMENT_DEMAND",
    "FILAMENT_FACTS",
    "JOB_FACTS",
    "JOB_SUCCESS",
    "KEPT_COSTS",
    "KNOWN_NEEDS",
    "LEDGER",
    "LOADED",
    "LOST_RUNS",
    "MARGIN_FACTS",
    "MEASURED",
    "NEED_FACTS",
    "NOTED_COSTS",
    "NOTED_LINES",
    "ON_ORDER",
    "OUTCOMES",
    "OUTCOMES_BY_FILAMENT",
    "OUTCOMES_BY_MATERIAL",
    "PLATE_FACTS",
    "PRINTABLE",
    "PRINTERS",
    "PRINTER_FACTS",
    "PRINTER_RATES",
    "PRODUCED",
    "PRODUCT_DEMAND",
    "PRODUCT_WEEKS",
    "QUEUE",
    "RATES",
    "REFUSED",
    "REORDER",
    "REQUIREMENTS",
    "SCHEDULE",
    "SHELF",
    "SHIPPING",
    "SPOOLS",
    "SPOOL_FACTS",
    "STOCK",
    "TAKES",
    "TIMED",
    "UNIT_COSTS",
    "USE_FACTS",
    "UTC_TIME",
    "VERSION_LINES",
    "VERSION_NAMES",
    "conform",
]
