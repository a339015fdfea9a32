"""How late the times of a plan may become: the same plan gone through three hundred times."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from statistics import NormalDist
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from printshop.analytics.schedule.calendar import Calendar, Times
from printshop.analytics.schedule.reruns import Reruns
from printshop.analytics.schedule.stints import Stint

# With 305 draws, one of them lies exactly at nine in ten (274.5 of 305), so that the late end of
# a print that starts now is its time at P90 to the microsecond, and not nearly so.
DRAWS: Final = 305
_NINTH: Final = 274
# Jobs whose lucks are kept: 5 MB.
_KEPT: Final = 2048
_LUCKS: Final = np.array([NormalDist().inv_cdf((n + 0.5) / DRAWS) for n in range(DRAWS)])


def late_times(
    stints: Sequence[Stint], n_printers: int, calendar: Calendar | None, now_us: int
) -> tuple[list[tuple[int | None, int]], int]:
    """Draw how long each print takes, and see what becomes of the plan.

    The order and the printers stay. Adding up the late times of all prints instead would
    promise far too late: not everything goes badly at once. A short delay can still cost a
    night, where a print then ends after closing; only going through the days shows that.

    Each job has its own luck, the same wherever it stands and whatever stands around it: so
    times change only with the plan. In some draws a print fails, as often as it does: then the
    part of it that was printed is lost, its bed is cleared, and it begins again there.

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
    starts = np.zeros((len(stints), DRAWS), dtype=np.int64)
    ends = _printed(stints)
    reruns = None if calendar is None else Reruns.of(stints, calendar, ends, now_us)
    clear = np.zeros_like(ends)
    waves = [] if calendar is None else _waves(stints)
    waiting = {row for rows, _ in waves for row in rows}
    for row, stint in enumerate(stints):
        if row not in waiting:
            ends[row] = np.maximum((stint.from_us or now_us) + ends[row], now_us)
            if reruns is not None and stint.printer is not None:
                reruns.put_off(row, ends)
            if stint.printer is not None and calendar is not None:
                clear[row] = calendar.next_each(ends[row]) + stint.turnaround_us
                np.maximum(free[stint.printer], clear[row], out=free[stint.printer])
    if calendar is not None:
        _go_on(stints, waves, calendar, (free, starts, ends, clear), reruns)
    last_end = np.max(ends, axis=0, initial=now_us)
    late_starts, late_ends = _nine_in_ten(starts), _nine_in_ten(ends)
    late = [
        (start_us if row in waiting else None, end_us)
        for row, (start_us, end_us) in enumerate(zip(late_starts, late_ends, strict=True))
    ]
    return late, _nine_in_ten(last_end[np.newaxis])[0]


def _go_on(
    stints: Sequence[Stint],
    waves: Sequence[tuple[list[int], list[int]]],
    calendar: Calendar,
    moments: tuple[Times, Times, Times, Times],
    reruns: Reruns | None,
) -> None:
    """Start and end what waits, from when the printers and the spools are free."""
    free, starts, ends, clear = moments
    for rows, places in waves:
        turnaround = np.array([[stints[row].turnaround_us] for row in rows])
        ready = free[places]
        for n, row in enumerate(rows):
            for other in stints[row].after:
                np.maximum(ready[n], clear[other], out=ready[n])
        starts[rows] = calendar.next_each(ready)
        ends[rows] += starts[rows] if reruns is None else reruns.last_starts(rows, starts[rows])
        clear[rows] = calendar.next_each(ends[rows]) + turnaround
        free[places] = np.maximum(free[places], clear[rows])


def _waves(stints: Sequence[Stint]) -> list[tuple[list[int], list[int]]]:
    """Rows of what waits and their printers: the first of every printer, then the second, so on.

    What printers do depends on each other only where a spool goes from one to the next: the job
    that has it later is of a later wave. Those of a wave are gone through at once.
    """
    waves: list[tuple[list[int], list[int]]] = []
    behind = Counter[int]()
    wave_of: dict[int, int] = {}
    for row, stint in enumerate(stints):
        if stint.from_us is None and stint.printer is not None:
            others = (wave_of[other] + 1 for other in stint.after if other in wave_of)
            wave = max(behind[stint.printer], *others, 0)
            waves += [([], []) for _ in range(len(waves), wave + 1)]
            rows, places = waves[wave]
            rows.append(row)
            places.append(stint.printer)
            wave_of[row] = wave
            behind[stint.printer] = wave + 1
    return waves


def _printed(stints: Sequence[Stint]) -> Times:
    """How long each takes, a row for each."""
    lucks = np.array([_lucks(one.job_id) for one in stints]).reshape(len(stints), DRAWS)
    likely_us = np.array([[one.remaining_us * one.stretch.factor] for one in stints], dtype=float)
    deviation = np.array([[one.stretch.deviation] for one in stints], dtype=float)
    stretched = likely_us.reshape(-1, 1) * np.exp(lucks * deviation.reshape(-1, 1))
    return np.rint(stretched).astype(np.int64)


# A page asks for the same queue again and again.
@lru_cache(maxsize=_KEPT)
def _lucks(job_id: str) -> NDArray[np.float64]:
    """Each of the same evenly spread lucks once, in an order that is the job's own."""
    return np.random.default_rng(crc32(job_id.encode())).permutation(_LUCKS)


def _nine_in_ten(moments: Times) -> list[int]:
    """Of each row."""
    return np.partition(moments, _NINTH, axis=1)[:, _NINTH].tolist()
