"""Now, and how the queue's times read in the shop's zone."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Self
from zoneinfo import ZoneInfo

from printshop.domain.users import ShopSettings
from printshop.services.planning.view import QueuedJob
from printshop.ui.formats import moment

# Two ends that are nearer than this are one.
_SAME_S: Final = 60


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

    def ends(self, starts_at: datetime, ends_at: datetime) -> str:
        """An end after its start: the day is said only where it is another one."""
        local = ends_at.astimezone(self.zone)
        is_same_day = starts_at.astimezone(self.zone).date() == local.date()
        return f"{local:%H:%M}" if is_same_day else self.says(ends_at)

    def worst(self, ends_at: datetime, late_ends_at: datetime | None) -> str:
        """The end that one print in ten exceeds, where it differs: `at worst 19:10`."""
        if late_ends_at is None or (late_ends_at - ends_at).total_seconds() < _SAME_S:
            return ""
        return f"at worst {self.ends(ends_at, late_ends_at)}"

    def progress(self, row: QueuedJob) -> float | None:
        """The part of its print time that has gone by, 0 to 1; None where nobody knows it.

        It goes on by the clock from what a person last said, or from the start: a pause makes
        it run ahead of the printer.
        """
        known = self._last_known(row)
        if known is None:
            return None
        done, at, print_s = known
        elapsed_s = (self.as_of - at).total_seconds()
        return min(max(done + elapsed_s / print_s, 0.0), 1.0)

    def due_at(self, row: QueuedJob) -> datetime | None:
        """When a printing job ends by its print time, even where that has gone by."""
        known = self._last_known(row)
        if known is None:
            return None
        done, at, print_s = known
        return at + timedelta(seconds=print_s * (1 - done))

    def _last_known(self, row: QueuedJob) -> tuple[float, datetime, float] | None:
        """The part that was done at a moment, the moment, and the whole print time in seconds.

        The time is the plan's, which knows how long prints really take here; only of a print
        that should have ended by then the plan says no more than that, and the file's counts.
        """
        job, print_s = row.job, float(row.plate.print_time_s or 0)
        if job.started_at is None or not print_s:
            return None
        done, at = 0.0, job.started_at
        if job.progress_pct is not None and job.progress_at is not None:
            done, at = job.progress_pct / 100, job.progress_at
        if row.ends_at is not None and row.ends_at > self.as_of and done < 1:
            print_s = (row.ends_at - at).total_seconds() / (1 - done)
        return done, at, print_s
