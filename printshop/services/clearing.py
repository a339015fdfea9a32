"""By the printers: the bed is cleared, the print was good, and the next one starts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from printshop.domain.feasibility import FeasibilityState, FilamentNeed
from printshop.domain.print_queue import CompleteJob, JobOutcome, JobStatus, PrintJob, StartJob
from printshop.errors import RuleError
from printshop.errors.base import shown_amount
from printshop.services import printing
from printshop.services.planning.queue import list_queue
from printshop.services.planning.view import QueuedJob, QueueView
from printshop.services.shop import Shop

_NEXT: Final = "next"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """What became of both steps.

    started is None where nothing waits for the printer, or where what waits could not be
    started; blocked then says why, in one sentence.
    """

    completed: JobOutcome
    started: PrintJob | None = None
    blocked: str = ""


def clear_and_next(
    shop: Shop,
    *,
    printer_id: UUID,
    job_id: UUID,
    request_id: UUID,
    as_of: datetime,
    next_job_id: UUID | None = None,
) -> Cleared:
    """Complete a job as planned, all its pieces good, and start the next on its printer.

    These are two steps, each in a transaction and with an undo of its own: what is done stays
    done where the next one is blocked. The same request sent again gives the same answer.

    Args:
        shop: whose queue.
        printer_id: where the job prints.
        job_id: the job that is done.
        request_id: chosen by the caller.
        as_of: now, aware.
        next_job_id: what the person saw as the next one and has loaded; without it the plan's.

    Raises:
        IllegalTransitionError: the job does not print any more.
        InsufficientFilamentError: the spools hold less; nothing is booked.
        NotFoundError: there is no such job.

    """
    completed = printing.complete(
        shop, CompleteJob(job_id=job_id, request_id=request_id), as_of=as_of
    )
    start_id = uuid5(request_id, _NEXT)
    started = _started_before(shop, start_id)
    if started is not None:
        return Cleared(completed=completed, started=started)
    row = _next(list_queue(shop, as_of=as_of), printer_id, next_job_id)
    if row is None:
        return Cleared(completed=completed, blocked=_gone(next_job_id))
    if not row.feasibility.feasible:
        return Cleared(completed=completed, blocked=_stands_against(row))
    step = StartJob(job_id=row.job.id, printer_id=printer_id, request_id=start_id)
    try:
        outcome = printing.start(shop, step, as_of=as_of)
    except RuleError as error:
        return Cleared(
            completed=completed, blocked=f"{row.job.label} was not started. {error.sentence}"
        )
    return Cleared(completed=completed, started=outcome.job)


def next_on(queue: QueueView, printer_id: UUID) -> tuple[QueuedJob, ...]:
    """The waiting jobs that are planned for a printer, first to start first."""
    planned = [
        row
        for row in queue.jobs
        if row.job.status is JobStatus.QUEUED
        and row.printer is not None
        and row.printer.id == printer_id
        and row.starts_at is not None
    ]
    return tuple(sorted(planned, key=lambda row: (row.starts_at, row.job.number)))


def _started_before(shop: Shop, start_id: UUID) -> PrintJob | None:
    with shop.unit_of_work() as uow:
        step = uow.job_steps.of_request(start_id)
        return None if step is None else uow.jobs.get(step.job_id)


def _next(queue: QueueView, printer_id: UUID, job_id: UUID | None) -> QueuedJob | None:
    if job_id is None:
        return next(iter(next_on(queue, printer_id)), None)
    waits = (row for row in queue.jobs if row.job.status is JobStatus.QUEUED)
    return next((row for row in waits if row.job.id == job_id), None)


def _gone(job_id: UUID | None) -> str:
    if job_id is None:
        return ""
    return "The job that was to be next does not wait any more. Look at what is next now."


def _stands_against(row: QueuedJob) -> str:
    reasons = " ".join(filter(None, map(_reason, row.feasibility.filaments)))
    return f"{row.job.label} was not started. {reasons or 'Nobody has said what it takes.'}"


def _reason(need: FilamentNeed) -> str:
    label = need.filament.label if need.filament else "A filament of the file"
    match need.state:
        case FeasibilityState.SHORT:
            return f"{label} is short by {shown_amount(need.short_g)} g."
        case FeasibilityState.UNVERIFIED:
            return f"{label} is enough only if spools that were never weighed are full."
        case FeasibilityState.READY_SUBSTITUTE:
            other = need.substitute.label if need.substitute else "another filament"
            return f"{label} is short; start it from the queue to take {other} instead."
        case FeasibilityState.UNMATCHED:
            return f"{label} is not matched to a filament of the shop."
        case FeasibilityState.UNKNOWN:
            return f"{label}: nobody has said how many grams it takes."
        case _:
            return ""
