"""What the queue keeps of the stock, for those who look at the stock and not at the queue."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

import polars as pl

from printshop.analytics.allocation import Allocation, run_outs
from printshop.domain.units import from_centigrams
from printshop.repo import UnitOfWork
from printshop.services.planning.holding import hold
from printshop.services.planning.reading import Reading
from printshop.services.shop import Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """The first job that a filament does not suffice for, and what it lacks, grams."""

    job_label: str
    short_g: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """Grams that jobs hold, by spool; and by filament where it runs out."""

    held_g: Mapping[UUID, Decimal] = field(default_factory=dict)
    shortages: Mapping[UUID, Shortage] = field(default_factory=dict)


def promised(shop: Shop) -> Promised:
    """What the jobs that print and wait take of which spool, and what they lack."""
    with shop.snapshot() as uow:
        reading = Reading.of(uow)
        if reading.queue.is_empty():
            return Promised()
        allocation = hold(reading)
        return Promised(
            held_g=_held_g(allocation),
            shortages=_shortages(uow, run_outs(allocation, reading.queue)),
        )


def _held_g(allocation: Allocation) -> dict[UUID, Decimal]:
    sums = allocation.held.group_by("spool_id").agg(pl.col("held_cg").sum())
    return {UUID(spool_id): from_centigrams(held_cg) for spool_id, held_cg in sums.iter_rows()}


def _shortages(uow: UnitOfWork, found: pl.DataFrame) -> dict[UUID, Shortage]:
    ids = [UUID(job_id) for job_id in found["job_id"]]
    labels = {job.id: job.label for job in uow.jobs.of_ids(ids)}
    return {
        UUID(row["filament_id"]): Shortage(
            job_label=labels[UUID(row["job_id"])], short_g=from_centigrams(row["short_cg"])
        )
        for row in found.iter_rows(named=True)
    }
