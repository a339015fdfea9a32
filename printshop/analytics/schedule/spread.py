"""How late the times of a plan may become: the same plan gone through three hundred times."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from printshop.analytics.schedule.calendar import Calendar, Times
from printshop.analytics.schedule.factors import Stretch

# With 305 draws, one of them lies exactly at nine in ten (274.5 of 305), so that the late end of
# a print that starts now is its time at P90 to the microsecond, and not nearly so.
DRAWS: Final = 305
_NINTH: Final = 274
_LUCKS: Final = np.array([NormalDist().inv_cdf((n + 0.5) / DRAWS) for n in range(DRAWS)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stint:
    """A job on a printer, as planned. printer is its place, None where there is none such.

    from_us is where a printing job's remaining time counts from, None for one that waits:
    it starts when its printer is free.
    """

    job_id: str
    printer: int | None
    from_us: int | None
    remaining_us: int
    stretch: Stretch
    turnaround_us: int


def late_times(
    stints: Sequence[Stint], n_printers: int, calendar: Calendar | None, now_us: int
) -> tuple[list[tuple[int | None, int]], int]:
    """Draw how long each print takes, and see what becomes of the plan.

    The order and the printers stay. Adding up the late times of all prints instead would
    promise far too late: not everything goes badly at once. A short delay can still cost a
    night, where a print then ends after closing; only going through the days shows that.

    Each job has its own luck, the same wherever it stands and whatever stands around it: so
    times change only with the plan.

    Args:
        stints: all jobs with a known end, printing ones first, then in the order planned.
        n_printers: how many printers there are.
        calendar: the staffed hours; None where nobody ever comes.
        now_us: now.

    Returns:
        For each of them when it starts (None for what prints) and ends at the latest, nine
        times in ten, and the same for the end of the last of all.

    """
    free = np.full((n_printers, DRAWS), now_us, dtype=np.int64)
    last_end = np.full(DRAWS, now_us, dtype=np.int64)
    late: list[tuple[int | None, int]] = []
    for stint in stints:
        if stint.from_us is None and calendar is not None and stint.printer is not None:
            starts = calendar.next_each(free[stint.printer])
            ends = starts + _printed(stint)
            late.append((_nine_in_ten(starts), _nine_in_ten(ends)))
        else:
            ends = np.maximum((stint.from_us or now_us) + _printed(stint), now_us)
            late.append((None, _nine_in_ten(ends)))
        if stint.printer is not None and calendar is not None:
            cleared = calendar.next_each(ends) + stint.turnaround_us
            np.maximum(free[stint.printer], cleared, out=free[stint.printer])
        np.maximum(last_end, ends, out=last_end)
    return late, _nine_in_ten(last_end)


def _printed(stint: Stint) -> Times:
    lucks = _lucks(stint.job_id)
    stretched = stint.remaining_us * stint.stretch.factor * np.exp(lucks * stint.stretch.deviation)
    return np.rint(stretched).astype(np.int64)


def _lucks(job_id: str) -> NDArray[np.float64]:
    """Each of the same evenly spread lucks once, in an order that is the job's own."""
    return np.random.default_rng(crc32(job_id.encode())).permutation(_LUCKS)


def _nine_in_ten(moments: Times) -> int:
    return int(np.partition(moments, _NINTH)[_NINTH])
