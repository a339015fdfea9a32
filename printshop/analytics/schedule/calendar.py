"""The staffed hours laid out on one line of time, for the many look-ups of a plan.

Times are whole microseconds since 1970 (`_us`), so that one job and three hundred draws of
it go through the same sums, and nothing is rounded on the way.
"""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from printshop.analytics.staffed_hours import StaffedHours, first_day, staffed_on

Times = NDArray[np.int64]

US: Final = timedelta(microseconds=1)
S_US: Final = 1_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_US: Final = 86_400 * S_US
_FIRST_DAYS: Final = 32
# Nobody plans beyond this; without an end, a queue of many long prints would lay out for ever.
HORIZON_US: Final = 3650 * _DAY_US
_EVER_US: Final = 2**62
# Where nobody goes home for so long, nobody ever does.
_FORTNIGHT_US: Final = 14 * _DAY_US


def us_of(moment: datetime) -> int:
    """An aware time as microseconds since 1970."""
    return (moment - _EPOCH) // US


def at_us(moment_us: int) -> datetime:
    """The aware UTC time of microseconds since 1970."""
    return _EPOCH + moment_us * US


class Calendar:
    """When somebody is there, from a moment on; laid out as far as it was asked for.

    `end_us` is ten years on: later moments may count as staffed although nobody is there.
    """

    def __init__(self, staffed: StaffedHours, begins_at: datetime) -> None:
        """Begin at the hours that may still run at `begins_at`."""
        self._staffed = staffed
        self._day = first_day(staffed, begins_at)
        self._days = _FIRST_DAYS
        self._laid_us = 0
        self.end_us = us_of(begins_at) + HORIZON_US
        self._opens: list[int] = []
        self._closes: list[int] = []
        self._lay()

    def next(self, moment_us: int) -> int:
        """The first staffed moment at or after `moment_us`."""
        self._reach(moment_us)
        opens_us = self._opens[bisect_right(self._closes, moment_us)]
        return max(opens_us, moment_us)

    def next_each(self, moments: Times) -> Times:
        """The first staffed moment at or after each of `moments`."""
        self._reach(int(moments.max()))
        places = np.searchsorted(self._closes_line, moments, side="right")
        return np.maximum(self._opens_line[places], moments)

    def closing(self, moment_us: int) -> int | None:
        """When those who are there, or come next, go home; None if nobody ever does."""
        begins_us = self.next(moment_us)
        while self._laid_us <= begins_us + _FORTNIGHT_US:  # hours of the day after may touch
            self._lay()
        closes_us = self._closes[bisect_right(self._closes, begins_us)]
        return closes_us if closes_us <= begins_us + _FORTNIGHT_US else None

    def _reach(self, moment_us: int) -> None:
        while not self._closes or self._closes[-1] <= moment_us:
            self._lay()

    def _lay(self) -> None:
        """Lay out as many days again as there are, hours that touch or overlap as one."""
        if self._laid_us == _EVER_US:
            return
        for _ in range(self._days):
            hours = staffed_on(self._staffed, self._day)
            self._day += timedelta(days=1)
            if hours is not None:
                self._add(us_of(hours[0]), us_of(hours[1]))
        self._days *= 2
        midnight = datetime(self._day.year, self._day.month, self._day.day, tzinfo=UTC)
        self._laid_us = us_of(midnight) - _DAY_US  # no zone is a whole day away
        if self._laid_us >= self.end_us:
            self._add(self.end_us, _EVER_US)
            self._laid_us = _EVER_US
        self._opens_line = np.array(self._opens, dtype=np.int64)
        self._closes_line = np.array(self._closes, dtype=np.int64)

    def _add(self, opens_us: int, closes_us: int) -> None:
        if self._closes and opens_us <= self._closes[-1]:
            self._closes[-1] = max(self._closes[-1], closes_us)
        else:
            self._opens.append(opens_us)
            self._closes.append(closes_us)
