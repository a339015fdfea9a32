"""When each job of the queue starts and ends, and when a printer is free again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import polars as pl

from printshop.analytics.allocation import Allocation
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
from printshop.domain.filament import Filament
from printshop.domain.users import ShopSettings
from printshop.services.planning.reading import Reading
from printshop.services.planning.shortages import waits

_DAYS_A_WEEK: Final = 7
_SECONDS_A_MINUTE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The plan and its question, what is due (DUE), when printers are free (NEXT_FREE), TONIGHT."""

    plan: Plan
    asked: Mapping[str, Any]
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


def asked(
    reading: Reading, allocation: Allocation, filaments: Mapping[str, Filament]
) -> dict[str, Any]:
    """How the schedule is asked of a shop: the same of every page.

    Args:
        reading: the shop.
        allocation: of its queue.
        filaments: of the shop, by id, to name what a job waits for.

    Returns:
        The arguments of `schedule` beside the queue, the printers and the moment.

    """
    return {
        "staffed": staffed_hours(reading.settings),
        "turnaround_s": turnaround_s(reading.settings),
        "time_factors": time_factors(reading.timed),
        "requirements": reading.requirements,
        "loaded": reading.loaded,
        "held": _in_prints(reading, allocation),
        "spools": reading.spools,
        "tail_cg": reading.tail_cg,
        "waits": waits(allocation, filaments),
    }


def plan(
    reading: Reading,
    allocation: Allocation,
    filaments: Mapping[str, Filament],
    *,
    as_of: datetime,
) -> Timing:
    """Plan the queue from now on.

    Args:
        reading: the shop.
        allocation: of its queue.
        filaments: of the shop, by id, to name what a job waits for.
        as_of: now, aware.

    """
    arguments = asked(reading, allocation, filaments)
    of_night = {name: arguments[name] for name in ("staffed", "turnaround_s", "time_factors")}
    of_printers = {name: arguments[name] for name in ("staffed", "turnaround_s")}
    made = schedule(
        reading.queue, reading.printers, as_of=as_of, success=reading.success, **arguments
    )
    could_print = reading.queue.filter(~pl.col("job_id").is_in(list(made.turns)))
    return Timing(
        plan=made,
        asked=arguments,
        due=due_dates(reading.queue, made.planned),
        free=next_free(made.planned, reading.printers, as_of=as_of, **of_printers),
        tonight=longest_tonight(
            could_print, reading.printers, made.planned, as_of=as_of, **of_night
        ),
    )


def _in_prints(reading: Reading, allocation: Allocation) -> pl.DataFrame:
    """HELD, and with no grams the spools of running jobs whose grams nobody has said."""
    unsaid = reading.started.join(allocation.held, on=["job_id", "spool_id"], how="anti").join(
        reading.spools.select("spool_id", pl.col("filament_id").alias("taken")), on="spool_id"
    )
    rows = unsaid.select(
        "job_id",
        pl.col("taken").alias("filament_id"),
        pl.col("filament_id").alias("for_filament_id"),
        "spool_id",
        pl.lit(0, pl.Int64).alias("held_cg"),
    )
    return pl.concat([allocation.held, rows])
