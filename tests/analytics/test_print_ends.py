"""When a print that is started now is done, and when the shop closes."""

from datetime import UTC, datetime, time

from printshop.analytics.print_ends import closes_after
from printshop.analytics.staffed_hours import OpenHours, StaffedHours

_MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def test_a_shop_closes_at_the_end_of_the_day_or_of_the_night_shift() -> None:
    day = StaffedHours.every_day(time(8), time(20))
    night = StaffedHours.every_day(time(20), time(2))

    assert closes_after(day, _MONDAY.replace(hour=12)) == _MONDAY.replace(hour=20)
    # Before it opens, the day that comes is meant.
    assert closes_after(day, _MONDAY.replace(hour=5)) == _MONDAY.replace(hour=20)
    assert closes_after(night, _MONDAY.replace(hour=1)) == _MONDAY.replace(hour=2)


def test_a_shop_that_is_always_open_never_closes() -> None:
    assert closes_after(StaffedHours.always(), _MONDAY) is None


def test_days_that_follow_each_other_without_a_gap_are_one() -> None:
    whole = OpenHours(opens=time.min, closes=time.min)
    weekdays = StaffedHours(week=(*(whole,) * 5, None, None))

    assert closes_after(weekdays, _MONDAY) == datetime(2026, 3, 7, tzinfo=UTC)


def test_closing_is_by_the_clock_on_the_wall_on_the_day_it_changes() -> None:
    berlin = StaffedHours.every_day(time(1), time(20), zone="Europe/Berlin")

    # 2026-03-29: from two o'clock to three at once.
    began = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert closes_after(berlin, began) == datetime(2026, 3, 29, 18, tzinfo=UTC)
