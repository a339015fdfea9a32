"""How late the times of a plan may become."""

from datetime import datetime, timedelta

import polars as pl

from printshop.analytics.schedule import schedule
from tests.analytics.schedule.queues import (
    ALWAYS,
    EIGHT_TO_TWENTY,
    NINE,
    ONE,
    at,
    hours,
    printing,
    queue,
)


def late(jobs: pl.DataFrame, at_risk: str = "late_ends_at") -> list[datetime]:
    return schedule(jobs, ONE, as_of=NINE, staffed=ALWAYS).planned[at_risk].to_list()


def test_a_single_print_is_late_by_15_percent_while_nothing_is_learnt() -> None:
    (ends_at,) = late(hours(10))

    assert abs(ends_at - at(20, 30)) < timedelta(seconds=1)


def test_many_prints_are_not_all_late_at_once() -> None:
    ends_at = late(hours(*[10] * 10), "late_ends_at")[-1]
    likely_s, each_late_s = 100 * 3600 + 9 * 900, 115 * 3600 + 9 * 900

    late_s = (ends_at - NINE).total_seconds()

    assert likely_s < late_s < (likely_s + each_late_s) / 2


def test_a_print_that_may_end_after_closing_makes_the_next_one_start_in_the_morning() -> None:
    plan = schedule(hours(10, 1), ONE, as_of=NINE, staffed=EIGHT_TO_TWENTY)

    assert plan.planned["starts_at"].to_list() == [at(9), at(19, 15)]
    # 10 h x 1.15 end at 20:30, when nobody is there to clear the bed.
    assert plan.planned["late_starts_at"].to_list() == [at(9), at(8, 15, day=2)]


def test_only_the_rest_of_a_print_can_still_be_late() -> None:
    said = {"progress_pct": 90, "progress_at": NINE}

    (ends_at,) = late(queue({**printing("A", at(5), 10 * 3600), **said}))

    assert abs(ends_at - at(10, 9)) < timedelta(seconds=1)


def test_an_overdue_print_is_not_late_before_now() -> None:
    assert late(queue(printing("A", at(1), 3600))) == [NINE]


def test_a_job_s_luck_does_not_change_with_what_stands_behind_it() -> None:
    assert late(hours(3, 4, 5))[:2] == late(hours(3, 4))
