"""The order of the queue: by hand, by priority, and when a job is wanted."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from printshop.domain.print_queue import (
    MAX_JOBS_AT_ONCE,
    MAX_PRIORITY,
    OPEN,
    JobStatus,
    PrintJob,
    queue_revision,
)
from printshop.errors import (
    ChangedMeanwhileError,
    IllegalTransitionError,
    InvalidInputError,
    NotFoundError,
)
from printshop.repo import UnitOfWork
from printshop.services.shop import Shop


def reorder(
    shop: Shop,
    job_ids: Sequence[UUID],
    *,
    moved_id: UUID | None = None,
    expected_revision: str | None = None,
) -> tuple[PrintJob, ...]:
    """Put these queued jobs into this order; all others keep theirs, behind them.

    A job that is put among jobs of another priority takes that priority, and no other job
    changes its own. Where it is not said which job was moved, those that stand before a more
    urgent one become as urgent.

    Args:
        shop: whose queue.
        job_ids: the first jobs of the new order.
        moved_id: the one of them that a person moved.
        expected_revision: the `queue_revision` that the person saw.

    Raises:
        ChangedMeanwhileError: the queue is another one by now; nothing was moved.
        IllegalTransitionError: one of them does not wait any more.
        NotFoundError: there is no such job.

    """
    _check_count(job_ids)
    with shop.unit_of_work() as uow:
        uow.jobs.lock_queued()
        waiting = _waiting(uow)
        ordered = _in_order(uow, waiting, job_ids)
        if expected_revision not in {None, queue_revision(waiting)}:
            raise ChangedMeanwhileError(
                "the queue", {}, hint="Nothing was moved. Look at the new order and move it again."
            )
        priorities = _priorities(ordered, moved_id)
        uow.jobs.place(
            [
                (job.id, position, priority)
                for position, (job, priority) in enumerate(zip(ordered, priorities, strict=True))
                if (job.position, job.priority) != (position, priority)
            ]
        )
        reordered = uow.jobs.open()
        uow.commit()
    return reordered


def set_priority(shop: Shop, job_ids: Sequence[UUID], priority: int) -> tuple[PrintJob, ...]:
    """Say how urgent waiting jobs are, the higher the sooner; all of them or none.

    Raises:
        InvalidInputError: the priority is out of range.
        IllegalTransitionError: one of them does not wait any more.
        NotFoundError: there is no such job.

    """
    if not -MAX_PRIORITY <= priority <= MAX_PRIORITY:
        raise InvalidInputError(f"A priority is between -{MAX_PRIORITY} and {MAX_PRIORITY}.")
    with shop.unit_of_work() as uow:
        for job in _locked(uow, job_ids):
            if job.status is not JobStatus.QUEUED:
                raise IllegalTransitionError(
                    job=job.label, status=job.status, wanted="given a priority"
                )
            uow.jobs.change(job.id, priority=priority)
        changed = uow.jobs.of_ids(list(job_ids))
        uow.commit()
    return changed


def set_due(shop: Shop, job_ids: Sequence[UUID], due_at: datetime | None) -> tuple[PrintJob, ...]:
    """Say when jobs are wanted, or with None that nobody waits for them; all or none.

    Raises:
        InvalidInputError: the moment has no time zone.
        IllegalTransitionError: one of them is finished.
        NotFoundError: there is no such job.

    """
    if due_at is not None and due_at.tzinfo is None:
        raise InvalidInputError("A due date needs its time zone.")
    with shop.unit_of_work() as uow:
        for job in _locked(uow, job_ids):
            if job.status not in OPEN:
                raise IllegalTransitionError(
                    job=job.label, status=job.status, wanted="given a due date"
                )
            uow.jobs.change(job.id, due_at=due_at)
        changed = uow.jobs.of_ids(list(job_ids))
        uow.commit()
    return changed


def _check_count(job_ids: Sequence[UUID]) -> None:
    if len(job_ids) > MAX_JOBS_AT_ONCE:
        raise InvalidInputError(f"More than {MAX_JOBS_AT_ONCE:,} jobs at once are refused.")


def _locked(uow: UnitOfWork, job_ids: Sequence[UUID]) -> tuple[PrintJob, ...]:
    _check_count(job_ids)
    found = uow.jobs.of_ids(list(job_ids), lock=True)
    missing = set(job_ids) - {job.id for job in found}
    if missing:
        raise NotFoundError("print job", min(missing))
    return found


def _waiting(uow: UnitOfWork) -> list[PrintJob]:
    return [job for job in uow.jobs.open() if job.status is JobStatus.QUEUED]


def _in_order(
    uow: UnitOfWork, waiting: Sequence[PrintJob], job_ids: Sequence[UUID]
) -> list[PrintJob]:
    by_id = {job.id: job for job in waiting}
    gone = next((job_id for job_id in job_ids if job_id not in by_id), None)
    if gone is not None:
        job = uow.jobs.get(gone)
        raise IllegalTransitionError(job=job.label, status=job.status, wanted="moved")
    first = dict.fromkeys(job_ids)
    return [*(by_id[job_id] for job_id in first), *(j for j in waiting if j.id not in first)]


def _priorities(ordered: Sequence[PrintJob], moved_id: UUID | None) -> list[int]:
    """A priority for each, so that this order is the queue's: none rises behind another."""
    priorities = [job.priority for job in ordered]
    place = next((at for at, job in enumerate(ordered) if job.id == moved_id), None)
    if place is not None:
        before, behind = priorities[:place], priorities[place + 1 :]
        raised = max(priorities[place], max(behind, default=priorities[place]))
        priorities[place] = min([raised, *before])
    highest = -MAX_PRIORITY
    for at in reversed(range(len(priorities))):
        highest = priorities[at] = max(priorities[at], highest)
    return priorities
