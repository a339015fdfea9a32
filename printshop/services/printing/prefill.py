"""What a print probably took of which spool: what the forms of its end start with."""

from decimal import Decimal
from uuid import UUID

from printshop.domain.print_queue import SpoolUse
from printshop.domain.units import from_centigrams
from printshop.repo import UnitOfWork
from printshop.services.printing import needs
from printshop.services.printing.giving import Shelf
from printshop.services.shop import Shop


def prefilled(shop: Shop, job_id: UUID, *, share: Decimal | int = 1) -> tuple[SpoolUse, ...]:
    """Say what a job probably takes of each spool: the slicer's grams times the learnt factor.

    The spools it was started with give in their order, then those that the booking rule would
    take. Grams that none of them holds stand at the last one: booking them asks.

    Args:
        shop: whose job.
        job_id: the job.
        share: the part of the plate that was printed, 0 to 1.

    Raises:
        NotFoundError: there is no such job.

    """
    with shop.snapshot() as uow:
        return prefilled_in(uow, job_id, share=share)


def prefilled_in(
    uow: UnitOfWork, job_id: UUID, *, share: Decimal | int = 1
) -> tuple[SpoolUse, ...]:
    """Say it within a unit of work; see `prefilled`."""
    job = uow.jobs.get(job_id)
    of_plate = needs.expected_cg(uow, job, share=share)
    shelf = Shelf.seen(uow, job, list(of_plate))
    uses = []
    for filament_id, needed_cg in of_plate.items():
        wanted_cg = needed_cg or 0
        given = shelf.as_far_as_it_goes(filament_id, wanted_cg)
        missing_cg = wanted_cg - sum(given.values())
        if given and missing_cg:
            given[list(given)[-1]] += missing_cg
        uses += [
            SpoolUse(filament_id=filament_id, spool_id=spool_id, used_g=from_centigrams(cg))
            for spool_id, cg in given.items()
        ]
    return tuple(uses)
