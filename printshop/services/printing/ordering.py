"""The order of the queue: by hand, by priority, and when a job is wanted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class Move:
    """A waiting job that a person puts elsewhere: at this place among all that wait, from 0."""

    job_id: UUID
    place: int


def move(
    shop: Shop, moves: Sequence[Move], *, expected_revision: str | None = None
) -> tuple[PrintJob, ...]:
    """Move waiting jobs one after the other; several at once come to what each alone would.

    A job that is put among jobs of another priority takes that priority, and no other job
    changes its own.

    Args:
        shop: whose queue.
        moves: in the order in which they were made.
        expected_revision: the `queue_revision` that the person saw.

    Raises:
        ChangedMeanwhileError: the queue is another one by now; nothing was moved.
        IllegalTransitionError: one of them does not wait any more.
        NotFoundError: there is no such job.

    """
    _check_count(moves)
    with shop.unit_of_work() as uow:
        waiting = _locked_queue(uow)
        _check_waits(uow, waiting, [one.job_id for one in moves])
        _check_revision(waiting, expected_revision)
        ordered, priority_of = list(waiting), {job.id: job.priority for job in waiting}
        for one in moves:
            moved = next(job for job in ordered if job.id == one.job_id)
            ordered.remove(moved)
            ordered.insert(max(0, one.place), moved)
            priority_of[moved.id] = _priority_of_place(ordered, moved, priority_of)
        _place(uow, ordered, priority_of)
        reordered = uow.jobs.open()
        uow.commit()
    return reordered


def reorder(
    shop: Shop,
    job_ids: Sequence[UUID],
    *,
    priorities: Mapping[UUID, int] | None = None,
    expected_revision: str | None = None,
) -> tuple[PrintJob, ...]:
    """Put these queued jobs into this order; all others keep theirs, behind them.

    Without `priorities` those that stand before a more urgent one become as urgent. With them
    these jobs get the ones said, and the order holds among jobs of one priority.

    Args:
        shop: whose queue.
        job_ids: the first jobs of the new order.
        priorities: of jobs that wait; those not named keep theirs.
        expected_revision: the `queue_revision` that the person saw.

    Raises:
        ChangedMeanwhileError: the queue is another one by now; nothing was moved.
        IllegalTransitionError: one of them does not wait any more.
        NotFoundError: there is no such job.

    """
    _check_count(job_ids)
    with shop.unit_of_work() as uow:
        waiting = _locked_queue(uow)
        _check_waits(uow, waiting, job_ids)
        _check_revision(waiting, expected_revision)
        first = dict.fromkeys(job_ids)
        by_id = {job.id: job for job in waiting}
        ordered = [*(by_id[job_id] for job_id in first), *(j for j in waiting if j.id not in first)]
        priority_of = {job.id: (priorities or {}).get(job.id, job.priority) for job in ordered}
        if priorities is None:
            _raise_those_before(ordered, priority_of)
        else:
            ordered.sort(key=lambda job: -priority_of[job.id])
        _place(uow, ordered, priority_of)
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


def _check_count(asked: Sequence[object]) -> None:
    if len(asked) > MAX_JOBS_AT_ONCE:
        raise InvalidInputError(f"More than {MAX_JOBS_AT_ONCE:,} jobs at once are refused.")


def _locked(uow: UnitOfWork, job_ids: Sequence[UUID]) -> tuple[PrintJob, ...]:
    _check_count(job_ids)
    found = uow.jobs.of_ids(list(job_ids), lock=True)
    missing = set(job_ids) - {job.id for job in found}
    if missing:
        raise NotFoundError("print job", min(missing))
    return found


def _locked_queue(uow: UnitOfWork) -> list[PrintJob]:
    uow.jobs.lock_queued()
    return [job for job in uow.jobs.open() if job.status is JobStatus.QUEUED]


def _check_waits(uow: UnitOfWork, waiting: Sequence[PrintJob], job_ids: Sequence[UUID]) -> None:
    waits = {job.id for job in waiting}
    gone = next((job_id for job_id in job_ids if job_id not in waits), None)
    if gone is not None:
        job = uow.jobs.get(gone)
        raise IllegalTransitionError(job=job.label, status=job.status, wanted="moved")


def _check_revision(waiting: Sequence[PrintJob], expected: str | None) -> None:
    if expected not in {None, queue_revision(waiting)}:
        raise ChangedMeanwhileError(
            "the queue", {}, hint="Nothing was moved. Look at the new order and move it again."
        )


def _place(uow: UnitOfWork, ordered: Sequence[PrintJob], priority_of: Mapping[UUID, int]) -> None:
    uow.jobs.place(
        [
            (job.id, position, priority_of[job.id])
            for position, job in enumerate(ordered)
            if (job.position, job.priority) != (position, priority_of[job.id])
        ]
    )


def _priority_of_place(
    ordered: Sequence[PrintJob], moved: PrintJob, priority_of: Mapping[UUID, int]
) -> int:
    """The priority nearest to its own that a job has where it stands now."""
    place = ordered.index(moved)
    own = priority_of[moved.id]
    behind = max((priority_of[job.id] for job in ordered[place + 1 :]), default=own)
    before = min((priority_of[job.id] for job in ordered[:place]), default=MAX_PRIORITY)
    return min(max(own, behind), before)


def _raise_those_before(ordered: Sequence[PrintJob], priority_of: dict[UUID, int]) -> None:
    """Make none less urgent than one behind it, so that this order is the queue's."""
    highest = -MAX_PRIORITY
    for job in reversed(ordered):
        highest = priority_of[job.id] = max(priority_of[job.id], highest)
