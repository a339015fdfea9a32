"""Putting plates into the queue, and taking back what was queued together."""

from datetime import datetime
from uuid import UUID

from printshop.domain.print_queue import (
    MAX_JOBS_AT_ONCE,
    MAX_RUNS_AT_ONCE,
    JobStatus,
    NewJobs,
    PrintJob,
    batch_ids,
)
from printshop.errors import DuplicateError, InvalidInputError, NotFoundError
from printshop.repo import UnitOfWork
from printshop.services.printing import steps
from printshop.services.shop import Shop


def add_to_queue(shop: Shop, new: NewJobs) -> tuple[PrintJob, ...]:
    """Queue plates of a variant, ten runs to a batch. The same wish sent twice is queued once.

    Raises:
        NotFoundError: there is no such variant, or a plate is not one of its own.
        InvalidInputError: it would be more jobs than a queue is for.

    """
    batches = batch_ids(new.batch_id)
    try:
        with shop.unit_of_work() as uow:
            jobs = uow.jobs.of_batches(batches) or _queue(uow, new)
            uow.commit()
    except DuplicateError:
        with shop.unit_of_work() as uow:
            return uow.jobs.of_batches(batches)
    return jobs


def cancel_batch(shop: Shop, batch_id: UUID, *, as_of: datetime) -> tuple[PrintJob, ...]:
    """Take back what was queued together: its jobs that still wait, all of them or none.

    What one wish was queued as is taken back with its first batch.
    """
    with shop.unit_of_work() as uow:
        of_wish = uow.jobs.of_batches(batch_ids(batch_id))
        waiting = [job.id for job in of_wish if job.status is JobStatus.QUEUED]
        cancelled = tuple(
            steps.take(uow, job, JobStatus.CANCELLED, finished_at=as_of)
            for job in uow.jobs.of_ids(waiting, lock=True)
            if job.status is JobStatus.QUEUED
        )
        uow.commit()
    return cancelled


def _queue(uow: UnitOfWork, new: NewJobs) -> tuple[PrintJob, ...]:
    variant = uow.variants.get(new.variant_id)
    own = {plate.id for plate in variant.plates}
    wanted = new.plate_ids or tuple(plate.id for plate in variant.plates)
    strange = next((plate_id for plate_id in wanted if plate_id not in own), None)
    if strange is not None:
        raise NotFoundError(f"plate of {variant.label}", strange)
    if len(wanted) * new.quantity > MAX_JOBS_AT_ONCE:
        raise InvalidInputError(f"More than {MAX_JOBS_AT_ONCE:,} jobs at once are refused.")
    numbers = uow.users.next_numbers("job", len(wanted) * new.quantity)
    queued: list[PrintJob] = []
    for batch, batch_id in enumerate(batch_ids(new.batch_id, new.quantity)):
        runs = min(MAX_RUNS_AT_ONCE, new.quantity - batch * MAX_RUNS_AT_ONCE)
        # Run by run, so that the first whole set is ready before the second one starts.
        plates = [(variant.id, plate_id) for _ in range(runs) for plate_id in wanted]
        queued += uow.jobs.add(
            plates,
            batch_id=batch_id,
            numbers=numbers[len(queued) : len(queued) + len(plates)],
            priority=new.priority,
            due_at=new.due_at,
        )
    return tuple(queued)
