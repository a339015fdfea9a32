"""Which days are looked at, and into which pieces of time they are divided.

Days are the shop's own. Weeks begin on Monday; a piece at either end may be cut short.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

import polars as pl

_DAY: Final = timedelta(days=1)
_MOST_DAYS: Final = 31
_MOST_WEEKS: Final = 26 * 7
_MOST_MONTHS: Final = 5 * 366

Step = Literal["day", "week", "month", "year"]
_EVERY: Final[dict[Step, str]] = {"day": "1d", "week": "1w", "month": "1mo", "year": "1y"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days from since to until, both included."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.until - self.since).days + 1

    @property
    def step(self) -> Step:
        """Into what it is divided: as many pieces as can still be told apart in a chart."""
        if self.days <= _MOST_DAYS:
            return "day"
        if self.days <= _MOST_WEEKS:
            return "week"
        return "month" if self.days <= _MOST_MONTHS else "year"

    @property
    def before(self) -> "Span":
        """As many days, just before it."""
        return Span(since=self.since - _DAY * self.days, until=self.since - _DAY)

    def starts(self) -> pl.Series:
        """The first days of its pieces; that of the first piece may lie before `since`."""
        days = pl.date_range(self.since, self.until, interval="1d", eager=True)
        return days.dt.truncate(_EVERY[self.step]).unique().sort().alias("x")

    def pieces(self) -> "dict[date, Span]":
        """Every piece by its start, as far as it is in these days."""
        starts: list[date] = self.starts().to_list()
        ends = [start - _DAY for start in starts[1:]] + [self.until]
        return {
            start: Span(since=max(start, self.since), until=end)
            for start, end in zip(starts, ends, strict=True)
        }

    def start_of(self, column: str) -> pl.Expr:
        """The start of the piece that a day of this column is in, as `x`."""
        return pl.col(column).dt.truncate(_EVERY[self.step]).alias("x")

    def has(self, column: str) -> pl.Expr:
        """Whether a day of this column is in it."""
        return pl.col(column).is_between(self.since, self.until)

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """When it begins and, not included, when it ends, on the clocks of a zone."""
        return (
            datetime.combine(self.since, time.min, tzinfo=zone),
            datetime.combine(self.until + _DAY, time.min, tzinfo=zone),
        )
