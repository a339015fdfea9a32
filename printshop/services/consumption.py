"""Booking the grams of a finished print from spools, and taking a booking back."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from printshop.analytics.booking import SpoolBalance, booking_order
from printshop.domain.catalog import Plate, Requirement
from printshop.domain.print_queue import InventoryUpdate, PrintJob
from printshop.domain.spools import MovementReason, Spool
from printshop.domain.units import from_centigrams, to_centigrams, to_grams
from printshop.errors import InsufficientFilamentError, InvalidInputError
from printshop.repo import UnitOfWork
from printshop.repo.jobs import UsageRecord
from printshop.repo.ledger import Booking


@dataclass(frozen=True, slots=True, kw_only=True)
class _Use:
    """What a run took for one requirement, whole centigrams."""

    requirement: Requirement
    estimated_cg: int
    actual_cg: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Take:
    """A part of a use that one spool gives."""

    use: _Use
    spool_id: UUID
    taken_cg: int
    estimated_cg: int


def book(
    uow: UnitOfWork,
    job: PrintJob,
    plate: Plate,
    *,
    actual: Mapping[UUID, Decimal],
    share: Decimal,
) -> tuple[InventoryUpdate, ...]:
    """Book what one run of a plate took, within a unit of work.

    Args:
        uow: the transaction, in which the job is locked.
        job: the job that ran.
        plate: the plate it printed.
        actual: grams really used by filament, where a person said them.
        share: the part of the plate's own grams that is booked otherwise, 0 to 1.

    Raises:
        InsufficientFilamentError: the spools of a filament hold less.
        InvalidInputError: a matched filament's grams are in neither `actual` nor the plate.

    """
    _check_known(uow, plate, actual)
    uses = _uses(plate, actual, share)
    matched = {use.requirement.filament_id for use in uses}
    filament_ids = [filament_id for filament_id in matched if filament_id]
    spools = uow.spools.holding(filament_ids, lock=True)
    by_filament: dict[UUID, list[_Use]] = defaultdict(list)
    for use in uses:
        if use.requirement.filament_id and use.actual_cg:
            by_filament[use.requirement.filament_id].append(use)
    takes: list[_Take] = []
    for filament_id, of_filament in by_filament.items():
        own = [spool for spool in spools if spool.filament_id == filament_id]
        needed_cg = sum(use.actual_cg for use in of_filament)
        given = _give(own, needed_cg)
        if sum(given.values()) < needed_cg:
            raise InsufficientFilamentError(
                filament=uow.filaments.get(filament_id).label,
                needed_g=from_centigrams(needed_cg),
                available_g=from_centigrams(sum(given.values())),
            )
        takes += _share_out(of_filament, given)
    _write(uow, job, uses, takes)
    return _updates(uow, takes)


def take_back(uow: UnitOfWork, job: PrintJob) -> tuple[InventoryUpdate, ...]:
    """Reverse all a job booked that was not reversed yet, within a unit of work."""
    lines = uow.ledger.unreversed_of_job(job.id)
    spools = {spool.id: spool for spool in uow.spools.lock([line.spool_id for line in lines])}
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
    return _inventory_updates(uow, back)


def _check_known(uow: UnitOfWork, plate: Plate, actual: Mapping[UUID, Decimal]) -> None:
    """Unknown is not zero: what nobody has said cannot be booked."""
    for need in plate.requirements:
        if need.filament_id and need.used_g is None and need.filament_id not in actual:
            raise InvalidInputError(
                f"Say how many grams of {uow.filaments.get(need.filament_id).label} it took.",
                hint="The plate itself does not say; 0 if it took none.",
            )


def _uses(plate: Plate, actual: Mapping[UUID, Decimal], share: Decimal) -> tuple[_Use, ...]:
    uses = []
    for need in plate.requirements:
        estimated_cg = to_centigrams(need.used_g or Decimal(0))
        said_g = actual.get(need.filament_id) if need.filament_id else None
        if said_g is None:
            actual_cg = to_centigrams(to_grams((need.used_g or Decimal(0)) * share))
        else:
            same = [n for n in plate.requirements if n.filament_id == need.filament_id]
            actual_cg = _part_of(to_centigrams(said_g), need, same)
        uses.append(_Use(requirement=need, estimated_cg=estimated_cg, actual_cg=actual_cg))
    return tuple(uses)


def _part_of(total_cg: int, need: Requirement, same: Sequence[Requirement]) -> int:
    """Split what was said of a filament over its positions in the file by their grams.

    The last position takes the rest, so that not a centigram is lost.
    """
    weights = [to_centigrams(n.used_g or Decimal(0)) for n in same]
    place = same.index(need)
    whole = sum(weights)
    if whole == 0:
        return total_cg if place == len(same) - 1 else 0
    parts = [total_cg * weight // whole for weight in weights[:-1]]
    return parts[place] if place < len(parts) else total_cg - sum(parts)


def _give(spools: Sequence[Spool], needed_cg: int) -> dict[UUID, int]:
    """Which spools give how many centigrams, first taken first."""
    balances = [
        SpoolBalance(
            spool_id=str(spool.id),
            on_hand_cg=to_centigrams(spool.quantity_g),
            is_weighed=spool.is_weighed,
            expires_on=spool.expires_on,
        )
        for spool in spools
    ]
    return {UUID(spool_id): cg for spool_id, cg in booking_order(balances, needed_cg)}


def _share_out(uses: Sequence[_Use], given: Mapping[UUID, int]) -> Iterator[_Take]:
    """Pour what the spools give into the uses, in order; estimates go along in proportion."""
    left = dict(given)
    for use in uses:
        missing_cg, estimate_left_cg = use.actual_cg, use.estimated_cg
        for spool_id in list(left):
            taken_cg = min(left[spool_id], missing_cg)
            if taken_cg == 0:
                continue
            left[spool_id] -= taken_cg
            missing_cg -= taken_cg
            estimated_cg = (
                estimate_left_cg
                if missing_cg == 0
                else use.estimated_cg * taken_cg // use.actual_cg
            )
            estimate_left_cg -= estimated_cg
            yield _Take(use=use, spool_id=spool_id, taken_cg=taken_cg, estimated_cg=estimated_cg)


def _write(uow: UnitOfWork, job: PrintJob, uses: Sequence[_Use], takes: Sequence[_Take]) -> None:
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
            spool_id=take.spool_id,
            movement_id=movement_id,
        )
        for take, movement_id in zip(takes, movement_ids, strict=True)
    ]
    booked = {id(take.use) for take in takes}
    records += [
        _record(job, use, use.actual_cg, use.estimated_cg) for use in uses if id(use) not in booked
    ]
    uow.jobs.add_usage(records)


def _record(job: PrintJob, use: _Use, actual_cg: int, estimated_cg: int) -> UsageRecord:
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


def _updates(uow: UnitOfWork, takes: Sequence[_Take]) -> tuple[InventoryUpdate, ...]:
    consumed: dict[UUID, Decimal] = defaultdict(Decimal)
    for take in takes:
        filament_id = take.use.requirement.filament_id
        if filament_id:
            consumed[filament_id] += from_centigrams(take.taken_cg)
    return _inventory_updates(uow, consumed)


def _inventory_updates(
    uow: UnitOfWork, consumed: Mapping[UUID, Decimal]
) -> tuple[InventoryUpdate, ...]:
    on_hand = uow.spools.totals(list(consumed))
    return tuple(
        InventoryUpdate(
            filament_id=filament_id,
            consumed_g=consumed_g,
            new_quantity_g=on_hand.get(filament_id, Decimal(0)),
        )
        for filament_id, consumed_g in consumed.items()
    )
