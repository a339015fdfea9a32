"""When a print that is started now would be done, and when the shop closes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from printshop.analytics.schedule.calendar import Calendar, at_us, us_of
from printshop.analytics.staffed_hours import StaffedHours, next_staffed


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
    closes_us = Calendar(staffed, moment).closing(us_of(moment))
    return None if closes_us is None else at_us(closes_us)


def is_open_today(staffed: StaffedHours, moment: datetime) -> bool:
    """Say whether somebody is there at a moment or later on its local day."""
    zone = ZoneInfo(staffed.zone)
    opens_at = next_staffed(staffed, moment)
    return opens_at.astimezone(zone).date() == moment.astimezone(zone).date()
