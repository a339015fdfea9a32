"""When each job of the queue starts and ends."""

from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from printshop.analytics.schedule import (
    TOO_FAR,
    UNKNOWN_TIME,
    schedule,
)
from printshop.analytics.staffed_hours import StaffedHours
from printshop.errors import InvalidInputError
from printshop.frames import QUEUE, REFUSED, SCHEDULE
from tests.analytics.schedule.queues import (
    ALWAYS,
    EIGHT_TO_TWENTY,
    NINE,
    ONE,
    SIX_JOBS,
    TWO,
    at,
    can,
    hours,
    likely,
    printing,
    queue,
    shop_of,
)


def test_six_jobs_on_two_printers_end_at_1015_next_morning() -> None:
    planned = likely(SIX_JOBS, TWO, as_of=NINE, staffed=EIGHT_TO_TWENTY)

    assert planned.rows() == [
        ("job0", "A", at(9), at(14), None),
        ("job1", "B", at(9), at(16), None),
        ("job2", "A", at(14, 15), at(23, 15), None),
        ("job3", "B", at(16, 15), at(19, 15), None),
        ("job4", "B", at(19, 30), at(23, 30), None),
        ("job5", "A", at(8, 15, day=2), at(10, 15, day=2), None),
    ]


def test_the_same_jobs_always_staffed_end_at_0130() -> None:
    planned = likely(SIX_JOBS, TWO, as_of=NINE, staffed=ALWAYS)

    assert planned.rows()[5] == ("job5", "A", at(23, 30), at(1, 30, day=2), None)
    assert (
        planned.rows()[:5] == likely(SIX_JOBS, TWO, as_of=NINE, staffed=EIGHT_TO_TWENTY).rows()[:5]
    )


def test_nobody_starts_a_print_before_opening() -> None:
    planned = likely(hours(1), ONE, as_of=at(5), staffed=EIGHT_TO_TWENTY)

    assert planned.rows() == [("job0", "A", at(8), at(9), None)]


def test_a_turnaround_that_ends_after_closing_starts_the_next_print_in_the_morning() -> None:
    planned = likely(hours(10.9, 1), ONE, as_of=NINE, staffed=EIGHT_TO_TWENTY)

    assert planned["starts_at"].to_list() == [at(9), at(8, day=2)]  # cleared at 20:09


def test_staffed_hours_are_those_of_the_shop_s_time_zone() -> None:
    berlin = StaffedHours.every_day(time(8), time(20), zone="Europe/Berlin")
    evening = datetime(2026, 3, 28, 21, tzinfo=ZoneInfo("Europe/Berlin"))

    planned = likely(hours(1), ONE, as_of=evening, staffed=berlin)

    assert planned["starts_at"].to_list() == [datetime(2026, 3, 29, 6, tzinfo=UTC)]


def test_a_queued_job_of_unknown_time_is_left_out_and_says_so() -> None:
    jobs = queue({"duration_s": None}, {})

    planned = likely(jobs, ONE, as_of=NINE, staffed=ALWAYS)

    assert planned.rows() == [
        ("job0", None, None, None, UNKNOWN_TIME),
        ("job1", "A", at(9), at(10), None),
    ]


def test_a_print_takes_as_much_longer_as_its_printer_has_shown_with_its_material() -> None:
    learnt = pl.DataFrame(
        {
            "printer_id": ["A", "A", "A"],
            "material": ["PETG", "PLA", "ABS"],
            "factor": [1.5, 1.2, 9.0],
            "high_factor": [1.8, 1.2, 9.0],
            "n_jobs": [4, 2, 0],
        }
    )
    jobs = queue(
        {**printing("A", at(8), 2 * 3600), "materials": "PETG"},
        {"materials": "PLA|PETG"},  # the slower of the two
        {"materials": "ABS"},  # nothing learnt
    )

    plan = schedule(jobs, ONE, as_of=NINE, staffed=ALWAYS, time_factors=learnt)

    assert plan.planned["ends_at"].to_list() == [at(11), at(12, 45), at(14)]
    assert plan.planned["late_ends_at"].to_list()[0] == at(11, 36)  # 2 h x 1.8


