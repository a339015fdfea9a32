"""Starting a job: on which printer, from which spools, and what stands against it."""

from collections.abc import Sequence
from datetime import datetime

from printshop.domain.print_queue import (
    JobOutcome,
    JobStatus,
    PrintJob,
    SpoolChoice,
    StartJob,
    check_transition,
)
from printshop.domain.printers import LoadedSpool, Printer
from printshop.errors import RuleError, StartDoubtError
from printshop.repo import UnitOfWork
from printshop.services.printing import abilities, steps
from printshop.services.printing.bench import Planned, planned_for
from printshop.services.printing.spool_choice import choose
from printshop.services.shop import Shop


def start(shop: Shop, step: StartJob, *, as_of: datetime) -> JobOutcome:
    """Start a queued job on a printer that prints nothing else.

    Spools that are chosen are remembered with the job, and put into the printer where a slot
    is said; for a filament without one the proposed ones are. `step.note` says why it is
    started although the printer cannot, or the spools hold too little.

    Raises:
        IllegalTransitionError: the job is not queued any more.
        StartDoubtError: the printer cannot, a filament is short, or another job prints from a
            spool, and there is no note.
        RuleError: the printer is busy or out of use, a spool was put away, its material is
            another one, or it is to be moved out of a printer that prints from it.
        NotFoundError: there is no such job, printer or spool.

    """
    with shop.snapshot() as seen:
        plan = planned_for(seen, step)
    with shop.unit_of_work() as uow:
        outcome = _start(uow, step, plan, as_of=as_of)
        uow.commit()
    return outcome


def _start(
    uow: UnitOfWork,
    step: StartJob,
    plan: Planned,
    *,
    as_of: datetime,
) -> JobOutcome:
    job = steps.locked(uow, step.job_id)
    before = steps.repeated(uow, job, JobStatus.PRINTING, step.request_id)
    if before:
        return before
    check_transition(job.label, job.status, JobStatus.PRINTING)
    printer = uow.printers.lock(step.printer_id)
    _check_free(uow, printer)
    choice = choose(uow, job, printer, step.spools, plan)
    against = (*abilities.refusals(uow, job, printer), *choice.against)
    if against and not step.note:
        raise StartDoubtError(against)
    _load(uow, printer, step.spools)
    uow.job_spools.replace(job.id, choice.planned)
    job = steps.take(
        uow,
        job,
        JobStatus.PRINTING,
        request_id=step.request_id,
        printer_id=printer.id,
        started_at=as_of,
        start_note=step.note,
        progress_pct=None,
        progress_at=None,
    )
    return JobOutcome(job=job, warnings=against)


def _check_free(uow: UnitOfWork, printer: Printer) -> None:
    if not printer.is_active:
        raise RuleError(f"{printer.name} is out of use.", hint="Choose another printer.")
    busy: PrintJob | None = uow.jobs.printing_on(printer.id)
    if busy is not None:
        raise RuleError(
            f"{printer.name} still prints {busy.label}.",
            hint=f"Finish {busy.label} first, or choose another printer.",
        )


def _load(uow: UnitOfWork, printer: Printer, chosen: Sequence[SpoolChoice]) -> None:
    for choice in chosen:
        if choice.slot is None:
            continue
        if choice.slot > printer.ams_slots:
            raise RuleError(
                f"{printer.name} has no slot {choice.slot}.",
                hint=f"It has {printer.ams_slots}, and the holder beside it.",
            )
        uow.printer_slots.put(
            LoadedSpool(printer_id=printer.id, slot=choice.slot, spool_id=choice.spool_id)
        )
