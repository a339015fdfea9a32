"""Which day it is in the shop."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from printshop.domain.users import ShopSettings


def today(settings: ShopSettings) -> date:
    """The day that it is in the shop."""
    return datetime.now(tz=UTC).astimezone(ZoneInfo(settings.time_zone)).date()
