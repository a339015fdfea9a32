"""Taking a job's last step back."""

from collections import defaultdict
from decimal import Decimal
from typing import Final
from uuid import UUID

from printshop.domain.print_queue import JobOutcome, JobStatus, PrintJob
from printshop.errors import IllegalTransitionError, RuleError
from printshop.repo import UnitOfWork
from printshop.services.printing import consumption
from printshop.services.printing.requeueing import open_retry_of
from printshop.services.shop import Shop

_UNFINISHED: Final = {
    "finished_at": None,
    "failure_reason": None,
    "failure_note": "",
    "completion_percentage": None,
    "units_good": None,
    "units_rejected": None,
    "print_s": None,
}
_UNSTARTED: Final = {
    "printer_id": None,
    "started_at": None,
    "start_note": "",
    "progress_pct": None,
    "progress_at": None,
}


def undo(shop: Shop, job_id: UUID, *, expected: JobStatus) -> JobOutcome:
    """Take a job's last step back, with reversing lines for all it booked.

    A finished job prints again, from the spools it was started with; it waits again if it
    never started, if its printer prints another one by now or is out of use, or if one of its
    spools is in another printer, put away or too empty. A printing one waits again.
    `expected` is the status the person saw: of two browsers that undo the same step, the
    second changes nothing.

    Raises:
        IllegalTransitionError: the job stands elsewhere by now.
        RuleError: the job was queued again after it failed, or it is such a one that was
            cancelled, and another one waits or prints instead.
        NotFoundError: there is no such job.

    """
    with shop.unit_of_work() as uow:
        job = _locked(uow, job_id)
        if job.status is not expected or job.status is JobStatus.QUEUED:
            raise IllegalTransitionError(job=job.label, status=job.status, wanted="undone")
        _check_not_queued_again(uow, job)
        # The printer before the spools, as starting locks them.
        prints_again = job.status is not JobStatus.PRINTING and _can_print_on(uow, job)
        updates = consumption.take_back(uow, job)
        prints_again = prints_again and _spools_serve(uow, job)
        undone = _one_step_back(uow, job, prints_again=prints_again)
        uow.job_steps.add(job.id, job.status, undone.status)
        uow.commit()
    return JobOutcome(job=undone, inventory_updates=updates)


def _locked(uow: UnitOfWork, job_id: UUID) -> PrintJob:
    """The job, and the failed one that it prints again: who queues that again locks it too."""
    failed_id = uow.jobs.get(job_id).retry_of
    ids = [job_id] if failed_id is None else [job_id, failed_id]
    return next(job for job in uow.jobs.of_ids(ids, lock=True) if job.id == job_id)


def _check_not_queued_again(uow: UnitOfWork, job: PrintJob) -> None:
    failed = None
    if job.status is JobStatus.FAILED:
        failed = job
    elif job.status is JobStatus.CANCELLED and job.retry_of is not None:
        failed = uow.jobs.get(job.retry_of)
    again = None if failed is None else open_retry_of(uow, failed)
    if failed is not None and again is not None:
        raise RuleError(
            f"{failed.label} is queued again as {again.label}.",
            hint=f"Cancel {again.label} first.",
        )


def _one_step_back(uow: UnitOfWork, job: PrintJob, *, prints_again: bool) -> PrintJob:
    if prints_again:
        return uow.jobs.change(job.id, status=JobStatus.PRINTING, **_UNFINISHED)
    uow.job_spools.replace(job.id, [])
    return uow.jobs.change(job.id, status=JobStatus.QUEUED, **_UNFINISHED, **_UNSTARTED)


def _can_print_on(uow: UnitOfWork, job: PrintJob) -> bool:
    """Whether a finished job's printer is still in use, and free for it."""
    if job.started_at is None or job.printer_id is None:
        return False
    printer = uow.printers.lock(job.printer_id)
    return printer.is_active and uow.jobs.printing_on(printer.id) is None


def _spools_serve(uow: UnitOfWork, job: PrintJob) -> bool:
    """Whether the spools a job was started with, locked by now, are still there for it."""
    planned_g: dict[UUID, Decimal] = defaultdict(Decimal)
    for planned in uow.job_spools.of_jobs([job.id]).get(job.id, ()):
        planned_g[planned.spool_id] += planned.planned_g
    return not uow.job_spools.printing_from(list(planned_g), but=job.id) and all(
        spool.archived_at is None and spool.quantity_g >= planned_g[spool.id]
        for spool in uow.spools.of_ids(list(planned_g))
    )
