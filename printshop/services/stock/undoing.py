"""Taking a booking back: lines of the opposite amount, never a change."""

from collections.abc import Sequence

from printshop.domain.spools import Movement, MovementReason
from printshop.errors import InsufficientFilamentError, RuleError
from printshop.repo import UnitOfWork
from printshop.repo.spools import Booking
from printshop.services.shop import Shop
from printshop.services.stock.adjusting import name_of
from printshop.services.stock.valuing import revalue_filament, revalue_spool


def take_back(shop: Shop, movement_id: int) -> tuple[Movement, ...]:
    """Reverse a line of a ledger and all that was booked together with it.

    Taken back twice, it is taken back once. What a job used is taken back with the job.

    Returns:
        The reversing lines; those of the first time where it was taken back already.

    Raises:
        InsufficientFilamentError: the grams that came with it are not there any more.
        NotFoundError: there is no such line.
        RuleError: it belongs to a job, or is itself a line that takes another back.

    """
    with shop.unit_of_work() as uow:
        line = uow.spools.line(movement_id)
        _check(line)
        group = _group_of(uow, line)
        spool_ids = sorted({one.spool_id for one in group})
        # Filaments before spools, as everywhere.
        filament_ids = sorted({uow.spools.get(spool_id).filament_id for spool_id in spool_ids})
        uow.filaments.lock(filament_ids)
        spools = {spool.id: spool for spool in uow.spools.lock(spool_ids)}
        waiting = [one for one in _group_of(uow, line) if one.reversed_by_id is None]
        for one in waiting:
            spool = spools[one.spool_id]
            if spool.quantity_g < one.amount_g:
                raise InsufficientFilamentError(
                    filament=name_of(uow, spool),
                    needed_g=one.amount_g,
                    available_g=spool.quantity_g,
                )
        uow.spools.book([_reversal(one) for one in waiting])
        for spool_id in spool_ids if any(_changes_cost(one) for one in group) else ():
            revalue_spool(uow, spool_id)
        for filament_id in filament_ids if any(_is_receipt(one) for one in group) else ():
            revalue_filament(uow, filament_id)
        reversals = tuple(
            uow.spools.line(one.reversed_by_id)
            for one in _group_of(uow, line)
            if one.reversed_by_id is not None
        )
        uow.commit()
    return reversals


def _check(line: Movement) -> None:
    if line.job_id is not None:
        raise RuleError(
            "What a job used is taken back with the job.",
            hint="Undo the job on the print queue's page.",
        )
    if line.reverses_id is not None:
        raise RuleError(
            "This line already takes another one back.", hint="Book what is really there instead."
        )


def _group_of(uow: UnitOfWork, line: Movement) -> Sequence[Movement]:
    if line.group_id is None:
        return (uow.spools.line(line.id),)
    return [one for one in uow.spools.of_group(line.group_id) if one.reverses_id is None]


def _reversal(line: Movement) -> Booking:
    return Booking(
        spool_id=line.spool_id,
        amount_g=-line.amount_g,
        reason=MovementReason.UNDONE,
        reverses_id=line.id,
        group_id=line.group_id,
    )


def _changes_cost(line: Movement) -> bool:
    return line.reason in {MovementReason.RECEIVED, MovementReason.MOVED}


def _is_receipt(line: Movement) -> bool:
    return line.reason is MovementReason.RECEIVED
