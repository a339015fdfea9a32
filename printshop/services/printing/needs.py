"""What a job will really take of each filament: its file's grams times what the shop learnt."""

from uuid import UUID

import polars as pl

from printshop.analytics.calibration import calibrated, gram_factors
from printshop.analytics.needs import plate_needs
from printshop.domain.print_queue import PrintJob
from printshop.repo import UnitOfWork


def of_job(uow: UnitOfWork, job: PrintJob, *, is_safe: bool) -> dict[UUID, int | None]:
    """Centigrams by filament of the shop; None where nobody has said them.

    Args:
        uow: the transaction.
        job: whose plate is meant.
        is_safe: whether what nine prints in ten stay under is meant, or what is expected.

    """
    requirements = uow.frames.requirements([job.variant_id])
    own = requirements.filter(pl.col("plate_id") == str(job.plate_id))
    needed = plate_needs(
        calibrated(own, gram_factors(uow.frames.measured()), is_safe=is_safe)
    ).filter(pl.col("filament_id").is_not_null())
    return {
        UUID(filament_id): needed_cg
        for filament_id, needed_cg in needed.select("filament_id", "needed_cg").iter_rows()
    }
