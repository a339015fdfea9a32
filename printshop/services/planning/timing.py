"""When each job of the queue starts and ends, and when a printer is free again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from printshop.analytics.schedule import earliest, next_free
from printshop.analytics.staffed_hours import OpenHours, StaffedHours
from printshop.domain.users import ShopSettings
from printshop.services.planning.reading import Reading
from printshop.services.planning.seams import Plan, schedule, time_factors

_DAYS_A_WEEK: Final = 7
_SECONDS_A_MINUTE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The plan, and when a further job could start on each printer: None where nobody knows."""

    plan: Plan
    free_at: dict[str, datetime | None]
    next_free_at: datetime | None
    tonight: tuple[tuple[str, str, datetime, datetime], ...] = ()


def staffed_hours(settings: ShopSettings) -> StaffedHours | None:
    """The shop's opening hours as analytics reads them; None where nobody is ever there."""
    day = OpenHours(opens=settings.opens_at, closes=settings.closes_at)
    days = settings.staffed_days
    if not days:
        return None
    return StaffedHours(
        week=tuple(day if weekday in days else None for weekday in range(_DAYS_A_WEEK)),
        zone=settings.time_zone,
    )


def plan(reading: Reading, *, as_of: datetime) -> Timing:
    """Plan the queue from now on.

    Args:
        reading: the shop.
        as_of: now, aware.

    """
    staffed = staffed_hours(reading.settings)
    turnaround_s = reading.settings.turnaround_min * _SECONDS_A_MINUTE
    made = schedule(
        reading.queue,
        reading.printers,
        as_of=as_of,
        staffed=staffed,
        turnaround_s=turnaround_s,
        time_factors=time_factors(reading.timed),
    )
    if staffed is None:
        return Timing(plan=made, free_at={}, next_free_at=None)
    free = next_free(
        made.planned.drop("late_starts_at", "late_ends_at"),
        reading.printers,
        as_of=as_of,
        staffed=staffed,
        turnaround_s=turnaround_s,
    )
    return Timing(plan=made, free_at=_by_printer(free), next_free_at=earliest(free))


def _by_printer(free: pl.DataFrame) -> dict[str, datetime | None]:
    return dict(free.select("printer_id", "free_at").iter_rows())
