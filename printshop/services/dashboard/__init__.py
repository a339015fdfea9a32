"""The owner's dashboard: where money and filament went, what failed, what changed."""

from printshop.services.dashboard.asking import dashboard
from printshop.services.dashboard.drilling import rows_behind

__all__ = ["dashboard", "rows_behind"]
