"""How often prints end well: of each version, material, printer and filament."""

from printshop.services.success.failures import FailureCount, failures
from printshop.services.success.rates import (
    by_filament,
    by_material,
    by_printer,
    of_jobs,
    of_variants,
    rates_of_variants,
)
from printshop.services.success.versions import VersionDetails, VersionSuccess, details, of_version
from printshop.services.success.view import Comparison, Ended, Verdict, ranked

__all__ = [
    "Comparison",
    "Ended",
    "FailureCount",
    "Verdict",
    "VersionDetails",
    "VersionSuccess",
    "by_filament",
    "by_material",
    "by_printer",
    "details",
    "failures",
    "of_jobs",
    "of_variants",
    "of_version",
    "ranked",
    "rates_of_variants",
]
