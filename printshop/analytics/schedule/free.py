"""When a further job could start."""

from datetime import datetime
from typing import Final

import polars as pl

from printshop.analytics.schedule.calendar import Calendar, us_of
from printshop.analytics.schedule.jobs import Machine, times
from printshop.analytics.schedule.planning import TURNAROUND_S, check_times
from printshop.analytics.staffed_hours import StaffedHours
from printshop.frames import SCHEDULE, UTC_TIME, conform

# One row per printer of PRINTERS, in its order. free_at is when a further job could start
# there; null while it prints something whose end nobody knows, or where nobody ever comes.
NEXT_FREE: Final = pl.Schema({"printer_id": pl.String, "name": pl.String, "free_at": UTC_TIME})


def next_free(
    planned: pl.DataFrame,
    printers: pl.DataFrame,
    *,
    as_of: datetime,
    staffed: StaffedHours | None,
    turnaround_s: int = TURNAROUND_S,
) -> pl.DataFrame:
    """Say when a further job could start on each printer, after all planned ones.

    Args:
        planned: SCHEDULE, from `schedule` with the same arguments.
        printers: PRINTERS.
        as_of: now, aware.
        staffed: when somebody can start a print or clear a bed; None where nobody ever can.
        turnaround_s: from clearing the bed to the next start, where a printer has none of its own.

    Returns:
        NEXT_FREE.

    Raises:
        InvalidInputError: `as_of` has no time zone or the turnaround is negative.
        FrameContractError: a frame does not match its contract.

    """
    check_times(as_of, turnaround_s)
    machines = Machine.read(printers, turnaround_s=turnaround_s)
    calendar = Calendar(staffed, as_of) if staffed else None
    started = conform(planned, SCHEDULE, "schedule").filter(pl.col("starts_at").is_not_null())
    blocked = set(started.filter(pl.col("ends_at").is_null())["printer_id"])
    ends = started.group_by("printer_id").agg(pl.col("ends_at").dt.epoch("us").max())
    last_end: dict[str | None, int] = dict(ends.iter_rows())

    def free_at(machine: Machine) -> int | None:
        if machine.printer_id in blocked or calendar is None:
            return None
        if machine.printer_id not in last_end:
            return calendar.next(us_of(as_of))
        cleared_us = calendar.next(last_end[machine.printer_id]) + machine.turnaround_us
        return calendar.next(max(cleared_us, us_of(as_of)))

    columns = {
        "printer_id": [machine.printer_id for machine in machines],
        "name": [machine.name for machine in machines],
        "free_at": times("free_at", [free_at(machine) for machine in machines]),
    }
    return pl.DataFrame(columns, schema=NEXT_FREE)


def earliest(free: pl.DataFrame) -> datetime | None:
    """Return when a further job could start on any printer, None if on none.

    Args:
        free: NEXT_FREE.

    Raises:
        FrameContractError: `free` does not match its contract.

    """
    moments = conform(free, NEXT_FREE, "next free")["free_at"].drop_nulls().to_list()
    return min(moments, default=None)
