"""Stand-ins with the agreed signatures, until the parts of analytics behind them are there."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import polars as pl

from printshop.analytics import feasibility, reservations
from printshop.analytics import schedule as planned
from printshop.analytics.staffed_hours import StaffedHours
from printshop.domain.print_queue import JobStatus, PrintJob
from printshop.frames import SCHEDULE, UTC_TIME

RUN_OUTS: Final = pl.Schema(
    {
        "filament_id": pl.String,
        "job_id": pl.String,
        "short_cg": pl.Int64,
        "short_in_all_cg": pl.Int64,
    }
)
REFUSED: Final = pl.Schema({"job_id": pl.String, "printer_id": pl.String, "sentence": pl.String})
NO_HOURS: Final = "No opening hours are set: say when somebody is there to start it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """Which spool serves which job, and how well each is served."""

    held: pl.DataFrame
    by_filament: pl.DataFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When each job starts and ends, and which printers were refused for it."""

    planned: pl.DataFrame
    refused: pl.DataFrame


def gram_factors(_measured: pl.DataFrame) -> None:
    """Nothing is learnt yet."""


def time_factors(_timed: pl.DataFrame) -> None:
    """Nothing is learnt yet."""


def calibrated(requirements: pl.DataFrame, _factors: None, *, is_safe: bool) -> pl.DataFrame:  # noqa: ARG001 - a stand-in
    """As the slicer says."""
    return requirements


def substitutes(_stock: pl.DataFrame) -> None:
    """None are known yet."""


def allocate(
    requirements: pl.DataFrame,
    queue: pl.DataFrame,
    spools: pl.DataFrame,
    *,
    tail_cg: int = 0,  # noqa: ARG001 - a stand-in
    refill_slots: int = 0,  # noqa: ARG001 - a stand-in
    substitutes: pl.DataFrame | None = None,  # noqa: ARG001 - a stand-in
) -> Allocation:
    """In queue order, whoever comes first."""
    held = reservations.reserve(requirements, queue, spools)
    return Allocation(
        held=held.with_columns(pl.col("filament_id").alias("for_filament_id")),
        by_filament=feasibility.in_queue_order(requirements, spools, queue),
    )


def run_outs(allocation: Allocation, _queue: pl.DataFrame) -> pl.DataFrame:
    """The first job that each filament does not suffice for."""
    short = allocation.by_filament.filter(pl.col("state") == "short")
    return (
        short.group_by("filament_id", maintain_order=True)
        .agg(
            pl.col("subject_id").first().alias("job_id"),
            pl.col("short_cg").first(),
            pl.col("short_cg").sum().alias("short_in_all_cg"),
        )
        .match_to_schema(RUN_OUTS)
    )


def schedule(
    queue: pl.DataFrame,
    printers: pl.DataFrame,
    *,
    as_of: datetime,
    staffed: StaffedHours | None,
    turnaround_s: int,
    time_factors: pl.DataFrame | None = None,  # noqa: ARG001 - a stand-in
) -> Plan:
    """The schedule without late times and refusals."""
    times = planned.schedule(
        queue,
        printers,
        as_of=as_of,
        staffed=staffed or StaffedHours.always(),
        turnaround_s=turnaround_s,
    )
    if staffed is None:
        waits = pl.Series(queue["status"] == "queued")
        none = pl.lit(None, UTC_TIME)
        times = times.with_columns(
            pl.when(waits).then(none).otherwise(pl.col("starts_at")).alias("starts_at"),
            pl.when(waits).then(none).otherwise(pl.col("ends_at")).alias("ends_at"),
            pl.when(waits).then(pl.lit(NO_HOURS)).otherwise(pl.col("reason")).alias("reason"),
        ).select(SCHEDULE.names())
    late = times.with_columns(
        pl.col("starts_at").alias("late_starts_at"), pl.col("ends_at").alias("late_ends_at")
    )
    return Plan(planned=late, refused=pl.DataFrame(schema=REFUSED))


def queue_revision(jobs: Sequence[PrintJob]) -> str:
    """Changes with the order of what waits."""
    waits = (f"{job.id}:{job.priority}" for job in jobs if job.status is JobStatus.QUEUED)
    return hashlib.sha256("|".join(waits).encode()).hexdigest()[:16]
