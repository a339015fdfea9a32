"""What would become of jobs that are not queued yet."""

from collections.abc import Iterable
from typing import Final

import polars as pl

from printshop.analytics.allocation.ground import Ground
from printshop.analytics.allocation.plan import allocate
from printshop.analytics.allocation.shapes import Allocation
from printshop.frames import QUEUE, conform

# The figures of a print are of no account to who gets which spool.
_UNSAID: Final = tuple(name for name in QUEUE if name not in {"job_id", "plate_id", "status"})


def basket(wishes: Iterable[tuple[str, str]]) -> pl.DataFrame:
    """Make QUEUE rows of (job_id, plate_id), in this order; job ids are the caller's own."""
    rows = [
        {"job_id": job_id, "plate_id": plate_id, "status": "queued", **dict.fromkeys(_UNSAID)}
        for job_id, plate_id in wishes
    ]
    return pl.DataFrame(rows, schema=QUEUE, orient="row").with_columns(
        pl.int_range(pl.len(), dtype=pl.Int32).alias("position")
    )


def what_if(
    requirements: pl.DataFrame,
    queue: pl.DataFrame,
    basket_jobs: pl.DataFrame,
    ground: Ground,
) -> Allocation:
    """Say how jobs would stand behind the whole queue.

    They are a priority of their own below all others: nothing that is queued is given
    another spool for their sake. Among them the best plan holds as in the queue.

    Args:
        requirements: REQUIREMENTS of the plates of the queue and of the basket.
        queue: QUEUE.
        basket_jobs: QUEUE, as from `basket`; their priorities are not asked.
        ground: what both are served from.

    Returns:
        The allocation's rows of the basket's jobs; `split` of the filaments that they take.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    queue = conform(queue, QUEUE, "queue")
    lowest = min(queue["priority"].fill_null(0).to_list(), default=0)
    behind = conform(basket_jobs, QUEUE, "basket").with_columns(
        pl.lit(lowest - 1, pl.Int32).alias("priority"), pl.lit("queued").alias("status")
    )
    whole = allocate(requirements, pl.concat([queue, behind]), ground)
    ours = behind["job_id"].implode()
    held = whole.held.filter(pl.col("job_id").is_in(ours))
    return Allocation(
        held=held,
        by_filament=whole.by_filament.filter(pl.col("subject_id").is_in(ours)),
        split=whole.split.filter(pl.col("filament_id").is_in(held["filament_id"].implode())),
    )
