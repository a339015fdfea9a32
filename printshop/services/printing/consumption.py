"""Booking the grams of a finished print from spools, and taking a booking back."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from printshop.domain.catalog import Plate
from printshop.domain.print_queue import InventoryUpdate, PrintJob
from printshop.domain.spools import MovementReason
from printshop.domain.units import from_centigrams
from printshop.errors import InvalidInputError
from printshop.repo import UnitOfWork
from printshop.repo.jobs import UsageRecord
from printshop.repo.ledger import Booking
from printshop.services.printing import needs
from printshop.services.printing.giving import Shelf
from printshop.services.printing.steps import inventory_updates
from printshop.services.printing.uses import Said, Take, Use, share_out, uses_of


def book(uow: UnitOfWork, job: PrintJob, plate: Plate, said: Said) -> tuple[InventoryUpdate, ...]:
    """Book what one run of a plate took, within a unit of work.

    Grams that nobody said are those the forms start with, and are not measured.

    Args:
        uow: the transaction, in which the job is locked.
        job: the job that ran.
        plate: the plate it printed.
        said: what a person said of the run.

    Raises:
        InsufficientFilamentError: a spool, or the spools of a filament, hold less.
        InvalidInputError: a matched filament's grams are neither said nor in the plate.
        RuleError: a spool that was named cannot give.

    """
    _check_known(uow, plate, said)
    said = _filled_in(uow, job, said)
    uses = uses_of(plate, said)
    by_filament: dict[UUID, list[Use]] = defaultdict(list)
    for use in uses:
        if use.requirement.filament_id:
            by_filament[use.requirement.filament_id].append(use)
    shelf = Shelf.locked(uow, job, list(by_filament), said.by_spool)
    takes: list[Take] = []
    for filament_id, of_filament in by_filament.items():
        named = [use for use in said.by_spool if use.filament_id == filament_id]
        needed_cg = sum(use.actual_cg for use in of_filament)
        given = shelf.as_said(uow, named) if named else shelf.by_rule(uow, filament_id, needed_cg)
        takes += share_out(of_filament, given)
    meant: dict[UUID | None, UUID | None] = {
        need.id: need.filament_id for need in plate.requirements
    }
    uow.jobs.add_usage(
        [
            replace(record, is_measured=_is_measured(record, said, meant))
            for record in _write(uow, job, uses, takes, shelf)
        ]
    )
    consumed: dict[UUID, Decimal] = defaultdict(Decimal)
    for take in takes:
        consumed[shelf.spools[take.spool_id].filament_id] += from_centigrams(take.taken_cg)
    return inventory_updates(uow, consumed)


def take_back(uow: UnitOfWork, job: PrintJob) -> tuple[InventoryUpdate, ...]:
    """Reverse all a job booked that was not reversed yet, within a unit of work.

    The spools it was started with are locked too: whether they still serve is asked next.
    """
    lines = uow.ledger.unreversed_of_job(job.id)
    planned = uow.job_spools.of_jobs([job.id]).get(job.id, ())
    locked = uow.spools.lock([each.spool_id for each in (*lines, *planned)])
    spools = {spool.id: spool for spool in locked}
    uow.ledger.book(
        [
            Booking(
                spool_id=line.spool_id,
                amount_g=-line.amount_g,
                reason=MovementReason.UNDONE,
                job_id=job.id,
                reverses_id=line.id,
            )
            for line in lines
        ]
    )
    uow.jobs.forget_usage(job.id)
    back: dict[UUID, Decimal] = defaultdict(Decimal)
    for line in lines:
        back[spools[line.spool_id].filament_id] += line.amount_g
    return inventory_updates(uow, back)


def _check_known(uow: UnitOfWork, plate: Plate, said: Said) -> None:
    """Unknown is not zero: what nobody has said cannot be booked."""
    known = said.used_g()
    for need in plate.requirements:
        if need.filament_id and need.used_g is None and need.filament_id not in known:
            raise InvalidInputError(
                f"Say how many grams of {uow.filaments.get(need.filament_id).label} it took.",
                hint="The plate itself does not say; 0 if it took none.",
            )


def _filled_in(uow: UnitOfWork, job: PrintJob, said: Said) -> Said:
    """What was said, and of the other filaments of the plate what they probably took."""
    known = said.used_g()
    expected_g = {
        filament_id: from_centigrams(cg)
        for filament_id, cg in needs.expected_cg(uow, job, share=said.share).items()
        if cg is not None and filament_id not in known
    }
    return replace(said, by_filament={**said.by_filament, **expected_g})


def _write(
    uow: UnitOfWork, job: PrintJob, uses: Sequence[Use], takes: Sequence[Take], shelf: Shelf
) -> list[UsageRecord]:
    movement_ids = uow.ledger.book(
        [
            Booking(
                spool_id=take.spool_id,
                amount_g=-from_centigrams(take.taken_cg),
                reason=MovementReason.USED,
                note=job.label,
                job_id=job.id,
            )
            for take in takes
        ]
    )
    records = [
        replace(
            _record(job, take.use, take.taken_cg, take.estimated_cg),
            filament_id=shelf.spools[take.spool_id].filament_id,
            spool_id=take.spool_id,
            movement_id=movement_id,
        )
        for take, movement_id in zip(takes, movement_ids, strict=True)
    ]
    booked = {id(take.use) for take in takes}
    return records + [
        _record(job, use, use.actual_cg, use.estimated_cg) for use in uses if id(use) not in booked
    ]


def _is_measured(record: UsageRecord, said: Said, meant: Mapping[UUID | None, UUID | None]) -> bool:
    """Whether somebody weighed what a line says, on its spool or on all of its filament's."""
    own = [use for use in said.by_spool if use.filament_id == meant[record.requirement_id]]
    of_spool = [use for use in own if use.spool_id == record.spool_id] or own
    return bool(of_spool) and all(use.is_measured for use in of_spool)


def _record(job: PrintJob, use: Use, actual_cg: int, estimated_cg: int) -> UsageRecord:
    """A use that no spool gives; a take puts its spool and ledger line in."""
    return UsageRecord(
        job_id=job.id,
        requirement_id=use.requirement.id,
        filament_id=use.requirement.filament_id,
        spool_id=None,
        movement_id=None,
        estimated_g=from_centigrams(estimated_cg),
        actual_g=from_centigrams(actual_cg),
    )
