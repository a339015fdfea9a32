"""An order that a person may take, and what is due when."""

from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.analytics.schedule import due_dates, schedule, suggested_order
from tests.analytics.schedule.queues import ALWAYS, NINE, ONE, at, hours, printing, queue

_HOUR_S = 3600


def test_higher_priority_comes_first_then_what_is_due_then_the_short_ones() -> None:
    jobs = queue(
        printing("A", at(8), 3600),
        {"duration_s": 5 * _HOUR_S},
        {"duration_s": None},
        {"duration_s": 2 * _HOUR_S},
        {"duration_s": 1 * _HOUR_S, "due_at": at(16)},  # 6 h of slack
        {"duration_s": 8 * _HOUR_S, "due_at": at(20)},  # 3 h of slack
        {"duration_s": 9 * _HOUR_S, "priority": 2},
    )

    order = suggested_order(jobs, as_of=NINE)

    assert order == ["job6", "job5", "job4", "job3", "job1", "job2"]


def test_long_jobs_first_balance_the_printers() -> None:
    assert suggested_order(hours(2, 5, 3), as_of=NINE, long_first=True) == ["job1", "job2", "job0"]


@settings(max_examples=50)
@given(durations=st.lists(st.integers(0, 9), max_size=12))
def test_no_job_is_passed_by_more_than_three_from_behind(durations: list[int]) -> None:
    order = suggested_order(hours(*durations), as_of=NINE)

    places = [int(job_id.removeprefix("job")) for job_id in order]
    assert sorted(places) == list(range(len(durations)))
    for turn, place in enumerate(places):
        assert sum(1 for before in places[:turn] if before > place) <= 3


def test_a_job_is_late_or_at_risk_by_the_time_it_is_due() -> None:
    jobs = queue(
        {"duration_s": 10 * _HOUR_S, "due_at": at(19)},  # ends at 19:00, at the latest at 20:00
        {"due_at": at(20)},
        {"due_at": at(23)},
        {},
        {"duration_s": None, "due_at": at(10)},
    )
    planned = schedule(jobs, ONE, as_of=NINE, staffed=ALWAYS).planned

    due = due_dates(jobs, planned)

    assert due["is_late"].to_list() == [False, True, False, False, False]
    assert due["is_at_risk"].to_list() == [True, False, False, False, False]
