"""Can this be printed with what is on hand, and if not, what is short.

One answer for every page, the command line and the exports: `by_filament` says
it for each filament of a subject (a plate, a variant or a job), `overall` for
the subject as a whole. `Catalogue` says the same of a hundred thousand variants in
milliseconds, but only the state.
"""

from printshop.analytics.feasibility.kernel import Catalogue
from printshop.analytics.feasibility.ladders import usable
from printshop.analytics.feasibility.states import STATES, by_filament, overall
from printshop.analytics.needs import NEEDS, plate_needs, variant_needs

__all__ = [
    "NEEDS",
    "STATES",
    "Catalogue",
    "by_filament",
    "overall",
    "plate_needs",
    "usable",
    "variant_needs",
]
