"""When each job of the queue starts and ends, on several printers, with staffed hours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any, Final

import polars as pl

from printshop.analytics.staffed_hours import StaffedHours, next_staffed
from printshop.errors import InvalidInputError
from printshop.frames import PRINTERS, QUEUE, SCHEDULE, UTC_TIME, conform

TURNAROUND_S: Final = 900

# One row per printer of PRINTERS, in its order. free_at is when a further job
# could start there; null while it prints something whose end nobody knows.
NEXT_FREE: Final = pl.Schema({"printer_id": pl.String, "name": pl.String, "free_at": UTC_TIME})

OVERDUE: Final = "Overdue: it should have ended by now."
UNKNOWN_TIME: Final = "Its print time is unknown: enter it to plan this job."
UNKNOWN_END: Final = "Its print time is unknown, so its printer counts as busy."
NO_PRINTER: Final = "There is no active printer."
PRINTER_INACTIVE: Final = "Its printer is not active: choose another."
PRINTER_BUSY: Final = "It waits for a print whose end is unknown."

_Row = tuple[str, str | None, datetime | None, datetime | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueTotals:
    """The queue in three figures; print_s counts only jobs whose time is known."""

    n_jobs: int
    print_s: int
    n_unknown_time: int


def schedule(
    queue: pl.DataFrame,
    printers: pl.DataFrame,
    *,
    as_of: datetime,
    staffed: StaffedHours,
    turnaround_s: int = TURNAROUND_S,
    time_factor: float = 1.0,
) -> pl.DataFrame:
    """Plan the queue by list scheduling: the next job to the printer free first.

    A job starts at the first staffed moment at or after its printer is free, ends
    after its print time, and frees its printer `turnaround_s` after the first
    staffed moment that follows: nobody clears a bed at 3 in the morning. Equal
    printers go in the order of PRINTERS; a job with a printer waits for that one.

    Printing jobs hold their printer until they end. One that should have ended
    before `as_of` counts as ending now. One without a time never frees its
    printer. A queued job without a time is left out of the plan and says so.

    Worked example: two printers free at 9:00, staffed 8 to 20, jobs of 5, 7, 9, 3,
    4, 2 h: the last ends at 10:15 next morning, not at 01:30.

    Args:
        queue: QUEUE.
        printers: PRINTERS.
        as_of: now, aware.
        staffed: when somebody can start a print or clear a bed.
        turnaround_s: from clearing the bed to the next start.
        time_factor: real over sliced print time, as learned from finished jobs.

    Returns:
        SCHEDULE, the jobs in the order of `queue`.

    Raises:
        InvalidInputError: `as_of` has no time zone, the turnaround is negative or
            the factor not above zero.
        FrameContractError: a frame does not match its contract.

    """
    _check(as_of, turnaround_s, time_factor)
    jobs = conform(queue, QUEUE, "queue").to_dicts()
    names = conform(printers, PRINTERS, "printers")["printer_id"].to_list()
    plan = _Plan(
        free_at=dict.fromkeys(names, as_of.astimezone(UTC)),
        as_of=as_of.astimezone(UTC),
        staffed=staffed,
        turnaround=timedelta(seconds=turnaround_s),
        time_factor=time_factor,
    )
    rows = {job["job_id"]: row for job, row in plan.rows(jobs)}
    return pl.DataFrame([rows[job["job_id"]] for job in jobs], schema=SCHEDULE, orient="row")


def next_free(
    planned: pl.DataFrame,
    printers: pl.DataFrame,
    *,
    as_of: datetime,
    staffed: StaffedHours,
    turnaround_s: int = TURNAROUND_S,
) -> pl.DataFrame:
    """Say when a further job could start on each printer, after all planned ones.

    Args:
        planned: SCHEDULE, from `schedule` with the same arguments.
        printers: PRINTERS.
        as_of: now, aware.
        staffed: when somebody can start a print or clear a bed.
        turnaround_s: from clearing the bed to the next start.

    Returns:
        NEXT_FREE.

    Raises:
        InvalidInputError: `as_of` has no time zone or the turnaround is negative.
        FrameContractError: a frame does not match its contract.

    """
    _check(as_of, turnaround_s, 1.0)
    printers = conform(printers, PRINTERS, "printers")
    started = conform(planned, SCHEDULE, "schedule").filter(pl.col("starts_at").is_not_null())
    blocked = set(started.filter(pl.col("ends_at").is_null())["printer_id"])
    last_end = dict(
        started.group_by("printer_id").agg(pl.col("ends_at").max()).iter_rows(),
    )
    turnaround = timedelta(seconds=turnaround_s)

    def free_at(printer_id: str) -> datetime | None:
        if printer_id in blocked:
            return None
        if printer_id not in last_end:
            return next_staffed(staffed, as_of)
        cleared_at = next_staffed(staffed, last_end[printer_id]) + turnaround
        return next_staffed(staffed, max(cleared_at, as_of))

    times = [free_at(printer_id) for printer_id in printers["printer_id"]]
    return printers.select("printer_id", "name", pl.Series("free_at", times, dtype=UTC_TIME))


def earliest(free: pl.DataFrame) -> datetime | None:
    """Return when a further job could start on any printer, None if on none.

    Args:
        free: NEXT_FREE.

    Raises:
        FrameContractError: `free` does not match its contract.

    """
    times = conform(free, NEXT_FREE, "next free")["free_at"].drop_nulls().to_list()
    return min(times, default=None)


def totals(queue: pl.DataFrame) -> QueueTotals:
    """Count the jobs of the queue and add up their print times, seconds.

    Args:
        queue: QUEUE.

    Raises:
        FrameContractError: `queue` does not match its contract.

    """
    durations = conform(queue, QUEUE, "queue")["duration_s"]
    return QueueTotals(
        n_jobs=len(durations),
        print_s=sum(durations.drop_nulls().to_list()),
        n_unknown_time=durations.null_count(),
    )


@dataclass(slots=True, kw_only=True)
class _Plan:
    """The plan while it grows. free_at is None where a printer's end is unknown."""

    free_at: dict[str, datetime | None]
    as_of: datetime
    staffed: StaffedHours
    turnaround: timedelta
    time_factor: float

    # Any: the cells of a QUEUE row, typed by its contract.
    def rows(self, jobs: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], _Row]]:
        """Plan printing jobs first: they hold printers whatever their position."""
        for job in jobs:
            if job["status"] == "printing":
                yield job, self._printing(job)
        for job in jobs:
            if job["status"] != "printing":
                yield job, self._queued(job)

    def _printing(self, job: dict[str, Any]) -> _Row:
        printer_id = job["printer_id"]
        starts_at = job["started_at"] or self.as_of
        if job["duration_s"] is None:
            if printer_id in self.free_at:
                self.free_at[printer_id] = None
            return job["job_id"], printer_id, starts_at, None, UNKNOWN_END
        ends_at = starts_at + self._print_time(job)
        reason = OVERDUE if ends_at < self.as_of else None
        ends_at = max(ends_at, self.as_of)
        self._hold(printer_id, ends_at)
        return job["job_id"], printer_id, starts_at, ends_at, reason

    def _queued(self, job: dict[str, Any]) -> _Row:
        job_id, wanted = job["job_id"], job["printer_id"]
        if job["duration_s"] is None:
            return job_id, wanted, None, None, UNKNOWN_TIME
        if wanted is not None and wanted not in self.free_at:
            return job_id, wanted, None, None, PRINTER_INACTIVE
        if not self.free_at:
            return job_id, None, None, None, NO_PRINTER
        known = [
            (free_at, printer_id)
            for printer_id, free_at in self.free_at.items()
            if free_at is not None and wanted in {None, printer_id}
        ]
        if not known:
            return job_id, wanted, None, None, PRINTER_BUSY
        free_at, printer_id = min(known, key=lambda choice: choice[0])
        starts_at = next_staffed(self.staffed, max(free_at, self.as_of))
        ends_at = starts_at + self._print_time(job)
        self._hold(printer_id, ends_at)
        return job_id, printer_id, starts_at, ends_at, None

    def _print_time(self, job: dict[str, Any]) -> timedelta:
        return timedelta(seconds=round(job["duration_s"] * self.time_factor))

    def _hold(self, printer_id: str | None, ends_at: datetime) -> None:
        """Keep a printer until somebody has cleared its bed; two prints: the later end."""
        if printer_id not in self.free_at:
            return
        held_until = self.free_at[printer_id]
        if held_until is not None:
            cleared_at = next_staffed(self.staffed, ends_at) + self.turnaround
            self.free_at[printer_id] = max(held_until, cleared_at)


def _check(as_of: datetime, turnaround_s: int, time_factor: float) -> None:
    if as_of.tzinfo is None:
        message = f"The time {as_of.isoformat()} needs a time zone."
        raise InvalidInputError(message)
    if turnaround_s < 0:
        message = f"The turnaround is {turnaround_s} s: it cannot be negative."
        raise InvalidInputError(message)
    if not (isfinite(time_factor) and time_factor > 0):
        message = f"The time factor is {time_factor}: it must be a number above zero."
        raise InvalidInputError(message)
