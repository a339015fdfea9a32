"""When somebody is at the printers, in the shop's own time zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from printshop.errors import InvalidInputError

_DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHours:
    """From when to when one day is staffed, local time; the closing moment is not.

    A closing time at or before the opening time is on the next day: 20:00 to
    02:00 is a night shift, 08:00 to 00:00 ends at midnight, 00:00 to 00:00 is
    the whole day.
    """

    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffedHours:
    """The staffed hours of a week.

    `week` has seven entries, Monday first; None is a day on which nobody comes.
    `zone` is an IANA name ("Europe/Berlin"): opening at 8 means 8 on the wall
    before and after a change to summer time.

    Raises:
        InvalidInputError: not seven days, no day staffed, or no such time zone.

    """

    week: tuple[OpenHours | None, ...]
    zone: str = "UTC"

    def __post_init__(self) -> None:
        """Refuse a week in which a print could never be started."""
        if len(self.week) != _DAYS_A_WEEK:
            message = f"Staffed hours need 7 days, Monday first, not {len(self.week)}."
            raise InvalidInputError(message)
        if not any(self.week):
            message = "Staffed hours need at least one day on which somebody is there."
            raise InvalidInputError(message)
        _zone(self.zone)

    @classmethod
    def every_day(cls, opens: time, closes: time, *, zone: str = "UTC") -> Self:
        """Staff all seven days alike."""
        return cls(week=(OpenHours(opens=opens, closes=closes),) * _DAYS_A_WEEK, zone=zone)

    @classmethod
    def always(cls) -> Self:
        """Staff every hour of the week."""
        return cls.every_day(time.min, time.min)


def next_staffed(hours: StaffedHours, moment: datetime) -> datetime:
    """Return the first staffed moment at or after `moment`, aware UTC.

    Args:
        hours: the staffed week.
        moment: any aware time.

    Raises:
        InvalidInputError: `moment` has no time zone.

    """
    if moment.tzinfo is None:
        message = f"The time {moment.isoformat()} needs a time zone."
        raise InvalidInputError(message)
    wanted = moment.astimezone(UTC)
    day = first_day(hours, wanted)
    while True:  # ends: a day of the week is staffed, and a clock change swallows it but once
        staffed = staffed_on(hours, day)
        if staffed is not None and wanted < staffed[1]:
            return max(wanted, staffed[0])
        day += timedelta(days=1)


def first_day(hours: StaffedHours, moment: datetime) -> date:
    """The earliest local day whose hours may still run at `moment`: that of a night shift."""
    return moment.astimezone(_zone(hours.zone)).date() - timedelta(days=1)


def staffed_on(hours: StaffedHours, day: date) -> tuple[datetime, datetime] | None:
    """When somebody comes and goes on a local day, aware UTC.

    Returns:
        None where nobody comes, or where a clock change swallows the hours.

    """
    open_hours = hours.week[day.weekday()]
    if open_hours is None:
        return None
    zone = _zone(hours.zone)
    overnight = open_hours.closes <= open_hours.opens
    opens_at = datetime.combine(day, open_hours.opens, tzinfo=zone).astimezone(UTC)
    closing_day = day + timedelta(days=1) if overnight else day
    closes_at = datetime.combine(closing_day, open_hours.closes, tzinfo=zone).astimezone(UTC)
    return (opens_at, closes_at) if opens_at < closes_at else None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"There is no time zone {name!r}: use a name like Europe/Berlin."
        raise InvalidInputError(message) from error
