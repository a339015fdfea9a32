"""The jobs that ended, with what was booked for them."""

from uuid import UUID

from printshop.services.planning.context import Context
from printshop.services.planning.view import FinishedJob
from printshop.services.shop import Shop


def list_finished(
    shop: Shop, *, limit: int = 20, variant_id: UUID | None = None
) -> tuple[FinishedJob, ...]:
    """The jobs that ended last, of one version or of all, latest first, with what was booked."""
    with shop.snapshot() as uow:
        jobs = uow.jobs.finished(limit=limit, variant_id=variant_id)
        usage = uow.jobs.usage([job.id for job in jobs])
        context = Context.read(uow, jobs)
    return tuple(
        FinishedJob(
            job=job,
            model_id=context.variants[job.variant_id].model_id,
            model_name=context.model_names[context.variants[job.variant_id].model_id],
            variant_label=context.variants[job.variant_id].label,
            plate=context.plates[job.plate_id],
            needs=context.needs(job),
            printer=context.printers.get(job.printer_id),
            usage=usage.get(job.id, ()),
        )
        for job in jobs
    )
