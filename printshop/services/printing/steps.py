"""What all steps have in common: who comes first, what is noted, what a repeat is told."""

from collections import defaultdict
from decimal import Decimal
from typing import Any
from uuid import UUID

from printshop.domain.print_queue import (
    InventoryUpdate,
    JobOutcome,
    JobStatus,
    PrintJob,
    check_transition,
    was_undone,
)
from printshop.errors import InvalidInputError, RuleError
from printshop.repo import UnitOfWork


def locked(uow: UnitOfWork, job_id: UUID) -> PrintJob:
    """The job, which nobody else steps forward until the transaction ends.

    Raises:
        NotFoundError: there is none of this id in the shop.

    """
    return uow.jobs.get(job_id, lock=True)


def repeated(
    uow: UnitOfWork, job: PrintJob, wanted: JobStatus, request_id: UUID | None
) -> JobOutcome | None:
    """The outcome of a request that was carried out before; None where this is the first time.

    It is answered as then only while what it did still stands.

    Args:
        uow: the transaction, in which the job is locked.
        job: the job as it stands now.
        wanted: where the request wants it to stand.
        request_id: of the request, None where a repeat cannot be told.

    Raises:
        InvalidInputError: the request was another one.
        RuleError: what it did was taken back since.

    """
    step = uow.job_steps.of_request(request_id) if request_id else None
    if step is None:
        return None
    if step.job_id != job.id or step.to_status is not wanted:
        raise InvalidInputError(
            "This request was used for another step already.",
            hint="Nothing was done. Reload the page and take the step again.",
        )
    if was_undone(step, uow.job_steps.of_job(job.id)):
        raise RuleError(
            f"{job.label}: this step was taken back since, and is not taken again.",
            hint="Reload the page and take it anew, if it is meant.",
        )
    return JobOutcome(job=job, inventory_updates=_booked(uow, job))


def take(
    uow: UnitOfWork,
    job: PrintJob,
    wanted: JobStatus,
    *,
    request_id: UUID | None = None,
    **values: Any,  # noqa: ANN401 - a column's value
) -> PrintJob:
    """Take a step forward with a locked job, and note it.

    Raises:
        IllegalTransitionError: the job cannot go there from where it stands.

    """
    check_transition(job.label, job.status, wanted)
    stepped = uow.jobs.change(job.id, status=wanted, **values)
    uow.job_steps.add(job.id, job.status, wanted, request_id=request_id)
    return stepped


def inventory_updates(
    uow: UnitOfWork, consumed_g: dict[UUID, Decimal]
) -> tuple[InventoryUpdate, ...]:
    """What was taken of each filament, beside what is left of it now."""
    on_hand = uow.spools.totals(list(consumed_g))
    return tuple(
        InventoryUpdate(
            filament_id=filament_id,
            consumed_g=taken_g,
            new_quantity_g=on_hand.get(filament_id, Decimal(0)),
        )
        for filament_id, taken_g in consumed_g.items()
    )


def _booked(uow: UnitOfWork, job: PrintJob) -> tuple[InventoryUpdate, ...]:
    consumed_g: dict[UUID, Decimal] = defaultdict(Decimal)
    for line in uow.jobs.usage([job.id]).get(job.id, ()):
        if line.filament_id and line.spool_id:
            consumed_g[line.filament_id] += line.actual_g
    return inventory_updates(uow, consumed_g)
