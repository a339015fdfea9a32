"""What prints already, and until when it holds its printer."""

from printshop.analytics.schedule import (
    NO_HOURS,
    OVERDUE,
    PRINTER_BUSY,
    UNKNOWN_END,
    UNKNOWN_TIME,
)
from tests.analytics.schedule.queues import (
    ALWAYS,
    NINE,
    ONE,
    TWO,
    at,
    likely,
    printing,
    queue,
)


def test_a_printing_job_holds_its_printer_until_it_ends() -> None:
    jobs = queue(printing("A", at(7), 4 * 3600), {})

    planned = likely(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [
        ("job0", "A", at(7), at(11), None),
        ("job1", "A", at(11, 15), at(12, 15), None),
    ]


def test_a_printing_job_counts_first_wherever_it_stands_in_the_queue() -> None:
    jobs = queue({}, printing("A", at(7), 4 * 3600))

    planned = likely(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned["job_id"].to_list() == ["job0", "job1"]
    assert planned["starts_at"].to_list() == [at(11, 15), at(7)]


def test_an_overdue_job_counts_as_ending_now() -> None:
    jobs = queue(printing("A", at(5), 3600), {})

    planned = likely(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [
        ("job0", "A", at(5), at(9), OVERDUE),
        ("job1", "A", at(9, 15), at(10, 15), None),
    ]


def test_two_printing_jobs_on_one_printer_hold_it_until_the_later_end() -> None:
    jobs = queue(printing("A", at(8), 5 * 3600), printing("A", at(8), 2 * 3600), {})

    planned = likely(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned["starts_at"].to_list()[2] == at(13, 15)


def test_a_printing_job_of_unknown_time_keeps_its_printer_busy() -> None:
    jobs = queue(printing("A", at(8), None), {}, {"printer_id": "A"})

    planned = likely(jobs, TWO, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [
        ("job0", "A", at(8), None, UNKNOWN_END),
        ("job1", "B", at(9), at(10), None),
        ("job2", "A", None, None, PRINTER_BUSY),
    ]


def test_a_later_print_on_a_printer_of_unknown_end_does_not_free_it() -> None:
    jobs = queue(printing("A", at(8), None), printing("A", at(8), 3600), {})

    planned = likely(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned["reason"].to_list() == [UNKNOWN_END, None, PRINTER_BUSY]


def test_a_printing_job_without_a_printer_or_a_start_still_has_an_end() -> None:
    jobs = queue(
        {"status": "printing"},
        printing("sold", at(8, 30), 3600),
        printing("sold", at(8, 30), None),
        {},
    )

    planned = likely(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [
        ("job0", None, at(9), at(10), None),
        ("job1", "sold", at(8, 30), at(9, 30), None),
        ("job2", "sold", at(8, 30), None, UNKNOWN_END),
        ("job3", "A", at(9), at(10), None),
    ]


def test_what_was_said_of_a_print_s_progress_counts_from_when_it_was_said() -> None:
    said = {"progress_pct": 75, "progress_at": at(8, 30)}
    jobs = queue({**printing("A", at(5), 4 * 3600), **said}, {})

    planned = likely(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned["ends_at"].to_list() == [at(9, 30), at(10, 45)]


def test_a_print_that_was_said_to_be_done_counts_as_ending_now() -> None:
    said = {"progress_pct": 100, "progress_at": at(8, 30)}

    planned = likely(
        queue({**printing("A", at(5), 9 * 3600), **said}), ONE, as_of=NINE, staffed=ALWAYS
    )

    assert planned.rows() == [("job0", "A", at(5), at(9), OVERDUE)]


def test_a_clock_that_was_put_back_makes_no_print_start_in_the_future() -> None:
    said = {"progress_pct": 50, "progress_at": at(9, 40)}
    jobs = queue(printing("A", at(9, 50), 3600), {**printing("B", at(9, 30), 3600), **said})

    planned = likely(jobs, TWO, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [
        ("job0", "A", at(9), at(10), None),
        ("job1", "B", at(9), at(9, 30), None),
    ]


def test_without_opening_hours_nothing_can_be_started_but_what_prints_still_ends() -> None:
    jobs = queue(printing("A", at(8), 2 * 3600), {}, {"duration_s": None})

    planned = likely(jobs, ONE, as_of=NINE, staffed=None)

    assert planned.rows() == [
        ("job0", "A", at(8), at(10), None),
        ("job1", None, None, None, NO_HOURS),
        ("job2", None, None, None, UNKNOWN_TIME),
    ]
