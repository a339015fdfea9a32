"""When a further job could start, and what the queue comes to."""

from printshop.analytics.schedule import (
    NEXT_FREE,
    QueueTotals,
    earliest,
    next_free,
    schedule,
    totals,
)
from printshop.frames import QUEUE, SCHEDULE
from tests.analytics.schedule.queues import (
    ALWAYS,
    EIGHT_TO_TWENTY,
    NINE,
    ONE,
    SIX_JOBS,
    TWO,
    at,
    can,
    printers,
    printing,
    queue,
    shop_of,
)


def test_the_next_free_slot_is_after_all_planned_jobs() -> None:
    planned = schedule(SIX_JOBS, TWO, as_of=NINE, staffed=EIGHT_TO_TWENTY).planned

    free = next_free(planned, TWO, as_of=NINE, staffed=EIGHT_TO_TWENTY)

    assert free.rows() == [
        ("A", "Anna", at(10, 30, day=2)),
        ("B", "Bert", at(8, 15, day=2)),
    ]
    assert earliest(free) == at(8, 15, day=2)


def test_an_idle_printer_is_free_at_the_next_staffed_moment() -> None:
    free = next_free(SCHEDULE.to_frame(), ONE, as_of=at(22), staffed=EIGHT_TO_TWENTY)

    assert free.rows() == [("A", "Anna", at(8, day=2))]


def test_a_printer_whose_print_has_no_known_end_has_no_free_slot() -> None:
    jobs = queue(printing("A", at(8), None), {"printer_id": "A"}, {"duration_s": None})
    planned = schedule(jobs, TWO, as_of=NINE, staffed=ALWAYS).planned

    free = next_free(planned, TWO, as_of=NINE, staffed=ALWAYS)

    assert free.rows() == [("A", "Anna", None), ("B", "Bert", at(9))]
    assert earliest(free) == at(9)


def test_where_nobody_ever_comes_no_printer_is_ever_free() -> None:
    free = next_free(SCHEDULE.to_frame(), ONE, as_of=NINE, staffed=None)

    assert free.rows() == [("A", "Anna", None)]


def test_a_printer_is_free_after_its_own_turnaround() -> None:
    shop = shop_of(can("Anna", turnaround_s=3600))
    planned = schedule(queue({}), shop, as_of=NINE, staffed=ALWAYS).planned

    assert next_free(planned, shop, as_of=NINE, staffed=ALWAYS)["free_at"].item() == at(11)


def test_without_printers_nothing_is_ever_free() -> None:
    free = next_free(SCHEDULE.to_frame(), printers(), as_of=NINE, staffed=ALWAYS)

    assert free.equals(NEXT_FREE.to_frame())
    assert earliest(free) is None


def test_totals_say_how_many_jobs_have_no_time() -> None:
    jobs = queue({"duration_s": 3600}, {"duration_s": None}, {"duration_s": 600})

    assert totals(jobs) == QueueTotals(n_jobs=3, print_s=4200, n_unknown_time=1)
    assert totals(QUEUE.to_frame()) == QueueTotals(n_jobs=0, print_s=0, n_unknown_time=0)
