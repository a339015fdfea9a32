"""What to start last before going home."""

from datetime import datetime, time
from typing import Any

import polars as pl

from printshop.analytics.schedule import TONIGHT, longest_tonight, schedule
from printshop.analytics.staffed_hours import OpenHours, StaffedHours
from tests.analytics.schedule.queues import (
    ALWAYS,
    EIGHT_TO_TWENTY,
    ONE,
    TWO,
    at,
    can,
    hours,
    printers,
    printing,
    queue,
    shop_of,
)

_HOUR_S = 3600


def tonight(
    jobs: pl.DataFrame,
    shop: pl.DataFrame = ONE,
    *,
    as_of: datetime,
    staffed: StaffedHours | None = EIGHT_TO_TWENTY,
    **arguments: Any,  # noqa: ANN401 - those of `schedule`
) -> list[dict[str, Any]]:
    arguments = {"as_of": as_of, "staffed": staffed, **arguments}
    planned = schedule(jobs, shop, **arguments).planned
    night = longest_tonight(jobs, shop, planned, **arguments)
    assert night.schema == TONIGHT
    return night.to_dicts()


def test_the_longest_job_that_nine_times_in_ten_is_done_at_opening_is_started_last() -> None:
    assert tonight(hours(3, 12, 13), as_of=at(18)) == [
        {
            "printer_id": "A",
            "closes_at": at(20),
            "opens_at": at(8, day=2),
            "starts_at": at(18),
            "room_s": 14 * _HOUR_S,
            "job_id": "job1",
            "ends_at": at(6, day=2),
            "is_done": True,
        }
    ]


def test_what_is_done_before_the_last_start_is_not_kept_for_the_night() -> None:
    # 3 h from 14:00, then at 17:15 room for 14.75 h: the one of 12 h, not that of 14 h.
    (row,) = tonight(hours(3, 4, 12, 14), as_of=at(14))

    assert (row["starts_at"], row["job_id"]) == (at(17, 15), "job2")


def test_where_nothing_fits_the_night_the_shortest_can_still_be_started() -> None:
    (row,) = tonight(hours(20, 17), as_of=at(19))

    assert (row["job_id"], row["is_done"], row["ends_at"]) == ("job1", False, at(12, day=2))


def test_two_printers_do_not_start_the_same_job() -> None:
    jobs = queue(
        printing("A", at(9), 10 * _HOUR_S - 900),  # A is free at 19:00, B now
        {"duration_s": 20 * _HOUR_S},
        {"duration_s": 12 * _HOUR_S},
        {"duration_s": 12 * _HOUR_S},
    )

    assert [row["job_id"] for row in tonight(jobs, TWO, as_of=at(18))] == ["job2", "job3"]


def test_a_printer_that_prints_through_closing_has_no_last_start() -> None:
    jobs = queue(printing("A", at(9), 12 * _HOUR_S), printing("B", at(9), None), {})

    rows = tonight(jobs, TWO, as_of=at(18))

    assert [(row["starts_at"], row["room_s"], row["job_id"]) for row in rows] == [(None,) * 3] * 2


def test_only_jobs_that_the_printer_can_take_come_into_question() -> None:
    jobs = queue(
        {"duration_s": 5 * _HOUR_S, "nozzle_um": 600},
        {"duration_s": 4 * _HOUR_S, "printer_id": "B"},
        {"duration_s": None},
        {"duration_s": 2 * _HOUR_S},
    )

    rows = tonight(jobs, shop_of(can("Anna"), can("Bert", nozzle_um=600)), as_of=at(18))

    assert [row["job_id"] for row in rows] == ["job3", "job0"]


def test_the_weekend_is_one_long_night() -> None:
    day = OpenHours(opens=time(8), closes=time(20))
    weekdays = StaffedHours(week=(*[day] * 5, None, None))

    (row,) = tonight(hours(30, 70), as_of=at(18, day=5), staffed=weekdays)

    assert (row["opens_at"], row["job_id"]) == (at(8, day=8), "job0")


def test_after_closing_it_is_the_next_evening_that_counts() -> None:
    (row,) = tonight(hours(3), as_of=at(22))

    assert (row["closes_at"], row["starts_at"]) == (at(20, day=2), at(11, 15, day=2))


def test_where_nobody_goes_home_or_ever_comes_there_is_no_night() -> None:
    for staffed in (ALWAYS, None):
        (row,) = tonight(hours(3), as_of=at(18), staffed=staffed)
        assert row == {**dict.fromkeys(TONIGHT), "printer_id": "A"}
    assert tonight(hours(3), printers(), as_of=at(18)) == []
