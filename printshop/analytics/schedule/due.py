"""Which jobs end after they are due, and which may."""

from typing import Final

import polars as pl

from printshop.frames import QUEUE, SCHEDULE, UTC_TIME, conform

# One row per job of QUEUE, same order. is_late: it is more likely than not to end after it is
# due. is_at_risk: it is likely to be in time, but not nine times in ten. Both are false without
# a due date, or where nobody can say when it ends.
DUE: Final = pl.Schema(
    {"job_id": pl.String, "due_at": UTC_TIME, "is_late": pl.Boolean, "is_at_risk": pl.Boolean}
)


def due_dates(queue: pl.DataFrame, planned: pl.DataFrame) -> pl.DataFrame:
    """Hold the plan against the due dates.

    Args:
        queue: QUEUE.
        planned: SCHEDULE of it.

    Returns:
        DUE.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    wanted = conform(queue, QUEUE, "queue").select("job_id", "due_at")
    ends = conform(planned, SCHEDULE, "schedule").select("job_id", "ends_at", "late_ends_at")
    is_late = (pl.col("ends_at") > pl.col("due_at")).fill_null(value=False)
    may_be = (pl.col("late_ends_at") > pl.col("due_at")).fill_null(value=False)
    return wanted.join(ends, on="job_id", how="left", maintain_order="left").select(
        "job_id", "due_at", is_late.alias("is_late"), (may_be & ~is_late).alias("is_at_risk")
    )
