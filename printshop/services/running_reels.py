"""A reel is in one printer at a time: which ones jobs print from now."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from printshop.domain.print_queue import PrintJob
from printshop.domain.spools import Spool
from printshop.errors import RuleError
from printshop.repo import UnitOfWork


def running(
    uow: UnitOfWork, spool_ids: Iterable[UUID], *, but: UUID | None = None
) -> dict[UUID, PrintJob]:
    """The job other than `but` that prints from each of these spools; idle ones are left out.

    It stays true while the spools are locked: who starts a job locks its spools first.
    """
    found = uow.job_spools.printing_from(list(spool_ids), but=but)
    jobs = {job.id: job for job in uow.jobs.of_ids(list(set(found.values())))}
    return {spool_id: jobs[job_id] for spool_id, job_id in found.items()}


def sentence(uow: UnitOfWork, spool: Spool, job: PrintJob) -> str:
    """That a reel is in use, and where."""
    where = f" on {uow.printers.get(job.printer_id).name}" if job.printer_id else ""
    return f"Spool {spool.label} is printing {job.label}{where}."


def refuse_to_move(
    uow: UnitOfWork, spool: Spool, printer_id: UUID, in_use: Mapping[UUID, PrintJob]
) -> None:
    """Refuse to take a reel out of the printer that prints from it; within it, it may move.

    Raises:
        RuleError: another printer prints from it.

    """
    job = in_use.get(spool.id)
    if job is not None and job.printer_id != printer_id:
        raise RuleError(
            sentence(uow, spool, job),
            hint=f"Finish or cancel {job.label} first, or choose another spool.",
        )
