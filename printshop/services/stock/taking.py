"""Stock-taking: count a shelf spool by spool, look at the differences, book all at once."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from printshop.domain.spools import MovementReason, Spool
from printshop.domain.stock_taking import Count, Counted, CountedSpool, StockTake
from printshop.errors import (
    InsufficientFilamentError,
    InvalidInputError,
    NotFoundError,
    RuleError,
)
from printshop.repo import UnitOfWork
from printshop.repo.ledger import Booking
from printshop.services.shop import Shop
from printshop.services.stock.adjusting import check_room, name_of, net_of
from printshop.services.stock.once import once
from printshop.services.stock.place_names import place_name
from printshop.services.stock.undoing import take_back

_MOST_NAMED: Final = 8


def start_stock_take(shop: Shop, stock_take_id: UUID, *, location: str = "") -> StockTake:
    """Begin to count a place, the whole shop without one. Begun twice, it is begun once.

    Returns:
        The stock-take; where somebody counts the place already, the one that is theirs.

    Raises:
        InvalidInputError: the place's name is too long.

    """
    location = place_name(location)

    def begin(uow: UnitOfWork) -> StockTake:
        begun = uow.stock_takes.find(stock_take_id) or uow.stock_takes.open_at(location)
        if begun is not None:
            return begun
        uow.stock_takes.start(stock_take_id, location=location)
        return uow.stock_takes.get(stock_take_id)

    return once(shop, begin)


def open_stock_takes(shop: Shop) -> tuple[StockTake, ...]:
    """The counts that were begun and neither booked nor dropped, newest first."""
    with shop.unit_of_work() as uow:
        return uow.stock_takes.open()


def count_spool(shop: Shop, stock_take_id: UUID, count: Count) -> Counted:
    """Note what was found on a spool; counting it again replaces the earlier count.

    Raises:
        InvalidInputError: neither or both weights are given, or the reel's weight is unknown
            or above what the scale says.
        NotFoundError: there is no such stock-take or spool.
        RuleError: the stock-take is booked or dropped already.

    """
    if (count.gross_g is None) == (count.net_g is None):
        raise InvalidInputError("Say one weight: with the reel, or without it.")
    with shop.unit_of_work() as uow:
        _open(uow, stock_take_id)
        spool = uow.spools.get(count.spool_id, lock=True)
        net_g = count.net_g
        if count.gross_g is not None:
            net_g = net_of(uow, spool, gross_g=count.gross_g, tare_g=count.tare_g)
        values = {
            "spool_id": spool.id,
            "gross_g": count.gross_g,
            "tare_g": count.tare_g,
            "net_g": net_g,
            "balance_g": spool.quantity_g,
        }
        replaced = uow.stock_takes.count_of(stock_take_id, spool.id)
        uow.stock_takes.count(stock_take_id, values)
        line = uow.stock_takes.count_of(stock_take_id, spool.id)
        uow.commit()
    if line is None:
        raise NotFoundError("count of spool", spool.label)
    return Counted(line=line, replaced=replaced)


def forget_count(shop: Shop, stock_take_id: UUID, spool_id: UUID) -> None:
    """Take a count out again.

    Raises:
        NotFoundError: there is no such stock-take.
        RuleError: the stock-take is booked or dropped already.

    """
    with shop.unit_of_work() as uow:
        _open(uow, stock_take_id)
        uow.stock_takes.forget(stock_take_id, spool_id)
        uow.commit()


def book_stock_take(shop: Shop, stock_take_id: UUID) -> tuple[CountedSpool, ...]:
    """Book the differences of all counted spools at once: all of them or none.

    What is booked is found less expected at the moment of counting, so that what a print took
    since is not lost. A spool that was weighed or counted elsewhere since has no such
    difference any more and must be counted again. Booked twice, it is booked once. From then
    on the spools count as weighed.

    Raises:
        InsufficientFilamentError: more was used since than was found.
        NotFoundError: there is no such stock-take.
        RuleError: it was dropped, nothing was counted, or a spool must be counted again.

    """
    with shop.unit_of_work() as uow:
        stock_take = uow.stock_takes.get(stock_take_id, lock=True)
        lines = uow.stock_takes.counted(stock_take_id)
        if stock_take.booked_at is not None:
            return lines
        if stock_take.dropped_at is not None or not lines:
            raise RuleError("There is nothing to book: no spool was counted.")
        spools = {s.id: s for s in uow.spools.lock([line.spool_id for line in lines])}
        _check_holds(uow, stock_take_id, spools)
        uow.ledger.book([_booking(uow, stock_take, line, spools[line.spool_id]) for line in lines])
        _keep_tares(uow, lines, spools)
        for line in lines:
            uow.spools.mark_weighed(line.spool_id)
        uow.stock_takes.close(stock_take_id, is_booked=True)
        uow.commit()
    return lines


def drop_stock_take(shop: Shop, stock_take_id: UUID) -> None:
    """Give a stock-take up; its counts are kept, and nothing is booked.

    Raises:
        NotFoundError: there is no such stock-take.
        RuleError: it is booked already.

    """
    with shop.unit_of_work() as uow:
        _open(uow, stock_take_id)
        uow.stock_takes.close(stock_take_id, is_booked=False)
        uow.commit()


def reopen_stock_take(shop: Shop, stock_take_id: UUID) -> None:
    """Take up again what was dropped; its counts are still there.

    Raises:
        NotFoundError: there is no such stock-take.
        DuplicateError: its place is being counted anew.
        RuleError: it is booked already.

    """
    with shop.unit_of_work() as uow:
        if uow.stock_takes.get(stock_take_id, lock=True).booked_at is not None:
            raise RuleError("This stock-take is booked already.")
        uow.stock_takes.reopen(stock_take_id)
        uow.commit()


def unbook_stock_take(shop: Shop, stock_take_id: UUID) -> StockTake:
    """Take the booking of a stock-take back, all of it; taken back twice, it is taken back once.

    Returns:
        The stock-take with its counts: open again, so that it can be corrected and booked; or
        dropped, where its place is being counted anew.

    Raises:
        InsufficientFilamentError: grams that it added are used up.
        NotFoundError: nothing was booked under this id.

    """
    with shop.unit_of_work() as uow:
        lines = uow.ledger.of_group(stock_take_id)
    if not lines:
        raise NotFoundError("booked stock-take", stock_take_id)
    take_back(shop, lines[0].id)
    with shop.unit_of_work() as uow:
        return uow.stock_takes.get(stock_take_id)


def _open(uow: UnitOfWork, stock_take_id: UUID) -> StockTake:
    stock_take = uow.stock_takes.get(stock_take_id, lock=True)
    if not stock_take.is_open:
        raise RuleError(
            "This stock-take is closed: it was booked or dropped, perhaps in another browser.",
            hint="Begin a new one.",
        )
    return stock_take


def _check_holds(uow: UnitOfWork, stock_take_id: UUID, spools: dict[UUID, Spool]) -> None:
    outdated = [spools[one] for one in uow.stock_takes.outdated(stock_take_id)]
    if not outdated:
        return
    labels = [one.label for one in sorted(outdated, key=lambda one: one.number)]
    more = f" and {len(labels) - _MOST_NAMED} more" if labels[_MOST_NAMED:] else ""
    named = ", ".join(labels[:_MOST_NAMED]) + more
    one = len(labels) == 1
    raise RuleError(
        f"Nothing is booked: what is on spool{'' if one else 's'} {named} was said otherwise "
        f"after {'it was' if one else 'they were'} counted here.",
        hint="Count again, or remove the count and leave it out.",
    )


def _booking(uow: UnitOfWork, stock_take: StockTake, line: CountedSpool, spool: Spool) -> Booking:
    if spool.quantity_g + line.difference_g < 0:
        raise InsufficientFilamentError(
            filament=name_of(uow, spool),
            needed_g=-line.difference_g,
            available_g=spool.quantity_g,
        )
    check_room(spool, line.difference_g)
    place = stock_take.location or "the whole shop"
    return Booking(
        spool_id=spool.id,
        amount_g=line.difference_g,
        reason=MovementReason.COUNTED,
        note=f"Stock-take of {place}",
        # No request of its own: the stock-take's row says whether it is booked, and one whose
        # booking was taken back is booked anew.
        group_id=stock_take.id,
    )


def _keep_tares(uow: UnitOfWork, lines: Sequence[CountedSpool], spools: dict[UUID, Spool]) -> None:
    """A reel's weight that was typed while counting is known from then on."""
    for line in lines:
        spool = spools[line.spool_id]
        if line.tare_g is not None and line.tare_g != spool.tare_g:
            details = spool.details.model_copy(update={"tare_g": line.tare_g})
            uow.spools.update_details(spool.id, details)
