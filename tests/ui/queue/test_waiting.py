"""Moving waiting jobs: what the browser asks for, what the shop answers."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
import streamlit as st

from printshop.domain.print_queue import PrintJob
from printshop.services import planning, printing
from printshop.services.shop import Shop
from printshop.ui.components.queue_list import Verdict
from printshop.ui.queue import waiting
from tests import builders


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ([(0, 2)], [2, 3, 1]),
        ([(2, 0)], [3, 1, 2]),
        ([(1, 99)], [1, 3, 2]),
        ([(1, -5)], [2, 1, 3]),
        ([(0, 1), (0, 2), (2, 0)], [3, 2, 1]),
    ],
)
def test_moves_are_made_one_after_the_other(
    shop: Shop, moves: list[tuple[int, int]], expected: list[int]
) -> None:
    verdict = _move(shop, moves)

    assert verdict == Verdict(operation="op-1")
    assert _numbers(shop) == expected


def test_an_order_that_somebody_else_changed_is_refused_and_nothing_moves(shop: Shop) -> None:
    verdict = _move(shop, [(0, 2)], meanwhile=[2, 0, 1])

    assert verdict.operation == "op-1"
    assert "Nothing was moved" in verdict.problem
    assert _numbers(shop) == [3, 1, 2]


def test_a_job_that_was_taken_out_meanwhile_is_not_moved(shop: Shop) -> None:
    jobs = _seen(shop, _three(shop))
    queue = planning.list_queue(shop, as_of=datetime.now(UTC))
    printing.cancel(shop, jobs[0].id, as_of=datetime.now(UTC))
    wanted = {
        "operation": "op-1",
        "revision": queue.revision,
        "moves": [{"id": str(jobs[0].id), "to": 2}],
    }

    waiting.move(shop, jobs, wanted)

    assert _verdict().problem
    assert _numbers(shop) == [2, 3]


@pytest.mark.parametrize(
    "wanted",
    [
        {"moves": [{"id": "x", "to": 0}]},
        {"moves": [{"id": str(uuid4()), "to": 0}]},
        {"moves": [{"to": "top"}]},
        {"operation": "x" * 10_000, "moves": [{}] * 10_000},
        {"moves": "up"},
        {"moves": [7]},
        {"moves": []},
        ["moves"],
        None,
    ],
)
def test_whatever_a_browser_sends_is_answered_in_words(shop: Shop, wanted: object) -> None:
    waiting.move(shop, _seen(shop, _three(shop)), wanted)

    assert _verdict().problem.endswith(".")
    assert _numbers(shop) == [1, 2, 3]


def test_a_job_moved_twice_at_once_makes_no_other_more_urgent(shop: Shop) -> None:
    jobs = _three(shop)
    for job_id, priority in zip(jobs, (9, 5, 0), strict=True):
        printing.set_priority(shop, [job_id], priority)

    _ask(shop, [(jobs[0], 1), (jobs[0], 2)])

    assert not _verdict().problem
    assert _priorities(shop) == [(2, 5), (3, 0), (1, 0)]


def test_a_move_that_makes_a_job_more_urgent_says_so_and_can_be_taken_back(shop: Shop) -> None:
    jobs = _three(shop)
    printing.set_priority(shop, [jobs[0]], 10)
    seen = _seen(shop, jobs)
    queue = planning.list_queue(shop, as_of=datetime.now(UTC))
    moves = [{"id": str(jobs[2]), "to": 0}]

    waiting.move(shop, seen, {"operation": "op-1", "revision": queue.revision, "moves": moves})

    assert _verdict().said == "Job 3: place 1 of 3, now as urgent as Job 1 (High)."
    offer = st.session_state["notices.undo"]
    assert offer.text == _verdict().said
    offer.undo()
    assert [(job.number, job.priority) for job in _seen(shop, jobs)] == [(1, 10), (2, 0), (3, 0)]


def test_a_move_among_equals_offers_nothing(shop: Shop) -> None:
    st.session_state.pop("notices.undo", None)

    assert _move(shop, [(0, 2)]).said == ""
    assert "notices.undo" not in st.session_state


def _seen(shop: Shop, jobs: Sequence[UUID]) -> list[PrintJob]:
    with shop.snapshot() as uow:
        return [job for job in uow.jobs.open() if job.id in jobs]


def _three(shop: Shop) -> list[UUID]:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "1"})
    return [builders.a_queued_job(shop, variant).id for _ in range(3)]


def _move(
    shop: Shop, moves: list[tuple[int, int]], *, meanwhile: list[int] | None = None
) -> Verdict:
    jobs = _three(shop)
    revision = _revision(shop)
    if meanwhile:
        printing.reorder(shop, [jobs[place] for place in meanwhile])
    _ask(shop, [(jobs[which], to) for which, to in moves], revision)
    return _verdict()


def _ask(shop: Shop, moves: list[tuple[UUID, int]], revision: str | None = None) -> None:
    asked = [{"id": str(job_id), "to": place} for job_id, place in moves]
    seen = revision or _revision(shop)
    with shop.snapshot() as uow:
        before = uow.jobs.open()
    waiting.move(shop, before, {"operation": "op-1", "revision": seen, "moves": asked})


def _revision(shop: Shop) -> str:
    return planning.list_queue(shop, as_of=datetime.now(UTC)).revision


def _priorities(shop: Shop) -> list[tuple[int, int]]:
    with shop.unit_of_work() as uow:
        return [(job.number, job.priority) for job in uow.jobs.open()]


def _verdict() -> Verdict:
    return st.session_state["print_queue.verdict"]


def _numbers(shop: Shop) -> list[int]:
    with shop.unit_of_work() as uow:
        return [job.number for job in uow.jobs.open()]
