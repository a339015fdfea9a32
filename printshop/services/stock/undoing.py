"""Taking a booking back: lines of the opposite amount, never a change."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from printshop.domain.spools import Movement, MovementReason, Spool
from printshop.errors import InsufficientFilamentError, RuleError
from printshop.repo import UnitOfWork
from printshop.repo.ledger import WEIGHING, Booking
from printshop.services.shop import Shop
from printshop.services.stock.adjusting import check_room, name_of
from printshop.services.stock.locking import Held, lock_with_filaments, lock_wound
from printshop.services.stock.once import once
from printshop.services.stock.ordered_goods import put_back_on_order
from printshop.services.stock.valuing import revalue_filament, revalue_spools

# Lines of ledgers that one statement books.
_AT_ONCE: Final = 500


def take_back(shop: Shop, movement_id: int) -> tuple[Movement, ...]:
    """Reverse a line of a ledger and all that was booked together with it.

    Taken back twice, it is taken back once. What a job used is taken back with the job. A
    stock-take whose booking it was is open again.

    Returns:
        The reversing lines; those of the first time where it was taken back already.

    Raises:
        InsufficientFilamentError: the grams that came with it are not there any more.
        InvalidInputError: a spool would hold more than a spool can.
        NotFoundError: there is no such line.
        RuleError: it belongs to a job, or is itself a line that takes another back.

    """

    def book(uow: UnitOfWork) -> tuple[Movement, ...]:
        line = uow.ledger.line(movement_id)
        _check(line)
        # Before the spools, as counting and booking do.
        group_id = line.group_id
        counted_by = None if group_id is None else uow.stock_takes.find(group_id, lock=True)
        # Locked before it is asked what is still to be taken back.
        group = _group_of(uow, line)
        lock = lock_wound if any(_changes_cost(one) for one in group) else lock_with_filaments
        held = lock(uow, [one.spool_id for one in group])
        _reverse(uow, held, _group_of(uow, line))
        if counted_by is not None and counted_by.booked_at is not None:
            uow.stock_takes.unbook(counted_by)
        return tuple(
            uow.ledger.line(one.reversed_by_id)
            for one in _group_of(uow, line)
            if one.reversed_by_id is not None
        )

    return once(shop, book)


def _reverse(uow: UnitOfWork, held: Held, group: Sequence[Movement]) -> None:
    spools = {spool.id: spool for spool in held.spools}
    waiting = [one for one in group if one.reversed_by_id is None]
    for one in waiting:
        spool = spools[one.spool_id]
        if spool.quantity_g < one.amount_g:
            raise InsufficientFilamentError(
                filament=name_of(uow, spool),
                needed_g=one.amount_g,
                available_g=spool.quantity_g,
            )
        check_room(spool, -one.amount_g)
    for start in range(0, len(waiting), _AT_ONCE):
        uow.ledger.book([_reversal(one) for one in waiting[start : start + _AT_ONCE]])
    for one in waiting:
        _forget_weighing(uow, one)
    if any(_changes_cost(one) for one in waiting):
        # Their grams may have been wound on since.
        revalue_spools(uow, spools)
    if any(_is_receipt(one) for one in waiting):
        for filament in held.filaments:
            revalue_filament(uow, filament.id)


def take_back_request(shop: Shop, request_id: UUID) -> tuple[Movement, ...]:
    """Reverse what a request booked; nothing where it booked nothing. See `take_back`."""
    with shop.unit_of_work() as uow:
        line = uow.ledger.booked(request_id)
    return () if line is None else take_back(shop, line.id)


def take_back_purchase(shop: Shop, purchase_id: UUID) -> tuple[Spool, ...]:
    """Reverse the receipt of all spools of a purchase and put them away, all of it or nothing.

    What it brought of the shopping list is on order again. Taken back twice, it is taken back
    once: what was taken out again since stays out.

    Returns:
        The spools of the purchase.

    Raises:
        InsufficientFilamentError: some of the grams that came with it are not there any more.
        NotFoundError: there is no such purchase.

    """

    def book(uow: UnitOfWork) -> tuple[Spool, ...]:
        uow.purchases.get(purchase_id)
        held = lock_wound(uow, [one.id for one in uow.spools.of_purchase(purchase_id)])
        lines = [one for one in uow.ledger.of_group(purchase_id) if _is_receipt(one)]
        if any(one.reversed_by_id is None for one in lines):
            _reverse(uow, held, lines)
            for one in lines:
                uow.spools.archive(one.spool_id, is_archived=True)
            put_back_on_order(uow, purchase_id)
        return uow.spools.of_purchase(purchase_id)

    return once(shop, book)


def take_back_group(shop: Shop, group_id: UUID) -> tuple[Movement, ...]:
    """Reverse all that was booked together under this id; nothing where nothing was."""
    with shop.unit_of_work() as uow:
        lines = [one for one in uow.ledger.of_group(group_id) if one.reverses_id is None]
    return take_back(shop, lines[0].id) if lines else ()


def _forget_weighing(uow: UnitOfWork, line: Movement) -> None:
    """Let a spool count as weighed or not as it did before a line that was taken back.

    What a later line says of it stays.
    """
    if line.reason not in WEIGHING or line.was_weighed is None:
        return
    said = uow.ledger.weighings(line.spool_id)
    left = [one for one in said if one.reversed_by_id is None]
    on_scale = [one.booked_at for one in left if one.reason is not MovementReason.MOVED]
    is_weighed = None
    if all(one.id < line.id for one in left):
        was = line if line.reason is MovementReason.MOVED else said[0]
        is_weighed = bool(on_scale) or was.was_weighed
    uow.spools.say_weighed(line.spool_id, at=max(on_scale, default=None), is_weighed=is_weighed)


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
        return (uow.ledger.line(line.id),)
    return [one for one in uow.ledger.of_group(line.group_id) if one.reverses_id is None]


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
