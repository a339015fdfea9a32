"""When somebody is at the printers."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printshop.analytics.staffed_hours import OpenHours, StaffedHours, next_staffed
from printshop.errors import InvalidInputError

EIGHT_TO_TWENTY = OpenHours(opens=time(8), closes=time(20))
BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = StaffedHours(week=(EIGHT_TO_TWENTY,) * 5 + (None, None), zone="Europe/Berlin")

moments = st.integers(0, 4 * 365 * 86400).map(
    lambda waited_s: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=waited_s)
)


def berlin(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (berlin(6, 1, 7), berlin(6, 1, 8)),  # Monday before opening
        (berlin(6, 1, 8), berlin(6, 1, 8)),  # the opening moment is staffed
        (berlin(6, 1, 19, 59), berlin(6, 1, 19, 59)),
        (berlin(6, 1, 20), berlin(6, 2, 8)),  # the closing moment is not
        (berlin(6, 5, 21), berlin(6, 8, 8)),  # Friday night to Monday
    ],
)
def test_a_moment_waits_for_the_next_staffed_one(moment: datetime, expected: datetime) -> None:
    assert next_staffed(WEEKDAYS, moment) == expected


def test_the_answer_is_in_utc() -> None:
    assert next_staffed(WEEKDAYS, berlin(6, 1, 7)).tzinfo is UTC


def test_opening_is_eight_on_the_wall_before_and_after_summer_time() -> None:
    every_day = StaffedHours.every_day(time(8), time(20), zone="Europe/Berlin")

    before = next_staffed(every_day, berlin(3, 27, 21))  # clocks change in the night to 29 March
    after = next_staffed(every_day, berlin(3, 28, 21))

    assert before == datetime(2026, 3, 28, 7, tzinfo=UTC)
    assert after == datetime(2026, 3, 29, 6, tzinfo=UTC)


def test_opening_hours_that_a_clock_change_swallows_are_skipped() -> None:
    week = (None,) * 6 + (OpenHours(opens=time(2, 59), closes=time(3)),)
    sundays = StaffedHours(week=week, zone="Europe/Berlin")

    staffed_at = next_staffed(sundays, berlin(3, 28, 12))  # 2:59 does not exist on 29 March

    assert staffed_at == berlin(4, 5, 2, 59)


def test_a_night_shift_reaches_into_the_next_day() -> None:
    night = StaffedHours.every_day(time(20), time(2), zone="Europe/Berlin")

    assert next_staffed(night, berlin(6, 2, 1)) == berlin(6, 2, 1)
    assert next_staffed(night, berlin(6, 2, 2)) == berlin(6, 2, 20)


def test_closing_at_midnight_ends_the_same_day() -> None:
    until_midnight = StaffedHours.every_day(time(8), time(0), zone="Europe/Berlin")

    assert next_staffed(until_midnight, berlin(6, 1, 23, 59)) == berlin(6, 1, 23, 59)
    assert next_staffed(until_midnight, berlin(6, 2, 0)) == berlin(6, 2, 8)


@given(moment=moments)
def test_always_staffed_waits_for_nothing(moment: datetime) -> None:
    assert next_staffed(StaffedHours.always(), moment) == moment


@given(moment=moments)
def test_a_staffed_moment_is_never_earlier_and_stays_where_it_is(moment: datetime) -> None:
    staffed_at = next_staffed(WEEKDAYS, moment)

    assert moment <= staffed_at <= moment + timedelta(days=3)
    assert next_staffed(WEEKDAYS, staffed_at) == staffed_at
    local = staffed_at.astimezone(BERLIN)
    assert local.weekday() < 5
    assert time(8) <= local.time() < time(20)


def test_a_week_of_six_days_is_refused() -> None:
    with pytest.raises(InvalidInputError) as refused:
        StaffedHours(week=(EIGHT_TO_TWENTY,) * 6)

    assert refused.value.message == "Staffed hours need 7 days, Monday first, not 6."


def test_a_week_without_a_staffed_day_is_refused() -> None:
    with pytest.raises(InvalidInputError) as refused:
        StaffedHours(week=(None,) * 7)

    expected = "Staffed hours need at least one day on which somebody is there."
    assert refused.value.message == expected


@pytest.mark.parametrize("zone", ["Europe/Berln", "", "../etc/passwd", "Europe"])
def test_an_unknown_time_zone_is_refused_in_one_sentence(zone: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        StaffedHours.every_day(time(8), time(20), zone=zone)

    expected = f"There is no time zone {zone!r}: use a name like Europe/Berlin."
    assert refused.value.message == expected


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(InvalidInputError) as refused:
        next_staffed(WEEKDAYS, datetime(2026, 6, 1, 7))  # noqa: DTZ001

    assert refused.value.message == "The time 2026-06-01T07:00:00 needs a time zone."
