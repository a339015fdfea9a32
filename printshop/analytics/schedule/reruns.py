"""Prints that fail in some of the draws, lose what was printed, and begin again."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from printshop.analytics.schedule.calendar import Calendar, Times
from printshop.analytics.schedule.stints import Stint

# Who has seen a print fail five times looks into it before the sixth.
MOST_RERUNS: Final = 5
# Jobs whose mishaps are kept: 5 MB.
_KEPT: Final = 2048
# From one share to the next: as far from all before it as a share can be.
_GOLDEN: Final = 0.6180339887498949

Shares = NDArray[np.float32]
Rows = NDArray[np.intp]


class Reruns:
    """How often each job fails in each draw, and how far each of these runs gets.

    A print fails anywhere along its time as likely as anywhere else. One that prints did not fail
    until now: the rest of it ends well with the power of its success that is the rest's share
    of the whole. Like the lucks, mishaps are a job's own: the same draws fail wherever it stands.
    """

    def __init__(
        self, stints: Sequence[Stint], calendar: Calendar, times: Times, now_us: int
    ) -> None:
        """Draw the failures.

        Args:
            stints: the jobs, a row each.
            calendar: the staffed hours.
            times: how long the rest of each takes in each draw, microseconds.
            now_us: now.

        """
        self._stints, self._calendar, self._now_us = stints, calendar, now_us
        self._times = times.copy()
        self._turnarounds = np.array([stint.turnaround_us for stint in stints])
        mishaps = [_mishaps(stint.job_id, times.shape[1]) for stint in stints]
        self._reached = np.array([reached for _, reached in mishaps])
        lucks = np.array([luck for luck, _ in mishaps], dtype=float)
        self._failures = _failures(stints, lucks, now_us)

    @classmethod
    def of(
        cls, stints: Sequence[Stint], calendar: Calendar, times: Times, now_us: int
    ) -> Self | None:
        """Draw the failures; None where no run ever fails."""
        is_sure = all(stint.success >= 1 for stint in stints)
        return None if is_sure else cls(stints, calendar, times, now_us)

    def last_starts(self, rows: Sequence[int], starts: Times) -> Times:
        """When the run begins that ends well, of jobs that wait and begin at `starts`."""
        failures = self._failures[rows]
        begun, every = starts.copy(), np.array(rows)
        for attempt in range(failures.max()):
            places, draws = np.nonzero(failures > attempt)
            of = every[places]
            lost_us = self._times[of, draws] * self._reach(of, draws, attempt)
            begun[places, draws] = self._cleared(of, begun[places, draws] + lost_us)
        return begun

    def put_off(self, row: int, ends: Times) -> None:
        """Change the end of a print that runs, in the draws in which it fails.

        Args:
            row: of the job.
            ends: when each job ends in each draw; its row is changed.

        """
        stint, failures = self._stints[row], self._failures[row]
        (draws,) = np.nonzero(failures)
        if not len(draws):
            return
        of = np.full(len(draws), row)
        lost_us = (ends[row, draws] - self._now_us) * self._reach(of, draws, 0)
        begun = self._cleared(of, self._now_us + lost_us)
        whole = stint.run_us / stint.remaining_us
        whole_us = (self._times[row, draws] * whole).astype(np.int64)
        for attempt in range(1, failures.max()):
            lost_us = whole_us * self._reach(of, draws, attempt)
            cleared = self._cleared(of, begun + lost_us)
            begun = np.where(failures[draws] > attempt, cleared, begun)
        ends[row, draws] = begun + whole_us

    def _reach(self, rows: Rows, draws: Rows, attempt: int) -> Shares:
        """How far runs get that fail, 0 to 1."""
        return (self._reached[rows, draws] + np.float32(attempt * _GOLDEN)) % 1

    def _cleared(self, rows: Rows, ended: NDArray[np.float64]) -> Times:
        """When the next run begins after one that ended: somebody came, cleared and starts."""
        came = self._calendar.next_each(ended.astype(np.int64))
        return self._calendar.next_each(came + self._turnarounds[rows])


def _failures(
    stints: Sequence[Stint], lucks: NDArray[np.float64], now_us: int
) -> NDArray[np.int64]:
    """How often each job fails in each draw before it ends well."""
    success = np.array([stint.success for stint in stints])
    fails_first = 1 - success ** np.array([_left(stint, now_us) for stint in stints])
    failures = np.zeros(lucks.shape, dtype=np.int64)
    rows, draws = np.nonzero(lucks < fails_first[:, np.newaxis])
    # Where it fails, what is left of the same luck says how often it does so again.
    again = np.log(lucks[rows, draws] / fails_first[rows]) / np.log1p(-success[rows])
    failures[rows, draws] = np.minimum(1 + again, MOST_RERUNS)
    return failures


def _left(stint: Stint, now_us: int) -> float:
    """Which share of its run is still to come."""
    if stint.from_us is None:
        return 1.0
    run_us, rest_us = (us * stint.stretch.factor for us in (stint.run_us, stint.remaining_us))
    return min(max(stint.from_us + rest_us - now_us, 0.0) / run_us, 1.0) if rest_us else 0.0


# A page asks for the same queue again and again.
@lru_cache(maxsize=_KEPT)
def _mishaps(job_id: str, draws: int) -> tuple[Shares, Shares]:
    """Which draws fail first, and how far they get: evenly spread, in orders of the job's own."""
    shares = ((np.arange(draws) + 0.5) / draws).astype(np.float32)
    own = np.random.default_rng([crc32(job_id.encode()), 1])
    return own.permutation(shares), own.permutation(shares)
