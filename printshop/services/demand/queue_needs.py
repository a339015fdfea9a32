"""What the queue takes of each filament, and on which day."""

from datetime import datetime
from typing import Final

import polars as pl

from printshop.analytics.allocation import Allocation
from printshop.analytics.schedule import schedule
from printshop.frames import KNOWN_NEEDS, UTC_TIME, conform
from printshop.services.planning.reading import Reading
from printshop.services.planning.timing import asked

QUEUE: Final = "queue"


def needs_of_queue(reading: Reading, allocation: Allocation, *, as_of: datetime) -> pl.DataFrame:
    """KNOWN_NEEDS of the jobs that print and wait, on the safe side of what prints really took.

    Grams that the plan takes from a reel are taken of what is on that reel, be it the file's
    filament or one that stands in for it; what is short is asked of the file's own. A job's day
    is the one on which it starts, or would start if there were filament; null where nobody knows.

    Args:
        reading: the shop.
        allocation: of its queue.
        as_of: now, aware.

    """
    if reading.queue.is_empty():
        return KNOWN_NEEDS.to_frame()
    taken = pl.concat([_held(allocation), _short(allocation)])
    days = _days(reading, allocation, as_of=as_of)
    return (
        taken.join(days, on="job_id", how="left")
        .group_by("filament_id", "due_on")
        .agg(pl.col("needed_cg").sum())
        .with_columns(pl.lit(QUEUE).alias("source"))
        .sort("filament_id", "due_on")
        .pipe(conform, KNOWN_NEEDS, "known needs")
    )


def _held(allocation: Allocation) -> pl.DataFrame:
    return allocation.held.select("job_id", "filament_id", pl.col("held_cg").alias("needed_cg"))


def _short(allocation: Allocation) -> pl.DataFrame:
    """What no reel gives, of the filament that the file asks for."""
    held = allocation.held.group_by("job_id", pl.col("for_filament_id").alias("filament_id")).agg(
        pl.col("held_cg").sum()
    )
    rest = pl.col("needed_cg") - pl.col("held_cg").fill_null(0)
    return (
        allocation.by_filament.filter(pl.col("filament_id").is_not_null())
        .select(pl.col("subject_id").alias("job_id"), "filament_id", "needed_cg")
        .join(held, on=["job_id", "filament_id"], how="left")
        .select("job_id", "filament_id", rest.alias("needed_cg"))
        .filter(pl.col("needed_cg") > 0)
    )


def _days(reading: Reading, allocation: Allocation, *, as_of: datetime) -> pl.DataFrame:
    planned = schedule(
        reading.queue,
        reading.printers,
        as_of=as_of,
        with_late=False,
        **asked(reading, allocation, {}),
    )
    turns = pl.DataFrame(
        list(planned.turns.items()), schema={"job_id": pl.String, "turn_at": UTC_TIME}, orient="row"
    )
    starts_at = pl.coalesce("starts_at", "turn_at")
    return planned.planned.join(turns, on="job_id", how="left").select(
        "job_id",
        starts_at.dt.convert_time_zone(reading.settings.time_zone).dt.date().alias("due_on"),
    )
