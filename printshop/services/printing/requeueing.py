"""Printing a failed job again."""

from uuid import UUID

from printshop.domain.print_queue import OPEN, JobOutcome, JobStatus, PrintJob
from printshop.errors import IllegalTransitionError, RuleError
from printshop.repo import UnitOfWork
from printshop.services.printing import steps
from printshop.services.shop import Shop


def requeue(shop: Shop, job_id: UUID, request_id: UUID) -> JobOutcome:
    """Queue the plate of a failed job again, first among the jobs as urgent as it was.

    It is taken back by cancelling the new job.

    Args:
        shop: whose queue.
        job_id: the job that failed.
        request_id: the same request sent twice queues it once.

    Raises:
        IllegalTransitionError: the job did not fail.
        RuleError: it waits or prints again already.
        NotFoundError: there is no such job.

    """
    with shop.unit_of_work() as uow:
        failed = steps.locked(uow, job_id)
        again = _queued_before(uow, failed, request_id)
        if again is None:
            _check(uow, failed)
            again = _queue(uow, failed, request_id)
        uow.commit()
    return JobOutcome(job=again)


def open_retry_of(uow: UnitOfWork, job: PrintJob) -> PrintJob | None:
    """The job that prints a failed one again and is not finished, if there is one."""
    return next((again for again in uow.jobs.retries_of(job.id) if again.status in OPEN), None)


def _queued_before(uow: UnitOfWork, failed: PrintJob, request_id: UUID) -> PrintJob | None:
    return next((j for j in uow.jobs.retries_of(failed.id) if j.batch_id == request_id), None)


def _check(uow: UnitOfWork, failed: PrintJob) -> None:
    if failed.status is not JobStatus.FAILED:
        raise IllegalTransitionError(job=failed.label, status=failed.status, wanted="queued again")
    again = open_retry_of(uow, failed)
    if again is not None:
        raise RuleError(
            f"{failed.label} is queued again already, as {again.label}.",
            hint="Nothing was queued twice. Queue its plate from the catalog for one more.",
        )


def _queue(uow: UnitOfWork, failed: PrintJob, request_id: UUID) -> PrintJob:
    first = uow.jobs.first_position(failed.priority)
    [again] = uow.jobs.add(
        [(failed.variant_id, failed.plate_id)],
        batch_id=request_id,
        numbers=uow.users.next_numbers("job", 1),
        priority=failed.priority,
        due_at=failed.due_at,
        retry_of=failed.id,
    )
    if first is not None:
        uow.jobs.place([(again.id, first - 1, again.priority)])
    uow.job_steps.add(again.id, JobStatus.QUEUED, JobStatus.QUEUED, request_id=request_id)
    return uow.jobs.get(again.id)
