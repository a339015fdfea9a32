"""What jobs will really take: their files' grams times what the shop learnt."""

from decimal import Decimal
from uuid import UUID

import polars as pl

from printshop.analytics.calibration import calibrated, gram_factors
from printshop.analytics.needs import plate_needs
from printshop.domain.print_queue import PrintJob
from printshop.domain.units import from_centigrams, to_centigrams
from printshop.repo import UnitOfWork


def requirements(uow: UnitOfWork, job: PrintJob, *, is_safe: bool) -> pl.DataFrame:
    """REQUIREMENTS of a job's variant and of all open jobs, calibrated.

    Args:
        uow: the transaction.
        job: whose variant is meant.
        is_safe: whether what nine prints in ten stay under is meant, or what is expected.

    """
    learnt = gram_factors(uow.frames.measured())
    return calibrated(uow.frames.requirements([job.variant_id]), learnt, is_safe=is_safe)


def expected_cg(uow: UnitOfWork, job: PrintJob, *, share: Decimal | int) -> dict[UUID, int | None]:
    """What a share of a job's plate probably takes by filament; None where nobody said grams."""
    of_plate = of_job(requirements(uow, job, is_safe=False), job)
    return {
        filament_id: needed_cg
        if needed_cg is None
        else to_centigrams(from_centigrams(needed_cg) * Decimal(share))
        for filament_id, needed_cg in of_plate.items()
    }


def of_job(needed: pl.DataFrame, job: PrintJob) -> dict[UUID, int | None]:
    """Centigrams by filament of the shop; None where nobody has said them."""
    of_plate = plate_needs(needed.filter(pl.col("plate_id") == str(job.plate_id)))
    matched = of_plate.filter(pl.col("filament_id").is_not_null())
    return {
        UUID(filament_id): needed_cg
        for filament_id, needed_cg in matched.select("filament_id", "needed_cg").iter_rows()
    }
