"""When the demo shop's people were there, and what they did at such moments."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from printshop.analytics.staffed_hours import StaffedHours, next_staffed

HISTORY_DAYS: Final = 182
# Orders by weekday, Monday first: people order before the market on Saturday.
_WEEKDAYS: Final = (0.9, 1.0, 1.1, 1.4, 1.5, 0.9, 0.4)
# The last month brings this many times the orders of the first.
_GROWTH: Final = 1.8
_TRIES: Final = 40
_LOOK_BACK: Final = timedelta(minutes=10)
_LONGEST_CLOSED_DAYS: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Opening hours, and the moment at which the history ends."""

    staffed: StaffedHours
    as_of: datetime

    @property
    def begins_at(self) -> datetime:
        """Where the history begins."""
        return self.as_of - timedelta(days=HISTORY_DAYS)

    def days_ago(self, days: float) -> datetime:
        """A moment so many days before the end, moved into the opening hours."""
        return min(next_staffed(self.staffed, self.as_of - timedelta(days=days)), self.as_of)

    def noticed(self, moment: datetime, random: Random) -> datetime:
        """When somebody sees what happened at `moment`; in the morning not all at once."""
        there = next_staffed(self.staffed, moment)
        if there == moment:
            return there
        return next_staffed(self.staffed, there + timedelta(minutes=random.randint(1, 25)))

    def ordering(self, random: Random, *, until: datetime) -> datetime:
        """A moment in the opening hours at which somebody orders."""
        days = (until - self.begins_at).total_seconds() / 86_400
        moment = self.begins_at
        for _ in range(_TRIES):
            moment = self.begins_at + timedelta(seconds=random.uniform(0, days) * 86_400 // 1)
            growth = 1 + (_GROWTH - 1) * (moment - self.begins_at) / (until - self.begins_at)
            weight = _WEEKDAYS[moment.weekday()] * growth
            is_open = next_staffed(self.staffed, moment) == moment
            if is_open and random.uniform(0, max(_WEEKDAYS) * _GROWTH) < weight:
                return moment
        return min(next_staffed(self.staffed, moment), until)

    def last_staffed(self, moment: datetime) -> datetime:
        """The last staffed moment at or before `moment`, to ten minutes."""
        at = moment
        while at > moment - timedelta(days=_LONGEST_CLOSED_DAYS):
            if next_staffed(self.staffed, at) == at:
                return at
            at -= _LOOK_BACK
        return at
