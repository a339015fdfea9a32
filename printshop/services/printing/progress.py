"""How far a print is, as a person read it off the printer."""

from datetime import datetime

from printshop.domain.print_queue import JobOutcome, JobStatus, ReportProgress
from printshop.errors import IllegalTransitionError
from printshop.services.printing import steps
from printshop.services.shop import Shop


def report_progress(shop: Shop, report: ReportProgress, *, as_of: datetime) -> JobOutcome:
    """Note how far a printing job is; the last word counts, and nothing is booked.

    Raises:
        IllegalTransitionError: the job does not print.
        NotFoundError: there is no such job.

    """
    with shop.unit_of_work() as uow:
        job = steps.locked(uow, report.job_id)
        if job.status is not JobStatus.PRINTING:
            raise IllegalTransitionError(
                job=job.label, status=job.status, wanted="given a progress"
            )
        job = uow.jobs.change(job.id, progress_pct=report.progress_pct, progress_at=as_of)
        uow.commit()
    return JobOutcome(job=job)
