"""What to start last before closing, held against what the plan starts then."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import polars as pl

from printshop.analytics.schedule import schedule
from printshop.domain.print_queue import JobStatus
from printshop.services.planning.context import Context
from printshop.services.planning.reading import Reading
from printshop.services.planning.timing import Timing
from printshop.services.planning.view import QueuedJob, Tonight

# Beyond, planning anew for each printer takes longer than a page may.
_MOST_WAITING: Final = 40


def tonight(
    reading: Reading,
    timing: Timing,
    rows: Sequence[QueuedJob],
    context: Context,
    *,
    as_of: datetime,
) -> tuple[Tonight, ...]:
    """The longest print that fits the night on each printer, and the job that it would replace.

    Args:
        reading: the shop.
        timing: its plan.
        rows: the queue as pages show it.
        context: what it refers to.
        as_of: now, aware.

    """
    by_id = {str(row.job.id): row for row in rows}
    found = []
    for night in timing.tonight.filter(pl.col("is_done")).iter_rows(named=True):
        printer, row = context.printer(night["printer_id"]), by_id.get(night["job_id"])
        if printer is None or row is None:
            continue
        instead = _planned_then(night, rows)
        is_planned = instead is not None and instead.job.id == row.job.id
        other = None if is_planned else instead
        found.append(
            Tonight(
                printer=printer,
                job=row.job,
                starts_at=night["starts_at"],
                ends_at=night["ends_at"],
                is_planned=is_planned,
                instead_of=other.job if other else None,
                order=_order(reading, timing, night, row, other, as_of) if other else (),
            )
        )
    return tuple(found)


# Any: the cells of a row of TONIGHT, typed by its contract.
def _planned_then(night: dict[str, Any], rows: Sequence[QueuedJob]) -> QueuedJob | None:
    """The waiting job that the plan starts last before closing on the same printer."""
    return next(
        (
            row
            for row in rows
            if row.job.status is JobStatus.QUEUED
            and row.starts_at == night["starts_at"]
            and row.printer is not None
            and str(row.printer.id) == night["printer_id"]
        ),
        None,
    )


def _order(  # noqa: PLR0917 - a plan and one change to it
    reading: Reading,
    timing: Timing,
    night: dict[str, Any],
    row: QueuedJob,
    other: QueuedJob,
    as_of: datetime,
) -> tuple[UUID, ...]:
    """The waiting jobs with one before the other; none where that does not do what it says.

    Priorities are kept, and so is every due date that is kept now.
    """
    waiting = reading.queue.filter(pl.col("status") == JobStatus.QUEUED)["job_id"].to_list()
    if len(waiting) > _MOST_WAITING or row.job.priority != other.job.priority:
        return ()
    order = [job_id for job_id in waiting if job_id != str(row.job.id)]
    order.insert(order.index(str(other.job.id)), str(row.job.id))
    turn = {job_id: place for place, job_id in enumerate(order)}
    places = [turn.get(job_id, -1) for job_id in reading.queue["job_id"]]
    queue = reading.queue[sorted(range(len(places)), key=places.__getitem__)]
    planned = schedule(
        queue, reading.printers, as_of=as_of, with_late=False, **timing.asked
    ).planned
    starts = planned.filter(
        (pl.col("job_id") == str(row.job.id))
        & (pl.col("printer_id") == night["printer_id"])
        & (pl.col("starts_at") == night["starts_at"])
    )
    is_kept = _late(queue, planned) <= _late(reading.queue, timing.plan.planned)
    return tuple(UUID(job_id) for job_id in order) if starts.height and is_kept else ()


def _late(queue: pl.DataFrame, planned: pl.DataFrame) -> set[str]:
    """The jobs that end after they are due."""
    due = queue.select("job_id", "due_at").join(planned, on="job_id")
    return set(due.filter(pl.col("ends_at") > pl.col("due_at"))["job_id"])
