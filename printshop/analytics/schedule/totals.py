"""The queue in a few figures."""

from dataclasses import dataclass

import polars as pl

from printshop.frames import QUEUE, conform


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueTotals:
    """The queue in three figures; print_s counts only jobs whose time is known."""

    n_jobs: int
    print_s: int
    n_unknown_time: int


def totals(queue: pl.DataFrame) -> QueueTotals:
    """Count the jobs of the queue and add up their print times, seconds.

    Args:
        queue: QUEUE.

    Raises:
        FrameContractError: `queue` does not match its contract.

    """
    durations = conform(queue, QUEUE, "queue")["duration_s"]
    return QueueTotals(
        n_jobs=len(durations),
        print_s=sum(durations.drop_nulls().to_list()),
        n_unknown_time=durations.null_count(),
    )
