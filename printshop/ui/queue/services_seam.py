"""The steps of the queue as the pages call them, in one place.

FOR THE MERGE: what stands under "until then" goes as soon as `services.printing` has it; each
function then is one call, or goes altogether. Nothing else of the pages has to change.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from printshop.domain.print_queue import (
    ActualUse,
    CompleteJob,
    FailJob,
    JobOutcome,
    JobStatus,
    NewJobs,
    PrintJob,
    ReportProgress,
    SpoolChoice,
    SpoolUse,
    StartJob,
)
from printshop.domain.printers import Printer
from printshop.domain.spools import Spool
from printshop.domain.units import to_grams
from printshop.errors import RuleError
from printshop.services import printing, stock
from printshop.services.queue_view import QueuedJob, QueueView
from printshop.services.shop import Shop


def revision(queue: QueueView) -> str:
    """Name of the order that the waiting jobs stand in."""
    return queue.revision or _hash([row.job for row in queue.jobs])


class Tonight(Protocol):
    """Until then: the view's own `Tonight`."""

    @property
    def printer(self) -> Printer: ...  # noqa: D102
    @property
    def job(self) -> PrintJob: ...  # noqa: D102
    @property
    def starts_at(self) -> datetime: ...  # noqa: D102
    @property
    def ends_at(self) -> datetime: ...  # noqa: D102


def tonight(queue: QueueView) -> Sequence[Tonight]:
    """The jobs that are best for the hours when nobody is there."""
    # Until then: queue.tonight.
    return getattr(queue, "tonight", ())


def reorder(shop: Shop, job_ids: Sequence[UUID], *, expected_revision: str | None) -> None:
    """Put waiting jobs into this order.

    Raises:
        RuleError: the order is not the one any more that the person saw.
        NotFoundError: one of them does not wait any more.

    """
    # Until then: printing.reorder(shop, job_ids, expected_revision=expected_revision).
    if expected_revision is not None:
        with shop.unit_of_work() as uow:
            uow.jobs.lock_queued()
            jobs = uow.jobs.open()
        if _hash(jobs) != expected_revision:
            raise RuleError(
                "Somebody changed the queue a moment ago, so nothing was moved.",
                hint="This is the order now. Move the job again.",
            )
    printing.reorder(shop, job_ids)


def start(shop: Shop, step: StartJob) -> JobOutcome:
    """Start a waiting job."""
    return printing.start(shop, step, as_of=datetime.now(UTC))


def complete(shop: Shop, step: CompleteJob) -> JobOutcome:
    """Book a print that came out."""
    # Until then the grams of a filament's spools are booked together.
    together = step.model_copy(update={"actual_use": _by_filament(step.spool_use)})
    return printing.complete(shop, together, as_of=datetime.now(UTC))


def fail(shop: Shop, step: FailJob) -> JobOutcome:
    """Book a print that failed."""
    together = step.model_copy(update={"actual_use": _by_filament(step.spool_use)})
    return printing.fail(shop, together, as_of=datetime.now(UTC))


def report_progress(shop: Shop, step: ReportProgress) -> None:
    """Note how far a print is."""
    # Until then: printing.report_progress(shop, step, as_of=…).
    with shop.unit_of_work() as uow:
        job = uow.jobs.get(step.job_id, lock=True)
        if job.status is not JobStatus.PRINTING:
            raise RuleError(f"{job.label} does not print any more.")
        uow.jobs.change(job.id, progress_pct=step.progress_pct, progress_at=datetime.now(UTC))
        uow.commit()


def set_wishes(shop: Shop, job_id: UUID, *, priority: int, due_at: datetime | None) -> None:
    """Say how urgent a job is, and when it is due."""
    # Until then: printing.set_priority(shop, [job_id], priority) and printing.set_due(…).
    with shop.unit_of_work() as uow:
        uow.jobs.get(job_id, lock=True)
        uow.jobs.change(job_id, priority=priority, due_at=due_at)
        uow.commit()


def requeue(shop: Shop, job: PrintJob, request_id: UUID) -> PrintJob:
    """Queue a failed job once more; the same request queues it once."""
    # Until then: printing.requeue(shop, job.id, request_id).
    new = NewJobs(
        batch_id=request_id,
        variant_id=job.variant_id,
        plate_ids=(job.plate_id,),
        priority=job.priority,
    )
    again = printing.add_to_queue(shop, new)[0]
    printing.reorder(shop, [again.id])
    return again


def default_spools(shop: Shop, row: QueuedJob, printer_id: UUID) -> tuple[SpoolChoice, ...]:
    """The spools that a job would take on a printer, filament by filament."""
    # Until then: the plan's, or the smallest that hold enough. `printer_id` does not count yet.
    _ = printer_id
    if row.planned:
        return tuple(
            SpoolChoice(
                filament_id=(take.substitute_for or take.filament).id, spool_id=take.spool_id
            )
            for take in row.planned
        )
    return tuple(
        SpoolChoice(filament_id=filament_id, spool_id=spool.id)
        for filament_id, needed_g in _needs(row).items()
        for spool, _g in _split(_spools(shop, filament_id), needed_g)
    )


def prefilled(shop: Shop, row: QueuedJob, *, share: Decimal) -> tuple[SpoolUse, ...]:
    """What a print is expected to have taken from which spool; `share` 1 where it is done."""
    # Until then: printing.prefilled(shop, row.job.id, share=share).
    return tuple(
        SpoolUse(filament_id=filament_id, spool_id=spool.id, used_g=used_g)
        for filament_id, needed_g in _needs(row).items()
        for spool, used_g in _split(_spools(shop, filament_id), to_grams(needed_g * share))
    )


def _needs(row: QueuedJob) -> dict[UUID, Decimal]:
    found: dict[UUID, Decimal] = {}
    for need in row.needs:
        if need.filament is not None:
            known_g = found.get(need.filament.id, Decimal(0))
            found[need.filament.id] = known_g + (need.needed_g or Decimal(0))
    return found


def _spools(shop: Shop, filament_id: UUID) -> list[Spool]:
    spools = stock.filament_by_id(shop, filament_id).spools
    return sorted((s for s in spools if s.quantity_g > 0), key=lambda s: s.quantity_g)


def _split(spools: Sequence[Spool], needed_g: Decimal) -> list[tuple[Spool, Decimal]]:
    """The smallest that holds all of it, else the fullest first; the last bears what is left."""
    enough = next((spool for spool in spools if spool.quantity_g >= needed_g), None)
    if enough is not None:
        return [(enough, needed_g)]
    takes, left_g = [], needed_g
    for spool in reversed(spools):
        take_g = min(spool.quantity_g, left_g)
        takes.append((spool, take_g))
        left_g -= take_g
    if takes and left_g > 0:
        spool, take_g = takes.pop()
        takes.append((spool, take_g + left_g))
    return takes


def _by_filament(uses: Sequence[SpoolUse]) -> tuple[ActualUse, ...]:
    sums: dict[UUID, Decimal] = {}
    for use in uses:
        sums[use.filament_id] = sums.get(use.filament_id, Decimal(0)) + use.used_g
    return tuple(ActualUse(filament_id=key, used_g=used_g) for key, used_g in sums.items())


def _hash(jobs: Sequence[PrintJob]) -> str:
    waiting = [f"{j.id}:{j.priority}" for j in jobs if j.status is JobStatus.QUEUED]
    return hashlib.sha256("|".join(waiting).encode()).hexdigest()[:16]
