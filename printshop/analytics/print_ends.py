"""When a print that is started now would be done, and when the shop closes."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from printshop.analytics.staffed_hours import StaffedHours, next_staffed

_DAYS_A_WEEK = 7


def done_at(
    start: datetime, plates_s: Sequence[int], staffed: StaffedHours, *, turnaround_s: int
) -> datetime:
    """Say when the last of some plates is done that are printed one after the other.

    Args:
        start: when the first one starts, aware.
        plates_s: the print time of each plate, seconds.
        staffed: when somebody can clear the bed.
        turnaround_s: from clearing the bed to the next start.

    """
    ends_at = start
    for place, print_s in enumerate(plates_s):
        if place:
            cleared_at = next_staffed(staffed, ends_at) + timedelta(seconds=turnaround_s)
            start = next_staffed(staffed, cleared_at)
        ends_at = start + timedelta(seconds=print_s)
    return ends_at


def closes_after(staffed: StaffedHours, moment: datetime) -> datetime | None:
    """Say when the staffed time that holds a moment, or begins next after it, ends.

    Returns:
        Aware UTC; None where somebody is there all week.

    """
    closes_at = next_staffed(staffed, moment)
    for _ in range(_DAYS_A_WEEK + 1):
        closes_at = _end_of_shift(staffed, closes_at)
        if next_staffed(staffed, closes_at) > closes_at:
            return closes_at
    return None


def _end_of_shift(staffed: StaffedHours, moment: datetime) -> datetime:
    """The last closing time of the shifts that hold a staffed moment."""
    zone = ZoneInfo(staffed.zone)
    today = moment.astimezone(zone).date()
    ends = [moment]
    for day in (today - timedelta(days=1), today):
        hours = staffed.week[day.weekday()]
        if hours is None:
            continue
        closing_day = day if hours.closes > hours.opens else day + timedelta(days=1)
        opens_at = datetime.combine(day, hours.opens, tzinfo=zone).astimezone(UTC)
        closes_at = datetime.combine(closing_day, hours.closes, tzinfo=zone).astimezone(UTC)
        if opens_at <= moment < closes_at:
            ends.append(closes_at)
    return max(ends)
