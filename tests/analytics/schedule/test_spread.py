"""How late the times of a plan may become."""

from datetime import datetime, timedelta

import polars as pl
import pytest

from printshop.analytics.schedule import schedule
from printshop.errors import InvalidInputError
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


def late_where_prints_fail(jobs: pl.DataFrame, share: float | None) -> list[datetime]:
    """Plan prints of which this share ends well."""
    success = None if share is None else jobs.select("job_id", pl.lit(share).alias("success"))
    plan = schedule(jobs, ONE, as_of=NINE, staffed=ALWAYS, success=success)
    return plan.planned["late_ends_at"].to_list()


def test_prints_that_never_fail_are_as_late_as_ever() -> None:
    jobs = hours(3, 4, 5)

    assert late_where_prints_fail(jobs, 1.0) == late_where_prints_fail(jobs, None) == late(jobs)


def test_a_print_that_fails_every_second_time_is_kept_by_counting_with_three_reruns() -> None:
    # One in eight fails three times, losing half of each on average: over 20 h, and the rest.
    (ends_at,) = late_where_prints_fail(hours(10), 0.5)

    assert at(5, day=2) < ends_at < at(20, day=2)


def test_one_print_in_ten_that_fails_moves_only_the_late_end() -> None:
    jobs = hours(10, 10)
    success = jobs.select("job_id", pl.lit(0.85).alias("success"))

    plain = schedule(jobs, ONE, as_of=NINE, staffed=ALWAYS)
    plan = schedule(jobs, ONE, as_of=NINE, staffed=ALWAYS, success=success)

    same = ["starts_at", "ends_at"]
    assert plan.planned.select(same).equals(plain.planned.select(same))
    assert plan.done_at == plain.done_at
    assert plan.late_done_at is not None
    assert plain.late_done_at is not None
    assert plan.late_done_at > plain.late_done_at + timedelta(hours=2)


def test_the_less_it_succeeds_the_later_it_may_become() -> None:
    ends = [
        late_where_prints_fail(hours(4, 6, 2), share)[-1] for share in (1.0, 0.9, 0.7, 0.4, 0.1)
    ]

    assert ends == sorted(ends)
    assert len(set(ends)) == 5


def test_mishaps_are_a_job_s_own_and_the_same_at_each_look() -> None:
    jobs = hours(3, 4, 5)

    assert late_where_prints_fail(jobs, 0.6) == late_where_prints_fail(jobs, 0.6)
    assert late_where_prints_fail(jobs, 0.6)[:2] == late_where_prints_fail(hours(3, 4), 0.6)


def test_what_fails_in_the_night_is_cleared_and_printed_again_in_the_morning() -> None:
    jobs = hours(14)
    success = jobs.select("job_id", pl.lit(0.8).alias("success"))

    plan = schedule(jobs, ONE, as_of=at(19), staffed=EIGHT_TO_TWENTY, success=success)

    # One in five fails; of those the most are found at 8:00, cleared at 8:15, done at 22:15.
    (late_ends_at,) = plan.planned["late_ends_at"]
    assert at(22, day=2) < late_ends_at < at(5, day=3)


def test_a_print_that_is_nearly_done_hardly_fails_any_more() -> None:
    said = {"progress_pct": 95, "progress_at": NINE}
    nearly = queue({**printing("A", at(1), 10 * 3600), **said})
    begun = queue(printing("A", NINE, 10 * 3600))

    ((may, would),) = zip(
        late_where_prints_fail(nearly, 0.8), late_where_prints_fail(nearly, None), strict=True
    )
    assert may - would < timedelta(minutes=1)
    assert late_where_prints_fail(begun, 0.8) == late_where_prints_fail(hours(10), 0.8)
    assert late_where_prints_fail(begun, 0.8) > late_where_prints_fail(begun, None)


def test_an_overdue_print_does_not_fail_any_more() -> None:
    jobs = queue(printing("A", at(1), 3600))

    assert late_where_prints_fail(jobs, 0.1) == [NINE]


@pytest.mark.parametrize("share", [0.0, -0.1, 1.1, float("nan")])
def test_a_success_is_above_nothing_and_up_to_all(share: float) -> None:
    with pytest.raises(InvalidInputError, match="must be above 0 and up to 1"):
        late_where_prints_fail(hours(1), share)
