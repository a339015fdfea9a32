"""Now, and how the queue's times read in the shop's zone."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from printshop.domain.users import ShopSettings
from printshop.services.queue_view import QueuedJob
from printshop.ui.formats import moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The moment a page is drawn for."""

    as_of: datetime
    zone: ZoneInfo

    @classmethod
    def now(cls, settings: ShopSettings) -> Self:
        """This moment, in the zone of the shop."""
        return cls(as_of=datetime.now(UTC), zone=ZoneInfo(settings.time_zone))

    def says(self, at: datetime | None) -> str:
        """A time as people say it today: `today 14:05`, `unknown`."""
        return moment(at, self.zone, as_of=self.as_of)

    def progress(self, row: QueuedJob) -> float | None:
        """The part of its print time that has gone by, 0 to 1; None where nobody knows it.

        It is the clock's progress, not the printer's: a pause makes it run ahead.
        """
        if row.job.started_at is None or not row.plate.print_time_s:
            return None
        elapsed_s = (self.as_of - row.job.started_at).total_seconds()
        return min(max(elapsed_s / row.plate.print_time_s, 0.0), 1.0)

    def due_at(self, row: QueuedJob) -> datetime | None:
        """When a printing job ends by its print time, even where that has gone by."""
        if row.job.started_at is None or row.plate.print_time_s is None:
            return None
        return row.job.started_at + timedelta(seconds=row.plate.print_time_s)