def test_no_turnaround_starts_the_next_print_at_once() -> None:
    planned = likely(hours(1, 1), ONE, as_of=NINE, staffed=ALWAYS, turnaround_s=0)

    assert planned["starts_at"].to_list() == [at(9), at(10)]


def test_an_empty_queue_is_an_empty_plan() -> None:
    planned = schedule(QUEUE.to_frame(), ONE, as_of=NINE, staffed=ALWAYS).planned

    assert planned.equals(SCHEDULE.to_frame())


def _learnt(factor: float) -> pl.DataFrame:
    row = {"printer_id": "A", "material": "PLA", "factor": factor, "high_factor": 1.0, "n_jobs": 1}
    return pl.DataFrame([row])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"turnaround_s": -1}, "The turnaround is -1 s: it cannot be negative."),
        (
            {"time_factors": _learnt(0.0)},
            "The time factor is 0.0: it must be a number above zero.",
        ),
        (
            {"time_factors": _learnt(float("nan"))},
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


def test_a_printer_has_its_own_turnaround_or_the_shop_s() -> None:
    shop = shop_of(can("Anna", turnaround_s=3600), can("Bert"))
    jobs = queue(*({"printer_id": letter} for letter in "ABAB"))

    planned = likely(jobs, shop, as_of=NINE, staffed=ALWAYS)

    assert planned["starts_at"].to_list() == [at(9), at(9), at(11), at(10, 15)]


def test_durations_of_nothing_and_of_three_weeks_are_planned() -> None:
    planned = likely(hours(0, 21 * 24, 0), ONE, as_of=NINE, staffed=EIGHT_TO_TWENTY)

    assert planned["starts_at"].to_list() == [at(9), at(9, 15), at(9, 30, day=22)]
    assert planned["ends_at"].to_list() == [at(9), at(9, 15, day=22), at(9, 30, day=22)]


@pytest.mark.parametrize(
    ("evening", "ends", "opens"),
    [
        # Clocks go forward: 12 hours from 19:00 are until 8:00. Back: until 6:00.
        ((2026, 3, 28, 19), (2026, 3, 29, 8), (2026, 3, 29, 8, 15)),
        ((2026, 10, 24, 19), (2026, 10, 25, 6), (2026, 10, 25, 8, 15)),
    ],
)
def test_a_night_in_which_the_clocks_change_is_an_hour_shorter_or_longer(
    evening: tuple[int, ...], ends: tuple[int, ...], opens: tuple[int, ...]
) -> None:
    zone = ZoneInfo("Europe/Berlin")
    as_of, ends_at, next_at = (datetime(*parts, tzinfo=zone) for parts in (evening, ends, opens))
    staffed = StaffedHours.every_day(time(8), time(20), zone="Europe/Berlin")

    planned = likely(hours(12, 1), ONE, as_of=as_of, staffed=staffed)

    assert planned["ends_at"][0] == ends_at
    assert planned["starts_at"][1] == next_at


def test_what_would_start_in_more_than_ten_years_is_not_planned() -> None:
    sixty_days = {"duration_s": 60 * 24 * 3600}

    planned = likely(queue(*[sixty_days] * 70), ONE, as_of=NINE, staffed=EIGHT_TO_TWENTY)

    assert planned["reason"].null_count() == 61
    assert set(planned["reason"].drop_nulls()) == {TOO_FAR}


def test_the_end_of_the_queue_is_that_of_its_last_job() -> None:
    plan = schedule(SIX_JOBS, TWO, as_of=NINE, staffed=EIGHT_TO_TWENTY)
    empty = schedule(queue(), TWO, as_of=NINE, staffed=EIGHT_TO_TWENTY)

    assert plan.done_at == at(10, 15, day=2)
    assert plan.late_done_at is not None
    assert at(10, 15, day=2) < plan.late_done_at < at(14, day=2)
    assert (empty.done_at, empty.late_done_at) == (None, None)
    assert empty.refused.equals(REFUSED.to_frame())
