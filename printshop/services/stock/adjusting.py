"""Saying what is really on a spool: set, add, subtract, weigh, throw away."""

from decimal import Decimal

from printshop.domain.spools import (
    Movement,
    MovementReason,
    QuantityChange,
    QuantityOperation,
    Scrapping,
    Spool,
    WeighIn,
)
from printshop.domain.units import MAX_GRAMS
from printshop.errors import InsufficientFilamentError, InvalidInputError, OverfullSpoolError
from printshop.repo import UnitOfWork
from printshop.repo.ledger import Booking
from printshop.services.shop import Shop
from printshop.services.stock.once import is_booked, once
from printshop.services.stock.tares import tare_within

_REASON = {
    QuantityOperation.SET: MovementReason.SET,
    QuantityOperation.ADD: MovementReason.ADDED,
    QuantityOperation.SUBTRACT: MovementReason.SUBTRACTED,
}


def update_quantity(shop: Shop, change: QuantityChange) -> Spool:
    """Set, add or subtract grams of a spool. The same request sent twice books once.

    Setting is a weigh-in: from then on the spool counts as weighed.

    Raises:
        AlreadyBookedError: the request was booked before, with other values.
        OverfullSpoolError: it would hold more than it came with, and nobody is sure of that.
        InsufficientFilamentError: more is to be subtracted than is on the spool.
        InvalidInputError: nothing would change, or the spool would hold too much.
        NotFoundError: there is no such spool.

    """

    def book(uow: UnitOfWork) -> Spool:
        spool = uow.spools.get(change.spool_id, lock=True)
        if not is_booked(uow, change.request_id, lambda line: _is_same(line, change)):
            _adjust(uow, spool, change)
        return uow.spools.get(change.spool_id)

    return once(shop, book)


def _is_same(line: Movement, change: QuantityChange) -> bool:
    is_set = change.operation is QuantityOperation.SET
    booked_g = line.balance_g if is_set else abs(line.amount_g)
    return (line.spool_id, line.reason, line.note, booked_g) == (
        change.spool_id,
        _REASON[change.operation],
        change.reason,
        change.quantity_g,
    )


def weigh_in(shop: Shop, weighed: WeighIn) -> Spool:
    """Set a spool to what the scale says less the empty reel. Sent twice, it books once.

    The reel's weight is the one given, else the spool's, the filament's or the brand's
    (`tare_of`); one that is given is kept with the spool.

    Raises:
        AlreadyBookedError: the request was booked before, with other values.
        OverfullSpoolError: it would hold more than it came with, and nobody is sure of that.
        InvalidInputError: nobody knows what the reel weighs, or it weighs more than all of it.
        NotFoundError: there is no such spool.

    """

    def book(uow: UnitOfWork) -> Spool:
        spool = uow.spools.get(weighed.spool_id, lock=True)
        if not is_booked(uow, weighed.request_id, lambda line: _is_same_weighing(line, weighed)):
            _weigh(uow, spool, weighed)
        return uow.spools.get(spool.id)

    return once(shop, book)


def _weigh(uow: UnitOfWork, spool: Spool, weighed: WeighIn) -> None:
    net_g = net_of(uow, spool, gross_g=weighed.gross_g, tare_g=weighed.tare_g)
    if weighed.tare_g is not None and weighed.tare_g != spool.tare_g:
        details = spool.details.model_copy(update={"tare_g": weighed.tare_g})
        uow.spools.update_details(spool.id, details)
    change = QuantityChange(
        request_id=weighed.request_id,
        spool_id=spool.id,
        operation=QuantityOperation.SET,
        quantity_g=net_g,
        reason=_note_of(weighed),
        is_sure=weighed.is_sure,
    )
    _adjust(uow, spool, change)


def _note_of(weighed: WeighIn) -> str:
    return weighed.reason or f"{weighed.gross_g} g on the scale"


def _is_same_weighing(line: Movement, weighed: WeighIn) -> bool:
    """What the reel weighs where nobody says it may be known otherwise by now."""
    net_g = line.balance_g if weighed.tare_g is None else weighed.gross_g - weighed.tare_g
    return (line.spool_id, line.reason, line.note, line.balance_g) == (
        weighed.spool_id,
        MovementReason.SET,
        _note_of(weighed),
        net_g,
    )


