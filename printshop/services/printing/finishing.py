"""The end of a job: completed, failed or cancelled."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from printshop.domain.catalog import Plate
from printshop.domain.print_queue import (
    CompleteJob,
    FailJob,
    JobOutcome,
    JobStatus,
    PrintJob,
    check_transition,
)
from printshop.domain.units import MAX_GRAMS
from printshop.errors import InvalidInputError
from printshop.repo import UnitOfWork
from printshop.services.printing import consumption, doubts, steps
from printshop.services.printing.uses import Said
from printshop.services.shop import Shop


def complete(shop: Shop, step: CompleteJob, *, as_of: datetime) -> JobOutcome:
    """Finish a printing job well and book its grams from the spools, once.

    Grams that are said of spools are booked from just these; grams of a filament, and where
    nothing is said those that the plate probably takes, from the spools the job was started
    with and then by the rule. Of this plate only.

    Raises:
        IllegalTransitionError: the job does not print any more.
        InsufficientFilamentError: a spool, or the spools, hold less; nothing is booked.
        DoubtfulGramsError: grams, pieces or time are far from the file's, or by the clock it
            can hardly be done, and nobody is sure of it.
        InvalidInputError: nobody has said the grams of a filament of the plate.
        RuleError: a spool that was named is empty, put away, or of another material.
        NotFoundError: there is no such job or spool.

    """
    with shop.unit_of_work() as uow:
        outcome = complete_in(uow, step, as_of=as_of)
        uow.commit()
    return outcome


def complete_in(uow: UnitOfWork, step: CompleteJob, *, as_of: datetime) -> JobOutcome:
    """Complete a job within a unit of work; see `complete`."""
    job = steps.locked(uow, step.job_id)
    before = steps.repeated(uow, job, JobStatus.COMPLETED, step.request_id)
    if before:
        return before
    check_transition(job.label, job.status, JobStatus.COMPLETED)
    plate = _plate(uow, job)
    said = Said.of(Decimal(1), step.actual_use, step.spool_use)
    _check(job, plate, said)
    good = max(plate.units - step.units_rejected, 0) if step.units_good is None else step.units_good
    if not step.is_confirmed:
        doubts.check_pieces(job, plate, good + step.units_rejected)
        if step.asks_when_early and step.print_s is None:
            doubts.check_clock(job, plate, as_of=as_of)
        doubts.check_time(job, plate, step.print_s)
        doubts.check_grams(uow, plate, said, at_least=Decimal(1))
    updates = consumption.book(uow, job, plate, said)
    job = steps.take(
        uow,
        job,
        JobStatus.COMPLETED,
        request_id=step.request_id,
        finished_at=as_of,
        completion_percentage=100,
        units_good=good,
        units_rejected=step.units_rejected,
        print_s=step.print_s,
    )
    warnings = _warnings(job, plate, good + step.units_rejected)
    return JobOutcome(job=job, inventory_updates=updates, warnings=warnings)


def fail(shop: Shop, step: FailJob, *, as_of: datetime) -> JobOutcome:
    """Finish a printing job as failed, booking what it took.

    Grams that are not said are what the plate probably takes times the progress; without a progress
    either, nothing is known and the step is refused.

    Raises:
        InvalidInputError: of a filament, neither progress nor grams are known.
        IllegalTransitionError: the job does not print any more.
        InsufficientFilamentError: a spool, or the spools, hold less; nothing is booked.
        DoubtfulUseError: grams are far from the file's, and nobody is sure of them.
        RuleError: a spool that was named is empty, put away, or of another material.
        NotFoundError: there is no such job or spool.

    """
    with shop.unit_of_work() as uow:
        outcome = fail_in(uow, step, as_of=as_of)
        uow.commit()
    return outcome


def fail_in(uow: UnitOfWork, step: FailJob, *, as_of: datetime) -> JobOutcome:
    """Note a job as failed within a unit of work; see `fail`."""
    job = steps.locked(uow, step.job_id)
    before = steps.repeated(uow, job, JobStatus.FAILED, step.request_id)
    if before:
        return before
    check_transition(job.label, job.status, JobStatus.FAILED)
    plate, percent = _plate(uow, job), step.completion_percentage
    share = Decimal(percent or 0) / 100
    said = Said.of(share, step.actual_use, step.spool_use)
    _check_something_is_known(step, plate, said)
    _check(job, plate, said)
    if not step.is_confirmed:
        # Without a progress it may have been any part of the plate.
        most = said if percent is not None else Said.of(Decimal(1), step.actual_use, step.spool_use)
        doubts.check_grams(uow, plate, most, at_least=share)
    updates = consumption.book(uow, job, plate, said)
    job = steps.take(
        uow,
        job,
        JobStatus.FAILED,
        request_id=step.request_id,
        finished_at=as_of,
        failure_reason=step.reason,
        failure_note=step.note,
        completion_percentage=percent,
        units_good=0,
    )
    return JobOutcome(job=job, inventory_updates=updates)


def cancel(shop: Shop, job_id: UUID, *, as_of: datetime) -> JobOutcome:
    """Take a job out of the queue or off its printer; nothing is booked, and it is no failure.

    What it held back on spools is free again, as that is worked out from what is open.

    Raises:
        IllegalTransitionError: the job is finished.
        NotFoundError: there is no such job.

    """
    with shop.unit_of_work() as uow:
        job = steps.locked(uow, job_id)
        job = steps.take(uow, job, JobStatus.CANCELLED, finished_at=as_of)
        uow.commit()
    return JobOutcome(job=job)


def check_can_end(shop: Shop, job_id: UUID, wanted: JobStatus) -> None:
    """Look whether a job can still end as wanted, or did: before its form is read.

    Raises:
        IllegalTransitionError: it was finished otherwise, or does not print any more.
        NotFoundError: there is no such job.

    """
    with shop.snapshot() as uow:
        job = uow.jobs.get(job_id)
    if job.status is not wanted:
        check_transition(job.label, job.status, wanted)


def _plate(uow: UnitOfWork, job: PrintJob) -> Plate:
    return uow.plates.by_ids([job.plate_id])[job.plate_id]


def _check(job: PrintJob, plate: Plate, said: Said) -> None:
    strange = set(said.used_g()) - {need.filament_id for need in plate.requirements}
    if strange:
        raise InvalidInputError(
            f"{job.label} does not use one of the filaments that grams were given for.",
            hint="Reload the page: the match of its filaments was changed.",
        )
    if sum(said.used_g().values(), Decimal(0)) > MAX_GRAMS:
        raise InvalidInputError(f"{job.label}: more than {MAX_GRAMS:,} g cannot be one print.")


def _check_something_is_known(step: FailJob, plate: Plate, said: Said) -> None:
    matched = {need.filament_id for need in plate.requirements if need.filament_id}
    known = said.used_g()
    if step.completion_percentage is None and (matched - set(known) or not known):
        raise InvalidInputError(
            "A failed print needs its progress in percent, or the grams it took.",
            hint="Read the progress off the printer, or weigh the scrap of each filament.",
        )


def _warnings(job: PrintJob, plate: Plate, units: int) -> tuple[str, ...]:
    if units <= plate.units:
        return ()
    return (f"{job.label}: {units:,} pieces are noted, and its plate makes {plate.units:,}.",)
