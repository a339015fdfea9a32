"""When each job of the queue starts and ends, on several printers, with staffed hours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from printshop.analytics.schedule.calendar import Calendar, at_us, us_of
from printshop.analytics.schedule.factors import Stretches
from printshop.analytics.schedule.jobs import Job, Machine, times
from printshop.analytics.schedule.line import Line, Row
from printshop.analytics.schedule.reels import Reels
from printshop.analytics.schedule.shared_spools import SharedSpools
from printshop.analytics.schedule.spread import late_times
from printshop.analytics.staffed_hours import StaffedHours
from printshop.errors import InvalidInputError
from printshop.frames import JOB_SUCCESS, REFUSED, SCHEDULE, conform

TURNAROUND_S: Final = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be printed when, on what, and what cannot.

    planned is SCHEDULE, refused is REFUSED. done_at is when the last job with a known end is
    done, late_done_at is exceeded one time in ten; None where no job has a known end. turns say
    when a job that waits for filament could start behind all others, None where nobody can say.
    """

    planned: pl.DataFrame
    refused: pl.DataFrame
    done_at: datetime | None
    late_done_at: datetime | None
    turns: Mapping[str, datetime | None]


def schedule(
    queue: pl.DataFrame,
    printers: pl.DataFrame,
    *,
    as_of: datetime,
    staffed: StaffedHours | None,
    turnaround_s: int = TURNAROUND_S,
    time_factors: pl.DataFrame | None = None,
    requirements: pl.DataFrame | None = None,
    loaded: pl.DataFrame | None = None,
    held: pl.DataFrame | None = None,
    spools: pl.DataFrame | None = None,
    tail_cg: int = 0,
    waits: Mapping[str, str] | None = None,
    success: pl.DataFrame | None = None,
    with_late: bool = True,
) -> Plan:
    """Plan the queue by list scheduling: each job to the printer that would start it first.

    The order of `queue` decides, and is never changed. A job starts at the first staffed moment
    at or after its printer is free, ends after its print time, and frees its printer a
    turnaround after the first staffed moment that follows: nobody clears a bed at 3 in the
    morning. Only printers that can print it come into question; a job with a printer waits for
    that one. Of printers that would start it at the same time, the one that needs the fewest
    filaments changed takes it, then the first of PRINTERS.

    Printing jobs hold their printer until they end: their print time after they started, or the
    rest of it after the last word on their progress. One that should have ended before `as_of`
    counts as ending now; one that started after it, by a clock that was put back, counts
    as started now. One without a time never frees its printer. A queued job that cannot be
    planned is left out of the plan and says why.

    A spool is in one printer at a time: a job waits for its own until the print before it is
    cleared, where no other spool of the filament holds enough. Jobs that wait for
    filament are left out.

    Worked example: two printers free at 9:00, staffed 8 to 20, jobs of 5, 7, 9, 3,
    4, 2 h: the last ends at 10:15 next morning, not at 01:30.

    Args:
        queue: QUEUE.
        printers: PRINTERS.
        as_of: now, aware.
        staffed: when somebody can start a print or clear a bed; None where nobody ever can.
        turnaround_s: from clearing the bed to the next start, where a printer has none of its own.
        time_factors: TIME_FACTORS, as learnt from finished jobs; without, the slicer is believed.
        requirements: REQUIREMENTS, to count filament changes; without, none are counted.
        loaded: LOADED, what the first job of each printer finds in it.
        held: HELD, which spools the jobs take; without, no job waits for a spool.
        spools: SPOOLS.
        tail_cg: what stays on each reel.
        waits: why jobs wait for filament, by job_id.
        success: JOB_SUCCESS; without, and for jobs that are none of it, no print fails. What
            fails is printed again, which only the late times count with.
        with_late: without, the late times are the likely ones, which takes half the time.

    Raises:
        InvalidInputError: `as_of` has no time zone, the turnaround is negative,
            a factor not above zero or a success not above 0 and up to 1.
        FrameContractError: a frame does not match its contract.

    """
    check_times(as_of, turnaround_s)
    jobs = Job.read(queue)
    machines = Machine.read(printers, turnaround_s=turnaround_s)
    calendar = Calendar(staffed, as_of) if staffed else None
    begins_us = us_of(as_of) if calendar is None else calendar.next(us_of(as_of))
    waiting = {job.job_id for job in jobs if not job.is_printing}
    waits = {job_id: why for job_id, why in (waits or {}).items() if job_id in waiting}
    line = Line(
        machines=machines,
        stretches=Stretches(time_factors),
        calendar=calendar,
        reels=Reels(machines, requirements, loaded, [job.plate_id for job in jobs]),
        spools=SharedSpools(held, spools, tail_cg=tail_cg, begins_us=begins_us),
        waits=waits,
        success=_success_of(success),
        now_us=us_of(as_of),
    )
    line.plan(jobs)
    late_of, late_done_us = _late(line, len(machines)) if with_late else ({}, 0)
    ends = [row.ends_us for row in line.rows.values() if row.ends_us is not None]
    done_us = max(ends, default=None)
    turn = {job.job_id: n for n, job in enumerate(jobs)}
    refused = sorted(line.refused, key=lambda row: turn[row[0]])
    return Plan(
        planned=_planned(jobs, line.rows, late_of),
        refused=pl.DataFrame(refused, schema=REFUSED, orient="row"),
        done_at=None if done_us is None else at_us(done_us),
        late_done_at=None if done_us is None else at_us(max(done_us, late_done_us)),
        turns={job: None if us is None else at_us(us) for job, us in line.turns_us.items()},
    )


