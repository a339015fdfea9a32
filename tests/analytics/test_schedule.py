"""When each job of the queue starts and ends."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.analytics.schedule import (
    NEXT_FREE,
    NO_PRINTER,
    OVERDUE,
    PRINTER_BUSY,
    PRINTER_INACTIVE,
    UNKNOWN_END,
    UNKNOWN_TIME,
    QueueTotals,
    earliest,
    next_free,
    schedule,
    totals,
)
from printshop.analytics.staffed_hours import StaffedHours, next_staffed
from printshop.errors import InvalidInputError
from printshop.frames import PRINTERS, QUEUE, SCHEDULE

EIGHT_TO_TWENTY = StaffedHours.every_day(time(8), time(20))
ALWAYS = StaffedHours.always()
PRINTER_A = ("A", "Anna")
PRINTER_B = ("B", "Bert")
TURNAROUND = timedelta(minutes=15)


def at(hour: int, minute: int = 0, *, day: int = 1) -> datetime:
    """Return a time of June 2026; the 1st is a Monday."""
    return datetime(2026, 6, day, hour, minute, tzinfo=UTC)


NINE = at(9)


def printers(*rows: tuple[str, str]) -> pl.DataFrame:
    cells = [(*row, *(None,) * (len(PRINTERS) - len(row))) for row in rows]
    return pl.DataFrame(cells, schema=PRINTERS, orient="row")


def queue(*jobs: dict[str, Any]) -> pl.DataFrame:  # Any: cells of QUEUE
    """Build QUEUE; a job is queued for any printer and prints an hour unless it says else."""
    rows = [
        {"job_id": f"job{n}", "position": n, "status": "queued", "duration_s": 3600, **job}
        for n, job in enumerate(jobs)
    ]
    return pl.DataFrame(rows, schema=QUEUE)


def hours(*durations: float) -> pl.DataFrame:
    return queue(*({"duration_s": round(duration * 3600)} for duration in durations))


def printing(printer_id: str, started_at: datetime, duration_s: int | None) -> dict[str, Any]:
    return {
        "status": "printing",
        "printer_id": printer_id,
        "started_at": started_at,
        "duration_s": duration_s,
    }


TWO = printers(PRINTER_A, PRINTER_B)
ONE = printers(PRINTER_A)
# The worked example: jobs of 5, 7, 9, 3, 4 and 2 hours.
SIX_JOBS = hours(5, 7, 9, 3, 4, 2)


def test_six_jobs_on_two_printers_end_at_1015_next_morning() -> None:
    planned = schedule(SIX_JOBS, TWO, as_of=NINE, staffed=EIGHT_TO_TWENTY)

    assert planned.rows() == [
        ("job0", "A", at(9), at(14), None),
        ("job1", "B", at(9), at(16), None),
        ("job2", "A", at(14, 15), at(23, 15), None),
        ("job3", "B", at(16, 15), at(19, 15), None),
        ("job4", "B", at(19, 30), at(23, 30), None),
        ("job5", "A", at(8, 15, day=2), at(10, 15, day=2), None),
    ]


def test_the_same_jobs_always_staffed_end_at_0130() -> None:
    planned = schedule(SIX_JOBS, TWO, as_of=NINE, staffed=ALWAYS)

    assert planned.rows()[5] == ("job5", "A", at(23, 30), at(1, 30, day=2), None)
    assert (
        planned.rows()[:5]
        == schedule(SIX_JOBS, TWO, as_of=NINE, staffed=EIGHT_TO_TWENTY).rows()[:5]
    )


def test_nobody_starts_a_print_before_opening() -> None:
    planned = schedule(hours(1), ONE, as_of=at(5), staffed=EIGHT_TO_TWENTY)

    assert planned.rows() == [("job0", "A", at(8), at(9), None)]


def test_a_turnaround_that_ends_after_closing_starts_the_next_print_in_the_morning() -> None:
    planned = schedule(hours(10.9, 1), ONE, as_of=NINE, staffed=EIGHT_TO_TWENTY)

    assert planned["starts_at"].to_list() == [at(9), at(8, day=2)]  # cleared at 20:09


def test_staffed_hours_are_those_of_the_shop_s_time_zone() -> None:
    berlin = StaffedHours.every_day(time(8), time(20), zone="Europe/Berlin")
    evening = datetime(2026, 3, 28, 21, tzinfo=ZoneInfo("Europe/Berlin"))

    planned = schedule(hours(1), ONE, as_of=evening, staffed=berlin)

    assert planned["starts_at"].to_list() == [datetime(2026, 3, 29, 6, tzinfo=UTC)]


def test_a_job_with_a_printer_waits_for_that_one() -> None:
    jobs = queue({"printer_id": "B"}, {"printer_id": "B"}, {})

    planned = schedule(jobs, TWO, as_of=NINE, staffed=ALWAYS)

    assert planned.select("printer_id", "starts_at").rows() == [
        ("B", at(9)),
        ("B", at(10, 15)),
        ("A", at(9)),
    ]


def test_a_printing_job_holds_its_printer_until_it_ends() -> None:
    jobs = queue(printing("A", at(7), 4 * 3600), {})

    planned = schedule(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [
        ("job0", "A", at(7), at(11), None),
        ("job1", "A", at(11, 15), at(12, 15), None),
    ]


def test_a_printing_job_counts_first_wherever_it_stands_in_the_queue() -> None:
    jobs = queue({}, printing("A", at(7), 4 * 3600))

    planned = schedule(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned["job_id"].to_list() == ["job0", "job1"]
    assert planned["starts_at"].to_list() == [at(11, 15), at(7)]


def test_an_overdue_job_counts_as_ending_now() -> None:
    jobs = queue(printing("A", at(5), 3600), {})

    planned = schedule(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [
        ("job0", "A", at(5), at(9), OVERDUE),
        ("job1", "A", at(9, 15), at(10, 15), None),
    ]


def test_two_printing_jobs_on_one_printer_hold_it_until_the_later_end() -> None:
    jobs = queue(printing("A", at(8), 5 * 3600), printing("A", at(8), 2 * 3600), {})

    planned = schedule(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned["starts_at"].to_list()[2] == at(13, 15)


def test_a_printing_job_of_unknown_time_keeps_its_printer_busy() -> None:
    jobs = queue(printing("A", at(8), None), {}, {"printer_id": "A"})

    planned = schedule(jobs, TWO, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [
        ("job0", "A", at(8), None, UNKNOWN_END),
        ("job1", "B", at(9), at(10), None),
        ("job2", "A", None, None, PRINTER_BUSY),
    ]


def test_a_later_print_on_a_printer_of_unknown_end_does_not_free_it() -> None:
    jobs = queue(printing("A", at(8), None), printing("A", at(8), 3600), {})

    planned = schedule(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned["reason"].to_list() == [UNKNOWN_END, None, PRINTER_BUSY]


def test_a_printing_job_without_a_printer_or_a_start_still_has_an_end() -> None:
    jobs = queue(
        {"status": "printing"},
        printing("sold", at(8, 30), 3600),
        printing("sold", at(8, 30), None),
        {},
    )

    planned = schedule(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [
        ("job0", None, at(9), at(10), None),
        ("job1", "sold", at(8, 30), at(9, 30), None),
        ("job2", "sold", at(8, 30), None, UNKNOWN_END),
        ("job3", "A", at(9), at(10), None),
    ]


def test_a_queued_job_of_unknown_time_is_left_out_and_says_so() -> None:
    jobs = queue({"duration_s": None}, {})

    planned = schedule(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [
        ("job0", None, None, None, UNKNOWN_TIME),
        ("job1", "A", at(9), at(10), None),
    ]


def test_a_job_for_a_printer_that_is_not_active_says_so() -> None:
    planned = schedule(queue({"printer_id": "sold"}), ONE, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [("job0", "sold", None, None, PRINTER_INACTIVE)]


def test_without_printers_no_time_can_be_said() -> None:
    planned = schedule(queue({}), printers(), as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [("job0", None, None, None, NO_PRINTER)]


def test_the_time_factor_stretches_every_print() -> None:
    jobs = queue(printing("A", at(8), 2 * 3600), {})

    planned = schedule(jobs, ONE, as_of=NINE, staffed=ALWAYS, time_factor=1.5)

    assert planned["ends_at"].to_list() == [at(11), at(12, 45)]


def test_no_turnaround_starts_the_next_print_at_once() -> None:
    planned = schedule(hours(1, 1), ONE, as_of=NINE, staffed=ALWAYS, turnaround_s=0)

    assert planned["starts_at"].to_list() == [at(9), at(10)]


def test_an_empty_queue_is_an_empty_plan() -> None:
    planned = schedule(QUEUE.to_frame(), ONE, as_of=NINE, staffed=ALWAYS)

    assert planned.equals(SCHEDULE.to_frame())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"turnaround_s": -1}, "The turnaround is -1 s: it cannot be negative."),
        ({"time_factor": 0.0}, "The time factor is 0.0: it must be a number above zero."),
        (
            {"time_factor": float("nan")},
            "The time factor is nan: it must be a number above zero.",
        ),
        (
            {"as_of": datetime(2026, 6, 1, 9)},  # noqa: DTZ001
            "The time 2026-06-01T09:00:00 needs a time zone.",
        ),
    ],
)
def test_arguments_that_make_no_plan_are_refused(
    arguments: dict[str, Any],  # Any: the arguments differ in type
    sentence: str,
) -> None:
    arguments = {"as_of": NINE, "staffed": ALWAYS, **arguments}

    with pytest.raises(InvalidInputError) as refused:
        schedule(hours(1), ONE, **arguments)

    assert refused.value.message == sentence


def test_the_next_free_slot_is_after_all_planned_jobs() -> None:
    planned = schedule(SIX_JOBS, TWO, as_of=NINE, staffed=EIGHT_TO_TWENTY)

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
    planned = schedule(jobs, TWO, as_of=NINE, staffed=ALWAYS)

    free = next_free(planned, TWO, as_of=NINE, staffed=ALWAYS)

    assert free.rows() == [("A", "Anna", None), ("B", "Bert", at(9))]
    assert earliest(free) == at(9)


def test_without_printers_nothing_is_ever_free() -> None:
    free = next_free(SCHEDULE.to_frame(), printers(), as_of=NINE, staffed=ALWAYS)

    assert free.equals(NEXT_FREE.to_frame())
    assert earliest(free) is None


def test_totals_say_how_many_jobs_have_no_time() -> None:
    jobs = queue({"duration_s": 3600}, {"duration_s": None}, {"duration_s": 600})

    assert totals(jobs) == QueueTotals(n_jobs=3, print_s=4200, n_unknown_time=1)
    assert totals(QUEUE.to_frame()) == QueueTotals(n_jobs=0, print_s=0, n_unknown_time=0)


@given(
    durations=st.lists(st.integers(0, 30 * 3600), max_size=12),
    n_printers=st.integers(1, 3),
    opens=st.integers(0, 12),
    waited_s=st.integers(0, 365 * 86400),
)
def test_no_printer_prints_two_jobs_at_once_and_all_start_while_staffed(
    durations: list[int], n_printers: int, opens: int, waited_s: int
) -> None:
    as_of = NINE + timedelta(seconds=waited_s)
    staffed = StaffedHours.every_day(time(opens), time(opens + 6), zone="Europe/Berlin")
    shop = printers(*((f"p{n}", f"Printer {n}") for n in range(n_printers)))
    jobs = queue(*({"duration_s": duration} for duration in durations))

    planned = schedule(jobs, shop, as_of=as_of, staffed=staffed)

    assert planned["job_id"].to_list() == jobs["job_id"].to_list()
    for starts_at in planned["starts_at"]:
        assert next_staffed(staffed, starts_at) == starts_at >= as_of
    for printer_id in shop["printer_id"]:
        own = planned.filter(pl.col("printer_id") == printer_id).sort("starts_at")
        gaps = zip(own["ends_at"].to_list(), own["starts_at"].to_list()[1:], strict=False)
        assert all(next_start - end >= TURNAROUND for end, next_start in gaps)
