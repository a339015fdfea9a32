"""When each job of the queue starts and ends, and when a printer is free again."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from printshop.analytics.calibration import time_factors
from printshop.analytics.schedule import (
    Plan,
    due_dates,
    earliest,
    longest_tonight,
    next_free,
    schedule,
)
from printshop.analytics.staffed_hours import OpenHours, StaffedHours
from printshop.domain.users import ShopSettings
from printshop.services.planning.reading import Reading

_DAYS_A_WEEK: Final = 7
_SECONDS_A_MINUTE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The plan, what is due (DUE), when printers are free (NEXT_FREE), and TONIGHT."""

    plan: Plan
    due: pl.DataFrame
    free: pl.DataFrame
    tonight: pl.DataFrame

    @property
    def free_at(self) -> dict[str, datetime | None]:
        """When a further job could start on each printer; None where nobody knows."""
        return dict(self.free.select("printer_id", "free_at").iter_rows())

    @property
    def next_free_at(self) -> datetime | None:
        """When a further job could start on any printer."""
        return earliest(self.free)


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


def turnaround_s(settings: ShopSettings) -> int:
    """From clearing a bed to the next start."""
    return settings.turnaround_min * _SECONDS_A_MINUTE


def plan(reading: Reading, *, as_of: datetime) -> Timing:
    """Plan the queue from now on.

    Args:
        reading: the shop.
        as_of: now, aware.

    """
    staffed, turnaround = staffed_hours(reading.settings), turnaround_s(reading.settings)
    factors = time_factors(reading.timed)
    made = schedule(
        reading.queue,
        reading.printers,
        as_of=as_of,
        staffed=staffed,
        turnaround_s=turnaround,
        time_factors=factors,
        requirements=reading.requirements,
        loaded=reading.loaded,
    )
    return Timing(
        plan=made,
        due=due_dates(reading.queue, made.planned),
        free=next_free(
            made.planned, reading.printers, as_of=as_of, staffed=staffed, turnaround_s=turnaround
        ),
        tonight=longest_tonight(
            reading.queue,
            reading.printers,
            made.planned,
            as_of=as_of,
            staffed=staffed,
            turnaround_s=turnaround,
            time_factors=factors,
        ),
    )
