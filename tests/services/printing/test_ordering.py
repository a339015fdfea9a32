"""Queueing, the order by hand and by priority, due dates, and printing a failed job again."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from printshop.domain.catalog import Variant
from printshop.domain.print_queue import (
    FailJob,
    FailureReason,
    JobStatus,
    NewJobs,
    PrintJob,
    queue_revision,
)
from printshop.errors import (
    ChangedMeanwhileError,
    IllegalTransitionError,
    InvalidInputError,
    NotFoundError,
    RuleError,
)
from printshop.services import printing
from printshop.services.printing import Move
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON


def test_more_than_ten_runs_are_several_batches_that_are_queued_once(shop: Shop) -> None:
    new = NewJobs(batch_id=uuid4(), variant_id=_variant(shop).id, quantity=23, due_at=MONDAY_NOON)

    first, again = (printing.add_to_queue(shop, new) for _ in range(2))
    taken_back = printing.cancel_batch(shop, new.batch_id, as_of=MONDAY_NOON)

    assert first == again
    sizes = [sum(job.batch_id == batch for job in first) for batch in _batches(first)]
    assert sizes == [10, 10, 3]
    assert [job.number for job in first] == list(range(1, 24))
    assert {job.due_at for job in first} == {MONDAY_NOON}
    assert len(taken_back) == 23


def test_a_job_put_among_more_urgent_ones_becomes_as_urgent_and_no_other_changes(
    shop: Shop,
) -> None:
    high, also_high, low, last = _jobs(shop, 5, 5, 0, 0)

    ordered = printing.move(shop, [Move(low.id, 1)])

    assert _told(ordered) == [
        (high.id, 5),
        (low.id, 5),
        (also_high.id, 5),
        (last.id, 0),
    ]


def test_a_job_put_among_less_urgent_ones_becomes_as_little_urgent(shop: Shop) -> None:
    high, low, last = _jobs(shop, 5, 0, -5)

    ordered = printing.move(shop, [Move(high.id, 1)])

    assert _told(ordered) == [(low.id, 0), (high.id, 0), (last.id, -5)]


def test_a_job_moved_within_its_priority_keeps_it(shop: Shop) -> None:
    high, low, last = _jobs(shop, 5, 0, 0)

    ordered = printing.move(shop, [Move(last.id, 1)])

    assert _told(ordered) == [(high.id, 5), (last.id, 0), (low.id, 0)]


def test_moves_made_together_come_to_what_each_alone_would(shop: Shop) -> None:
    jobs = _jobs(shop, 7, 5, 5, 3, 0, 0)
    moves = [Move(jobs[0].id, 1), Move(jobs[0].id, 2), Move(jobs[5].id, 0), Move(jobs[3].id, 99)]

    together = _told(printing.move(shop, moves))

    printing.reorder(
        shop, [job.id for job in jobs], priorities={job.id: job.priority for job in jobs}
    )
    assert _told(_open(shop)) == [(job.id, job.priority) for job in jobs]
    for one in moves:
        alone = printing.move(shop, [one])
    assert together == _told(alone)
    untouched = {job.id: job.priority for job in (jobs[1], jobs[2], jobs[4])}
    assert untouched == {job_id: p for job_id, p in together if job_id in untouched}


def test_an_order_with_its_priorities_leaves_each_job_as_urgent_as_said(shop: Shop) -> None:
    high, low, last = _jobs(shop, 5, 0, 0)

    ordered = printing.reorder(shop, [last.id, low.id, high.id], priorities={})

    assert _told(ordered) == [(high.id, 5), (last.id, 0), (low.id, 0)]


def test_an_order_that_was_changed_meanwhile_is_not_moved_upon(shop: Shop) -> None:
    first, second, third = _jobs(shop, 0, 0, 0)
    seen = queue_revision([first, second, third])
    printing.reorder(shop, [third.id], expected_revision=seen)

    with pytest.raises(ChangedMeanwhileError) as caught:
        printing.reorder(shop, [second.id], expected_revision=seen)

    assert caught.value.message == "Somebody else changed the queue meanwhile."
    assert [job.id for job in _open(shop)] == [third.id, first.id, second.id]


def test_a_job_that_was_started_or_removed_elsewhere_is_named_and_nothing_moves(
    shop: Shop,
) -> None:
    first, second = _jobs(shop, 0, 0)
    builders.start(shop, second)

    with pytest.raises(IllegalTransitionError) as caught:
        printing.reorder(shop, [second.id, first.id])
    with pytest.raises(NotFoundError):
        printing.reorder(shop, [uuid4()])

    assert caught.value.message == "Job 2 is printing and cannot be moved."


def test_priorities_put_jobs_before_others_and_those_that_print_keep_theirs(shop: Shop) -> None:
    first, second, third = _jobs(shop, 0, 0, 0)

    printing.set_priority(shop, [third.id, second.id], 7)
    builders.start(shop, third)

    assert _told(_open(shop)) == [(third.id, 7), (second.id, 7), (first.id, 0)]
    with pytest.raises(IllegalTransitionError):
        printing.set_priority(shop, [first.id, third.id], 9)
    with pytest.raises(InvalidInputError):
        printing.set_priority(shop, [first.id], 101)
    assert _told(_open(shop))[-1] == (first.id, 0)


def test_a_due_date_is_said_and_taken_away_until_the_job_is_finished(shop: Shop) -> None:
    [job] = _jobs(shop, 0)
    due_at = MONDAY_NOON + timedelta(days=1)

    assert [j.due_at for j in printing.set_due(shop, [job.id], due_at)] == [due_at]
    assert [j.due_at for j in printing.set_due(shop, [job.id], None)] == [None]
    with pytest.raises(InvalidInputError):
        printing.set_due(shop, [job.id], datetime(2026, 3, 2))  # noqa: DTZ001 - is the case
    printing.cancel(shop, job.id, as_of=MONDAY_NOON)
    with pytest.raises(IllegalTransitionError):
        printing.set_due(shop, [job.id], due_at)


def test_a_failed_job_is_queued_again_first_of_its_priority_and_once(shop: Shop) -> None:
    _urgent, failed, other = _jobs(shop, 5, 0, 0)
    _fail(shop, failed)
    request_id = uuid4()

    again, repeated = (printing.requeue(shop, failed.id, request_id).job for _ in range(2))

    assert again == repeated
    assert (again.retry_of, again.plate_id) == (failed.id, failed.plate_id)
    assert [job.id for job in _open(shop)][1:] == [again.id, other.id]
    with pytest.raises(RuleError) as caught:
        printing.requeue(shop, failed.id, uuid4())
    assert caught.value.message == f"Job 2 is queued again already, as {again.label}."


def test_a_failure_is_undone_only_after_its_second_try_is_cancelled(shop: Shop) -> None:
    [job] = _jobs(shop, 0)
    _fail(shop, job)
    again = printing.requeue(shop, job.id, uuid4()).job

    with pytest.raises(RuleError) as caught:
        printing.undo(shop, job.id, expected=JobStatus.FAILED)
    printing.cancel(shop, again.id, as_of=MONDAY_NOON)
    undone = printing.undo(shop, job.id, expected=JobStatus.FAILED).job

    assert (
        caught.value.sentence
        == f"Job 1 is queued again as {again.label}. Cancel {again.label} first."
    )
    assert undone.status is JobStatus.PRINTING


def test_what_did_not_fail_is_not_queued_again(shop: Shop) -> None:
    [job] = _jobs(shop, 0)

    with pytest.raises(IllegalTransitionError) as caught:
        printing.requeue(shop, job.id, uuid4())

    assert caught.value.message == "Job 1 is queued and cannot be queued again."


def _variant(shop: Shop) -> Variant:
    return builders.a_variant(shop, {builders.a_filament(shop).id: "1"})


def _jobs(shop: Shop, *priorities: int) -> list[PrintJob]:
    variant = _variant(shop)
    return [
        printing.add_to_queue(
            shop, NewJobs(batch_id=uuid4(), variant_id=variant.id, priority=priority)
        )[0]
        for priority in priorities
    ]


def _fail(shop: Shop, job: PrintJob) -> None:
    builders.start(shop, job)
    step = FailJob(job_id=job.id, reason=FailureReason.CLOG, completion_percentage=0)
    printing.fail(shop, step, as_of=MONDAY_NOON)


def _batches(jobs: tuple[PrintJob, ...]) -> list[UUID]:
    return list(dict.fromkeys(job.batch_id for job in jobs))


def _open(shop: Shop) -> tuple[PrintJob, ...]:
    with shop.unit_of_work() as uow:
        return uow.jobs.open()


def _told(jobs: tuple[PrintJob, ...]) -> list[tuple[UUID, int]]:
    return [(job.id, job.priority) for job in jobs]
