"""What matters on the first page, picked out of the queue and the stock. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from printshop.domain.filament import Filament
from printshop.domain.print_queue import JobStatus
from printshop.domain.spools import FilamentStock
from printshop.services.queue_view import QueuedJob


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortage:
    """A filament the queue needs more of than there is. needed_by counts the jobs."""

    filament: Filament
    short_g: Decimal
    needed_by: int


def printing(jobs: Iterable[QueuedJob]) -> tuple[QueuedJob, ...]:
    """The jobs that print now, in the order of the queue."""
    return tuple(row for row in jobs if row.job.status is JobStatus.PRINTING)


def waiting(jobs: Iterable[QueuedJob]) -> tuple[QueuedJob, ...]:
    """The jobs that wait, in the order of the queue."""
    return tuple(row for row in jobs if row.job.status is JobStatus.QUEUED)


def shortages(jobs: Iterable[QueuedJob]) -> tuple[Shortage, ...]:
    """What must be bought to print the whole queue, the largest gap first.

    Each job's short grams are what the jobs before it leave missing, so they add up.
    """
    found: dict[object, Shortage] = {}
    for row in jobs:
        for need in row.feasibility.filaments:
            if need.filament is None or not need.short_g:
                continue
            before = found.get(need.filament.id)
            found[need.filament.id] = Shortage(
                filament=need.filament,
                short_g=need.short_g + (before.short_g if before else Decimal(0)),
                needed_by=1 + (before.needed_by if before else 0),
            )
    return tuple(sorted(found.values(), key=lambda shortage: shortage.short_g, reverse=True))


def running_low(stock: Sequence[FilamentStock]) -> tuple[FilamentStock, ...]:
    """The filaments at or under their threshold, those in demand first, then the emptiest."""
    low = (row for row in stock if row.is_low)
    return tuple(sorted(low, key=lambda row: (not row.filament.demand_count, row.on_hand_g)))