def check_times(as_of: datetime, turnaround_s: int) -> None:
    """Refuse times that make no plan.

    Raises:
        InvalidInputError: `as_of` has no time zone or the turnaround is negative.

    """
    if as_of.tzinfo is None:
        message = f"The time {as_of.isoformat()} needs a time zone."
        raise InvalidInputError(message)
    if turnaround_s < 0:
        message = f"The turnaround is {turnaround_s} s: it cannot be negative."
        raise InvalidInputError(message)


def _success_of(success: pl.DataFrame | None) -> dict[str, float]:
    """By job.

    Raises:
        InvalidInputError: a success is not above 0 and up to 1.

    """
    if success is None:
        return {}
    rows: dict[str, float] = dict(conform(success, JOB_SUCCESS, "success").iter_rows())
    for share in rows.values():
        if not 0 < share <= 1:
            message = f"The success of a print is {share}: it must be above 0 and up to 1."
            raise InvalidInputError(message)
    return rows


def _late(line: Line, n_printers: int) -> tuple[dict[str, tuple[int | None, int]], int]:
    late, late_done_us = late_times(line.stints, n_printers, line.calendar, line.now_us)
    pairs = zip(line.stints, late, strict=True)
    return {stint.job_id: pair for stint, pair in pairs}, late_done_us


def _planned(
    jobs: Sequence[Job], rows: dict[str, Row], late_of: dict[str, tuple[int | None, int]]
) -> pl.DataFrame:
    ordered = [rows[job.job_id] for job in jobs]
    late = [late_of.get(job.job_id, (None, None)) for job in jobs]
    starts, ends = [row.starts_us for row in ordered], [row.ends_us for row in ordered]
    columns = {
        "job_id": [job.job_id for job in jobs],
        "printer_id": [row.printer_id for row in ordered],
        "starts_at": times("starts_at", starts),
        "ends_at": times("ends_at", ends),
        "late_starts_at": times(
            "late_starts_at", [_later(a, b) for a, (b, _) in zip(starts, late, strict=True)]
        ),
        "late_ends_at": times(
            "late_ends_at", [_later(a, b) for a, (_, b) in zip(ends, late, strict=True)]
        ),
        "reason": [row.reason for row in ordered],
    }
    return pl.DataFrame(columns, schema=SCHEDULE)


def _later(moment_us: int | None, late_us: int | None) -> int | None:
    """A late time is never before the likely one, which few draws may not reach."""
    return moment_us if moment_us is None or late_us is None else max(moment_us, late_us)
