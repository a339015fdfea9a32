"""What an order of jobs must keep to: priorities, due dates, nobody delayed for too long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from printshop.analytics.filament_changes.loads import ChangeJob
from printshop.analytics.schedule.calendar import S_US, Calendar, us_of
from printshop.analytics.staffed_hours import StaffedHours

MAX_DELAY: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When a printer prints: from free_at on, started and cleared while somebody is there.

    Without staffed, somebody always is.
    """

    free_at: datetime
    staffed: StaffedHours | None = None
    turnaround_s: int = 900


class Bounds:
    """The bounds of one printer's jobs, against the order in which they stand."""

    def __init__(self, jobs: Sequence[ChangeJob], times: Times, max_delay: timedelta) -> None:
        """Take the order as it stands for what was promised."""
        self.begins_us = us_of(times.free_at)
        self._turnaround_us = times.turnaround_s * S_US
        self._calendar = Calendar(times.staffed, times.free_at) if times.staffed else None
        self._before = {
            job.job_id: frozenset(o.job_id for o in jobs[:n] if o.priority > job.priority)
            for n, job in enumerate(jobs)
        }
        self._latest_us = self._latest(jobs, max_delay // timedelta(microseconds=1))

    def end(self, job: ChangeJob, free_us: int) -> int:
        """When a job ends whose printer is free at `free_us`."""
        starts_us = self._calendar.next(free_us) if self._calendar else free_us
        return starts_us + job.duration_s * S_US

    def free_after(self, ends_us: int) -> int:
        """When the next job can start after one that ends at `ends_us`."""
        cleared_us = self._calendar.next(ends_us) if self._calendar else ends_us
        return cleared_us + self._turnaround_us

    def allow(self, job: ChangeJob, ends_us: int, done: Mapping[str, object] | set[str]) -> bool:
        """Whether a job may end then, after those that are `done`."""
        return ends_us <= self._latest_us[job.job_id] and all(
            before in done for before in self._before[job.job_id]
        )

    def hold(self, order: Sequence[ChangeJob]) -> bool:
        """Whether a whole order keeps to the bounds."""
        free_us, done = self.begins_us, set[str]()
        for job in order:
            ends_us = self.end(job, free_us)
            if not self.allow(job, ends_us, done):
                return False
            done.add(job.job_id)
            free_us = self.free_after(ends_us)
        return True

    def starts(self, order: Sequence[ChangeJob]) -> dict[str, int]:
        """When each job of an order starts."""
        starts: dict[str, int] = {}
        free_us = self.begins_us
        for job in order:
            ends_us = self.end(job, free_us)
            starts[job.job_id] = ends_us - job.duration_s * S_US
            free_us = self.free_after(ends_us)
        return starts

    def _latest(self, jobs: Sequence[ChangeJob], delay_us: int) -> dict[str, int]:
        latest: dict[str, int] = {}
        free_us = self.begins_us
        for job in jobs:
            ends_us = self.end(job, free_us)
            due_us = None if job.due_at is None else us_of(job.due_at)
            is_kept = due_us is not None and ends_us <= due_us
            latest[job.job_id] = ends_us + delay_us
            if due_us is not None and is_kept:
                latest[job.job_id] = min(ends_us + delay_us, due_us)
            free_us = self.free_after(ends_us)
        return latest
