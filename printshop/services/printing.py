"""The print queue's steps: queue, start, complete, fail, cancel, undo.

Each step locks the job's row first, checks that the step is legal, and books the
grams in the same transaction. Whoever comes second finds the job already moved on.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from printshop.domain.catalog import Plate
from printshop.domain.print_queue import (
    CompleteJob,
    FailJob,
    InventoryUpdate,
    JobOutcome,
    JobStatus,
    NewJobs,
    PrintJob,
    StartJob,
    check_transition,
)
from printshop.domain.units import MAX_GRAMS
from printshop.errors import (
    DuplicateError,
    IllegalTransitionError,
    InvalidInputError,
    NotFoundError,
    RuleError,
)
from printshop.repo import UnitOfWork
from printshop.services import consumption
from printshop.services.shop import Shop


def add_to_queue(shop: Shop, new: NewJobs) -> tuple[PrintJob, ...]:
    """Queue plates of a variant. The same batch sent twice is queued once.

    Raises:
        NotFoundError: there is no such variant, or a plate is not one of its own.

    """
    try:
        with shop.unit_of_work() as uow:
            jobs = uow.jobs.of_batch(new.batch_id) or _queue(uow, new)
            uow.commit()
    except DuplicateError:
        with shop.unit_of_work() as uow:
            return uow.jobs.of_batch(new.batch_id)
    return jobs


def reorder(shop: Shop, job_ids: Sequence[UUID]) -> tuple[PrintJob, ...]:
    """Put these queued jobs into this order; all others keep theirs, behind them.

    The order given by hand wins: all queued jobs get the highest priority among them, so
    that no priority pulls them apart again.

    Raises:
        NotFoundError: one of them is not in the queue any more.

    """
    with shop.unit_of_work() as uow:
        uow.jobs.lock_queued()
        waiting = [job for job in uow.jobs.open() if job.status is JobStatus.QUEUED]
        by_id = {job.id: job for job in waiting}
        unknown = next((job_id for job_id in job_ids if job_id not in by_id), None)
        if unknown is not None:
            raise NotFoundError("queued job", unknown)
        ordered = [by_id[job_id] for job_id in dict.fromkeys(job_ids)]
        ordered += [job for job in waiting if job.id not in set(job_ids)]
        top = max((job.priority for job in ordered), default=0)
        for position, job in enumerate(ordered):
            uow.jobs.change(job.id, queue_position=position, priority=top)
        reordered = uow.jobs.open()
        uow.commit()
    return reordered


def start(shop: Shop, step: StartJob, *, as_of: datetime) -> JobOutcome:
    """Start a queued job on a printer that prints nothing else.

    Raises:
        IllegalTransitionError: the job is not queued any more.
        RuleError: the printer is busy or out of use.
        NotFoundError: there is no such job or printer.

    """
    with shop.unit_of_work() as uow:
        job = uow.jobs.get(step.job_id, lock=True)
        check_transition(job.label, job.status, JobStatus.PRINTING)
        printer = uow.printers.lock(step.printer_id)
        if not printer.is_active:
            raise RuleError(f"{printer.name} is out of use.", hint="Choose another printer.")
        busy = uow.jobs.printing_on(printer.id)
        if busy is not None:
            raise RuleError(
                f"{printer.name} still prints {busy.label}.",
                hint=f"Finish {busy.label} first, or choose another printer.",
            )
        job = uow.jobs.change(
            job.id, status=JobStatus.PRINTING, printer_id=printer.id, started_at=as_of
        )
        uow.commit()
    return JobOutcome(job=job)


def complete(shop: Shop, step: CompleteJob, *, as_of: datetime) -> JobOutcome:
    """Finish a printing job well and book its grams from the spools, once.

    Without `actual_use` the grams of the plate are booked, of this plate only.

    Raises:
        IllegalTransitionError: the job does not print any more.
        InsufficientFilamentError: the spools hold less; nothing is booked.
        InvalidInputError: nobody has said the grams of a filament of the plate.
        NotFoundError: there is no such job.

    """
    with shop.unit_of_work() as uow:
        job, plate = _locked(uow, step.job_id, JobStatus.COMPLETED)
        actual = {use.filament_id: use.used_g for use in step.actual_use}
        updates = _book(uow, job, plate, actual=actual, share=Decimal(1))
        job = uow.jobs.change(
            job.id,
            status=JobStatus.COMPLETED,
            finished_at=as_of,
            completion_percentage=100,
            units_good=plate.units if step.units_good is None else step.units_good,
        )
        uow.commit()
    return JobOutcome(job=job, inventory_updates=updates)


def fail(shop: Shop, step: FailJob, *, as_of: datetime) -> JobOutcome:
    """Finish a printing job as failed, booking what it took.

    Grams that are not given in `actual_use` are the plate's grams times the progress;
    without a progress either, nothing is known and the step is refused.

    Raises:
        InvalidInputError: of a filament, neither progress nor grams are known.
        IllegalTransitionError: the job does not print any more.
        InsufficientFilamentError: the spools hold less; nothing is booked.
        NotFoundError: there is no such job.

    """
    with shop.unit_of_work() as uow:
        job, plate = _locked(uow, step.job_id, JobStatus.FAILED)
        actual = {use.filament_id: use.used_g for use in step.actual_use}
        _check_something_is_known(step, plate)
        share = Decimal(step.completion_percentage or 0) / 100
        updates = _book(uow, job, plate, actual=actual, share=share)
        job = uow.jobs.change(
            job.id,
            status=JobStatus.FAILED,
            finished_at=as_of,
            failure_reason=step.reason,
            failure_note=step.note,
            completion_percentage=step.completion_percentage,
            units_good=0,
        )
        uow.commit()
    return JobOutcome(job=job, inventory_updates=updates)


def cancel(shop: Shop, job_id: UUID, *, as_of: datetime) -> JobOutcome:
    """Take a job out of the queue; nothing is booked, and it is no failure.

    Raises:
        IllegalTransitionError: the job is finished.
        NotFoundError: there is no such job.

    """
    with shop.unit_of_work() as uow:
        job, _ = _locked(uow, job_id, JobStatus.CANCELLED)
        job = uow.jobs.change(job.id, status=JobStatus.CANCELLED, finished_at=as_of)
        uow.commit()
    return JobOutcome(job=job)


def cancel_batch(shop: Shop, batch_id: UUID, *, as_of: datetime) -> tuple[PrintJob, ...]:
    """Take back what was queued together: its jobs that still wait, all of them or none."""
    with shop.unit_of_work() as uow:
        waiting = [j.id for j in uow.jobs.of_batch(batch_id) if j.status is JobStatus.QUEUED]
        # In the order in which `reorder` locks them, so that the two never deadlock.
        locked = [uow.jobs.get(job_id, lock=True) for job_id in sorted(waiting)]
        cancelled = tuple(
            uow.jobs.change(job.id, status=JobStatus.CANCELLED, finished_at=as_of)
            for job in locked
            if job.status is JobStatus.QUEUED
        )
        uow.commit()
    return cancelled


def undo(shop: Shop, job_id: UUID, *, expected: JobStatus) -> JobOutcome:
    """Take a job's last step back, with reversing lines for all it booked.

    A finished job prints again; it waits again if it never started, or if its printer
    prints another one by now. A printing one waits again. `expected` is the status the
    person saw: of two browsers that undo the same step, the second changes nothing.

    Raises:
        IllegalTransitionError: the job stands elsewhere by now.
        NotFoundError: there is no such job.

    """
    with shop.unit_of_work() as uow:
        job = uow.jobs.get(job_id, lock=True)
        if job.status is not expected or job.status is JobStatus.QUEUED:
            raise IllegalTransitionError(job=job.label, status=job.status, wanted="undone")
        updates = consumption.take_back(uow, job)
        job = _one_step_back(uow, job)
        uow.commit()
    return JobOutcome(job=job, inventory_updates=updates)


def _queue(uow: UnitOfWork, new: NewJobs) -> tuple[PrintJob, ...]:
    variant = uow.variants.get(new.variant_id)
    own = {plate.id for plate in variant.plates}
    wanted = new.plate_ids or tuple(plate.id for plate in variant.plates)
    strange = next((plate_id for plate_id in wanted if plate_id not in own), None)
    if strange is not None:
        raise NotFoundError(f"plate of {variant.label}", strange)
    # Run by run, so that the first whole set is ready before the second one starts.
    plates = [(variant.id, plate_id) for _ in range(new.quantity) for plate_id in wanted]
    numbers = uow.users.next_numbers("job", len(plates))
    return uow.jobs.add(plates, batch_id=new.batch_id, numbers=numbers, priority=new.priority)


def _locked(uow: UnitOfWork, job_id: UUID, wanted: JobStatus) -> tuple[PrintJob, Plate]:
    job = uow.jobs.get(job_id, lock=True)
    check_transition(job.label, job.status, wanted)
    return job, uow.plates.by_ids([job.plate_id])[job.plate_id]


def _check_something_is_known(step: FailJob, plate: Plate) -> None:
    matched = {need.filament_id for need in plate.requirements if need.filament_id}
    unsaid = matched - {use.filament_id for use in step.actual_use}
    if step.completion_percentage is None and (unsaid or not step.actual_use):
        raise InvalidInputError(
            "A failed print needs its progress in percent, or the grams it took.",
            hint="Read the progress off the printer, or weigh the scrap of each filament.",
        )


def _book(
    uow: UnitOfWork,
    job: PrintJob,
    plate: Plate,
    *,
    actual: Mapping[UUID, Decimal],
    share: Decimal,
) -> tuple[InventoryUpdate, ...]:
    strange = set(actual) - {need.filament_id for need in plate.requirements}
    if strange:
        raise InvalidInputError(
            f"{job.label} does not use one of the filaments that grams were given for.",
            hint="Reload the page: the match of its filaments was changed.",
        )
    if sum(actual.values(), Decimal(0)) > MAX_GRAMS:
        raise InvalidInputError(f"{job.label}: more than {MAX_GRAMS:,} g cannot be one print.")
    return consumption.book(uow, job, plate, actual=actual, share=share)


def _one_step_back(uow: UnitOfWork, job: PrintJob) -> PrintJob:
    unfinished = {
        "finished_at": None,
        "failure_reason": None,
        "failure_note": "",
        "completion_percentage": None,
        "units_good": None,
    }
    if job.status is not JobStatus.PRINTING and _can_print_on(uow, job):
        return uow.jobs.change(job.id, status=JobStatus.PRINTING, **unfinished)
    return uow.jobs.change(
        job.id, status=JobStatus.QUEUED, printer_id=None, started_at=None, **unfinished
    )


def _can_print_on(uow: UnitOfWork, job: PrintJob) -> bool:
    """Whether a finished job's printer is still free for it."""
    if job.started_at is None or job.printer_id is None:
        return False
    printer = uow.printers.lock(job.printer_id)
    return uow.jobs.printing_on(printer.id) is None
