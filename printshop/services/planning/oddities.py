"""What is odd about the spools that the queue will take, job by job."""

from collections.abc import Mapping, Sequence
from datetime import date

from printshop.analytics.allocation import Allocation
from printshop.domain.feasibility import FeasibilityWarning
from printshop.domain.filament import Filament
from printshop.repo import UnitOfWork
from printshop.services.planning.cautions import Surroundings, Take, cautions
from printshop.services.planning.reading import Reading


def oddities(
    uow: UnitOfWork,
    reading: Reading,
    allocation: Allocation,
    filaments: Mapping[str, Filament],
    *,
    as_of: date,
) -> Mapping[str, Sequence[FeasibilityWarning]]:
    """Warn of what each job takes, each finding what those before it leave.

    Args:
        uow: the transaction.
        reading: the shop.
        allocation: of its queue.
        filaments: of the shop, by id.
        as_of: today in the shop's time zone.

    """
    held = allocation.held
    around = Surroundings.read(
        uow, filaments, reading.stock, filament_ids=held["filament_id"], as_of=as_of
    )
    takes = [
        Take(subject_id=job_id, filament_id=filament_id, spool_id=spool_id, taken_cg=held_cg)
        for job_id, filament_id, spool_id, held_cg in held.select(
            "job_id", "filament_id", "spool_id", "held_cg"
        ).iter_rows()
    ]
    left_cg = dict(reading.spools.select("spool_id", "on_hand_cg").iter_rows())
    return cautions(takes, around, left_cg=left_cg, in_turn=True)
