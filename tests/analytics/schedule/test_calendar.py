"""The staffed hours on one line of time."""

from datetime import UTC, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.analytics.schedule.calendar import Calendar, at_us, us_of
from printshop.analytics.staffed_hours import OpenHours, StaffedHours, next_staffed
from tests.analytics.schedule.queues import ALWAYS, EIGHT_TO_TWENTY, NINE, at

days = st.none() | st.builds(
    OpenHours,
    opens=st.integers(0, 23).map(time),
    closes=st.integers(0, 23).map(time),
)
weeks = st.builds(
    StaffedHours,
    week=st.tuples(*[days] * 7).filter(any),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Kiritimati"]),
)


@settings(max_examples=30)
@given(
    staffed=weeks,
    begins_s=st.integers(0, 365 * 86400),
    waits_s=st.lists(st.integers(0, 120 * 86400), min_size=1, max_size=8),
)
def test_it_says_what_the_staffed_hours_say(
    staffed: StaffedHours, begins_s: int, waits_s: list[int]
) -> None:
    begins_at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=begins_s)
    moments = [begins_at + timedelta(seconds=wait) for wait in waits_s]
    expected = [next_staffed(staffed, moment) for moment in moments]

    calendar = Calendar(staffed, begins_at)

    line = calendar.next_each(np.array([us_of(moment) for moment in moments]))
    assert [at_us(int(us)) for us in line] == expected
    assert [at_us(calendar.next(us_of(moment))) for moment in moments] == expected


@pytest.mark.parametrize(
    ("staffed", "moment", "closes_at"),
    [
        (EIGHT_TO_TWENTY, at(9), at(20)),
        (EIGHT_TO_TWENTY, at(20), at(20, day=2)),
        (StaffedHours.every_day(time(20), time(2)), at(1), at(2)),
        (ALWAYS, at(9), None),
        # Day and night shift of Monday touch: nobody goes home between them.
        (
            StaffedHours(week=(OpenHours(opens=time(8), closes=time(8)), *[None] * 5, None)),
            at(9),
            at(8, day=2),
        ),
    ],
)
def test_people_go_home_when_nobody_follows(
    staffed: StaffedHours, moment: datetime, closes_at: datetime | None
) -> None:
    closes_us = Calendar(staffed, NINE - timedelta(days=1)).closing(us_of(moment))

    assert closes_us == (None if closes_at is None else us_of(closes_at))


def test_ten_years_on_every_moment_counts_as_staffed() -> None:
    calendar = Calendar(EIGHT_TO_TWENTY, NINE)

    assert calendar.next(2**61) == 2**61
