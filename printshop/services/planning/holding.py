"""Which spools the queue holds: the one place that calibrates and allocates."""

from printshop.analytics.refill import refill_slots
from printshop.repo import UnitOfWork
from printshop.services.planning.reading import Reading
from printshop.services.planning.seams import (
    Allocation,
    allocate,
    calibrated,
    gram_factors,
    substitutes,
)


def held(uow: UnitOfWork) -> Allocation:
    """What each job of the queue takes from which spool, as of this transaction."""
    return hold(Reading.of(uow))


def hold(reading: Reading) -> Allocation:
    """Serve the queue from the spools, on the safe side of what prints really took."""
    needs = calibrated(reading.requirements, gram_factors(reading.measured), is_safe=True)
    return allocate(
        needs,
        reading.queue,
        reading.spools,
        tail_cg=reading.tail_cg,
        refill_slots=refill_slots(reading.printers),
        substitutes=substitutes(reading.stock),
    )
