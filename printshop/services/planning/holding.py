"""Which spools the queue holds: the one place that calibrates and allocates."""

from dataclasses import replace

import polars as pl

from printshop.analytics.allocation import Allocation, Ground, allocate
from printshop.analytics.calibration import calibrated, gram_factors
from printshop.analytics.refill import able_slots, refill_slots, refilled
from printshop.analytics.substitutes import substitutes
from printshop.repo import UnitOfWork
from printshop.services.planning.reading import Reading


def held(uow: UnitOfWork) -> Allocation:
    """What each job of the queue takes from which spool, as of this transaction."""
    return hold(Reading.of(uow))


def hold(reading: Reading) -> Allocation:
    """Serve the queue from the spools, on the safe side of what prints really took."""
    found = allocate(safe_needs(reading), reading.queue, ground(reading))
    slots = able_slots(reading.queue, reading.printers)
    return replace(found, by_filament=refilled(found.by_filament, slots))


def ground(reading: Reading) -> Ground:
    """What the queue is served from, and what would be queued behind it."""
    return Ground(
        spools=reading.spools,
        started=reading.started,
        loaded=reading.loaded,
        tail_cg=reading.tail_cg,
        refill_slots=refill_slots(reading.printers),
        substitutes=substitutes(reading.stock),
    )


def safe_needs(reading: Reading) -> pl.DataFrame:
    """REQUIREMENTS as nine prints in ten stay under them, by what the shop's own prints took."""
    return calibrated(reading.requirements, gram_factors(reading.measured), is_safe=True)