def net_of(uow: UnitOfWork, spool: Spool, *, gross_g: Decimal, tare_g: Decimal | None) -> Decimal:
    """What is on a spool by the scale, within a unit of work.

    Raises:
        InvalidInputError: nobody knows what the reel weighs, or it weighs more than all of it.

    """
    tare = tare_within(uow, spool) if tare_g is None else None
    reel_g = tare_g if tare is None else tare.grams
    if reel_g is None:
        raise InvalidInputError(
            f"Nobody has said what the empty reel of spool {spool.label} weighs.",
            hint="Say its weight, or the grams without it.",
        )
    if gross_g < reel_g:
        raise InvalidInputError(
            f"{gross_g.normalize():,f} g on the scale is less than the empty reel of spool "
            f"{spool.label}, {reel_g.normalize():,f} g.",
            hint="Weigh it again, or say what the reel weighs.",
        )
    return gross_g - reel_g


def scrap(shop: Shop, scrapping: Scrapping) -> Spool:
    """Book grams as thrown away, all that is there without an amount. Sent twice, it books once.

    Raises:
        AlreadyBookedError: the request was booked before, with other values.
        InsufficientFilamentError: more is to be thrown away than is on the spool.
        InvalidInputError: the spool is empty.
        NotFoundError: there is no such spool.

    """

    def book(uow: UnitOfWork) -> Spool:
        spool = uow.spools.get(scrapping.spool_id, lock=True)
        if not is_booked(uow, scrapping.request_id, lambda line: _is_same_scrap(line, scrapping)):
            _scrap(uow, spool, scrapping)
        return uow.spools.get(spool.id)

    return once(shop, book)


def _scrap(uow: UnitOfWork, spool: Spool, scrapping: Scrapping) -> None:
    amount_g = scrapping.quantity_g or spool.quantity_g
    if amount_g == 0:
        raise InvalidInputError(f"Spool {spool.label} is empty: nothing to throw away.")
    _check_holds(uow, spool, amount_g)
    uow.ledger.book(
        [
            Booking(
                spool_id=spool.id,
                amount_g=-amount_g,
                reason=MovementReason.SCRAPPED,
                note=scrapping.reason,
                request_id=scrapping.request_id,
            )
        ]
    )


def _is_same_scrap(line: Movement, scrapping: Scrapping) -> bool:
    return (line.spool_id, line.reason, line.note, -line.amount_g) == (
        scrapping.spool_id,
        MovementReason.SCRAPPED,
        scrapping.reason,
        scrapping.quantity_g or -line.amount_g,
    )


def check_room(spool: Spool, amount_g: Decimal, *, is_sure: bool = True) -> None:
    """Refuse what would make a spool hold more than a spool can, and ask where it is doubtful.

    Raises:
        OverfullSpoolError: it would hold more than it came with, and nobody is sure of that.
        InvalidInputError: it would.

    """
    if spool.quantity_g + amount_g > MAX_GRAMS:
        raise InvalidInputError(
            f"A spool cannot hold {(spool.quantity_g + amount_g).normalize():,f} g; "
            f"{MAX_GRAMS:,} g is the most."
        )
    after_g = spool.quantity_g + amount_g
    if not is_sure and spool.is_overfull_with(after_g):
        raise OverfullSpoolError(spool=spool.label, after_g=after_g, came_with_g=spool.initial_g)


def _adjust(uow: UnitOfWork, spool: Spool, change: QuantityChange) -> None:
    amount_g = _amount(spool, change)
    if amount_g == 0 and change.operation is not QuantityOperation.SET:
        raise InvalidInputError("Say how many grams: 0 g changes nothing.")
    check_room(spool, amount_g, is_sure=change.is_sure)
    _check_holds(uow, spool, -amount_g)
    uow.ledger.book(
        [
            Booking(
                spool_id=spool.id,
                amount_g=amount_g,
                reason=_REASON[change.operation],
                note=change.reason,
                request_id=change.request_id,
            )
        ]
    )
    if change.operation is QuantityOperation.SET:
        uow.spools.mark_weighed(spool.id)


def _check_holds(uow: UnitOfWork, spool: Spool, needed_g: Decimal) -> None:
    if needed_g > spool.quantity_g:
        raise InsufficientFilamentError(
            filament=name_of(uow, spool), needed_g=needed_g, available_g=spool.quantity_g
        )


def name_of(uow: UnitOfWork, spool: Spool) -> str:
    """A spool with its filament, as sentences name it."""
    return f"{uow.filaments.get(spool.filament_id).label} {spool.label}"


def _amount(spool: Spool, change: QuantityChange) -> Decimal:
    match change.operation:
        case QuantityOperation.SET:
            return change.quantity_g - spool.quantity_g
        case QuantityOperation.ADD:
            return change.quantity_g
        case QuantityOperation.SUBTRACT:
            return -change.quantity_g
