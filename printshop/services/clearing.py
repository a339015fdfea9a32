"""By the printers: the bed is cleared, the print was good, and the next one starts."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from printshop.domain.feasibility import FeasibilityState, FilamentNeed
from printshop.domain.print_queue import (
    CompleteJob,
    JobOutcome,
    JobStatus,
    PrintJob,
    SpoolChoice,
    StartJob,
    was_undone,
)
from printshop.errors import DuplicateError, NotFoundError, RuleError
from printshop.errors.base import shown_amount
from printshop.services import printing
from printshop.services.planning.queue import list_queue
from printshop.services.planning.view import QueuedJob, QueueView
from printshop.services.printing import steps
from printshop.services.printing.finishing import complete_in
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
    next_job_id: UUID | None,
    request_id: UUID,
    as_of: datetime,
    spools: tuple[SpoolChoice, ...] = (),
    is_confirmed: bool = False,
) -> Cleared:
    """Complete a job as planned, all its pieces good, and start the next on its printer.

    These are two steps, each in a transaction and with an undo of its own: what is done stays
    done where the next one is blocked. The same request sent again gives the same answer: what
    was blocked then is not started later.

    Args:
        shop: whose queue.
        printer_id: where the job prints.
        job_id: the job that is done.
        next_job_id: what the person saw as the next one and has loaded; None where there was
            none, then none is started.
        request_id: chosen by the caller.
        as_of: now, aware.
        spools: what the person saw that the next one takes; without it the plan's.
        is_confirmed: the person is sure that it is done, however soon that is.

    Raises:
        DoubtfulGramsError: by the clock it can hardly be done; nothing is booked.
        IllegalTransitionError: the job does not print any more.
        RuleError: it prints on another printer, or was completed so and that was undone.
        InsufficientFilamentError: the spools hold less; nothing is booked.
        NotFoundError: there is no such job.

    """
    step = CompleteJob(
        job_id=job_id, asks_when_early=True, is_confirmed=is_confirmed, request_id=request_id
    )
    completed = _complete(shop, printer_id, step, as_of=as_of)
    if next_job_id is None:
        return Cleared(completed=completed)
    start_id = uuid5(request_id, _NEXT)
    answered = _answered_before(shop, completed, start_id)
    if answered is not None:
        return answered
    row = _waiting(list_queue(shop, as_of=as_of), next_job_id)
    if row is None:
        blocked = "The job that was to be next does not wait any more. Look at what is next now."
    elif not row.feasibility.feasible:
        blocked = _stands_against(row)
    else:
        following = StartJob(
            job_id=next_job_id, printer_id=printer_id, spools=spools, request_id=start_id
        )
        try:
            outcome = printing.start(shop, following, as_of=as_of)
        except RuleError as error:
            blocked = f"{row.job.label} was not started. {error.sentence}"
        else:
            return Cleared(completed=completed, started=outcome.job)
    _note_blocked(shop, next_job_id, start_id)
    return Cleared(completed=completed, blocked=blocked)


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


def _complete(shop: Shop, printer_id: UUID, step: CompleteJob, *, as_of: datetime) -> JobOutcome:
    with shop.unit_of_work() as uow:
        job = steps.locked(uow, step.job_id)
        if job.printer_id not in (None, printer_id):
            raise RuleError(
                f"{job.label} is not on {uow.printers.get(printer_id).name}.",
                hint="Reload the page: somebody may have moved it a moment ago.",
            )
        completed = complete_in(uow, step, as_of=as_of)
        uow.commit()
    return completed


def _answered_before(shop: Shop, completed: JobOutcome, start_id: UUID) -> Cleared | None:
    """What the same request was told of its second step; None where it was not sent before."""
    with shop.unit_of_work() as uow:
        step = uow.job_steps.of_request(start_id)
        if step is None:
            return None
        job, taken = uow.jobs.get(step.job_id), uow.job_steps.of_job(step.job_id)
    if step.to_status is JobStatus.PRINTING and not was_undone(step, taken):
        return Cleared(completed=completed, started=job)
    blocked = f"{job.label} was not started. Look at it in the queue, and start it from there."
    return Cleared(completed=completed, blocked=blocked)


def _note_blocked(shop: Shop, job_id: UUID, start_id: UUID) -> None:
    """Note with the job that this request did not start it, and is not to do so later."""
    # The other of two at once has noted it, or there was never such a job.
    with suppress(DuplicateError, NotFoundError), shop.unit_of_work() as uow:
        job = steps.locked(uow, job_id)
        uow.job_steps.add(job.id, job.status, job.status, request_id=start_id)
        uow.commit()


def _waiting(queue: QueueView, job_id: UUID) -> QueuedJob | None:
    waits = (row for row in queue.jobs if row.job.status is JobStatus.QUEUED)
    return next((row for row in waits if row.job.id == job_id), None)


def reasons_against(row: QueuedJob) -> str:
    """Why a job cannot start without a look at it, a sentence each; empty where it can."""
    if row.feasibility.feasible:
        return ""
    reasons = " ".join(filter(None, map(_reason, row.feasibility.filaments)))
    return reasons or "Nobody has said what it takes."


def _stands_against(row: QueuedJob) -> str:
    return f"{row.job.label} was not started. {reasons_against(row)}"


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
