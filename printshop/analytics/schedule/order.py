"""An order of the waiting jobs that a person may take; no plan takes it by itself."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Final

import polars as pl

from printshop.analytics.schedule.calendar import us_of
from printshop.analytics.schedule.jobs import Job

# So many jobs from behind may pass a job before it is its turn.
MAX_PASSED: Final = 3


def suggested_order(queue: pl.DataFrame, *, as_of: datetime, long_first: bool = False) -> list[str]:
    """Order the waiting jobs by the rules of the trade.

    Higher priority first. Within it, jobs with a due date come before those without, the one
    with the least slack first: the time left when it is started now. Then the short ones first,
    so that most people wait least; but when three jobs from behind have passed one,
    it is its turn. With `long_first`, the long ones instead: they balance the printers, and
    the last of them is free earlier. Jobs of unknown time stand last.

    Args:
        queue: QUEUE.
        as_of: now, aware.
        long_first: balance the printers rather than shorten the wait.

    Returns:
        The identifiers of all waiting jobs.

    Raises:
        FrameContractError: `queue` does not match its contract.

    """
    waiting = [job for job in Job.read(queue) if not job.is_printing]
    waiting.sort(key=lambda job: -job.priority)  # stable: the order of the queue within
    now_us = us_of(as_of)
    order: list[str] = []
    for _, alike in groupby(waiting, key=lambda job: job.priority):
        jobs = list(alike)
        due = [job for job in jobs if job.due_us is not None and job.duration_us is not None]
        due.sort(key=lambda job: (job.due_us or 0) - (job.duration_us or 0) - now_us)
        named = {job.job_id for job in due}
        others = [job for job in jobs if job.job_id not in named and job.duration_us is not None]
        unknown = [job for job in jobs if job.duration_us is None]
        sign = -1 if long_first else 1
        turns = _in_turn(others, lambda job, sign=sign: sign * (job.duration_us or 0))
        order += [job.job_id for job in (*due, *turns, *unknown)]
    return order


def _in_turn(jobs: Sequence[Job], cost: Callable[[Job], int]) -> list[Job]:
    """The cheapest first, but a job that was passed often enough before all of them.

    Whoever passes a job passes all that stand before it, so the first of those that
    were passed often enough passes none.
    """
    waiting = [(job, 0) for job in jobs]
    order: list[Job] = []
    while waiting:
        starved = (n for n, (_, passed) in enumerate(waiting) if passed >= MAX_PASSED)
        place = next(starved, None)
        if place is None:
            place = min(range(len(waiting)), key=lambda n: cost(waiting[n][0]))
        order.append(waiting[place][0])
        ahead = [(job, passed + 1) for job, passed in waiting[:place]]
        waiting = [*ahead, *waiting[place + 1 :]]
    return order
