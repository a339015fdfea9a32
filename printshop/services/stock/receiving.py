"""Receiving a purchase: its spools, their landed cost, and the first line of each ledger."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Final
from uuid import UUID

from printshop.domain.filament import Filament
from printshop.domain.purchases import NewPurchase, PricedGoods, landed_costs
from printshop.domain.spools import MovementReason, NewSpools, Spool
from printshop.errors import AlreadyBookedError
from printshop.repo import UnitOfWork
from printshop.repo.ledger import Booking
from printshop.services.currency import hold
from printshop.services.shop import Shop
from printshop.services.stock.holding import locked_filaments
from printshop.services.stock.once import once
from printshop.services.stock.ordered_goods import mark_received
from printshop.services.stock.valuing import check_costs, revalue_filament

# Lines of ledgers that one statement books.
_AT_ONCE: Final = 500


def add_spools(shop: Shop, new: NewSpools) -> tuple[Spool, ...]:
    """Receive a purchase of like spools. See `receive`."""
    return receive(shop, NewPurchase.of(new))


def receive(shop: Shop, new: NewPurchase, *, currency: str | None = None) -> tuple[Spool, ...]:
    """Receive a purchase. The same purchase sent twice is received once.

    What a gram cost is said by `printshop.domain.purchases.landed_costs`; where a line has
    no price it is the filament's base cost, and 0 (unknown) where that is not known.

    Args:
        shop: whose.
        new: what came.
        currency: in which its prices were said; None is the shop's.

    Raises:
        AlreadyBookedError: a purchase of this id was received before, with other values.
        InvalidInputError: the price cannot be for so few grams.
        NotFoundError: there is no such filament.
        RuleError: a filament was merged with another one meanwhile, or a line of the shopping
            list that comes with it is not on order any more, or the shop has another currency.

    """

    def book(uow: UnitOfWork) -> tuple[Spool, ...]:
        spools = uow.spools.of_purchase(new.id)
        if spools and not _is_same(uow, new, spools):
            raise AlreadyBookedError(f"a purchase of {len(spools)} spools, {spools[0].label} first")
        if spools:
            return spools
        received = _receive(uow, new)
        hold(uow, currency)
        return received

    return once(shop, book)


def _is_same(uow: UnitOfWork, new: NewPurchase, spools: Sequence[Spool]) -> bool:
    """Whether a purchase was received as it is sent; merged filaments count as their heirs."""
    head = NewPurchase.model_fields.keys() - {"lines"}
    heirs = {
        f: uow.filaments.get(f).merged_into_id or f for f in {x.filament_id for x in new.lines}
    }
    reels = [
        (heirs[line.filament_id], line.net_g, price) for line in new.lines for price in line.prices
    ]
    return (
        uow.purchases.get(new.id).model_dump(include=head) == new.model_dump(include=head)
        and [(spool.filament_id, spool.initial_g, spool.price) for spool in spools] == reels
    )


def receive_many_within(
    uow: UnitOfWork, news: Sequence[NewPurchase]
) -> dict[UUID, tuple[Spool, ...]]:
    """Receive many purchases within a unit of work; those that are there already stay.

    What it asks of the database grows with the filaments, and not with the purchases: each
    filament is valued once, when all of it is there.

    Returns:
        The spools of each purchase, by its id.

    Raises:
        DuplicateError: another browser receives one of them at this moment.
        InvalidInputError: a price cannot be for so few grams.
        NotFoundError: there is no such filament.
        RuleError: a filament was merged with another one meanwhile.

    """
    purchase_ids = [new.id for new in news]
    there = uow.spools.of_purchases(purchase_ids)
    waiting = list({new.id: new for new in news if new.id not in there}.values())
    if not waiting:
        return there
    filament_ids = sorted({line.filament_id for new in waiting for line in new.lines})
    filaments = locked_filaments(uow, filament_ids)
    uow.purchases.add_many(waiting)
    counts = [sum(line.count for line in new.lines) for new in waiting]
    numbers = iter(uow.users.next_numbers("spool", sum(counts)))
    uow.spools.add_many(
        [
            (new, list(islice(numbers, count)), _costs(new, filaments))
            for new, count in zip(waiting, counts, strict=True)
        ]
    )
    received = uow.spools.of_purchases([new.id for new in waiting])
    lines = [_receipt(new, spool) for new in waiting for spool in received[new.id]]
    for start in range(0, len(lines), _AT_ONCE):
        uow.ledger.book(lines[start : start + _AT_ONCE])
    for filament_id in filament_ids:
        revalue_filament(uow, filament_id)
    for new in waiting:
        mark_received(uow, new)
    return uow.spools.of_purchases(purchase_ids)


def _receive(uow: UnitOfWork, new: NewPurchase) -> tuple[Spool, ...]:
    return receive_many_within(uow, [new])[new.id]


def _receipt(new: NewPurchase, spool: Spool) -> Booking:
    return Booking(
        spool_id=spool.id,
        amount_g=spool.initial_g,
        reason=MovementReason.RECEIVED,
        note=new.supplier,
        group_id=new.id,
        cost_per_gram=spool.landed_cost_per_gram,
    )


def _costs(new: NewPurchase, filaments: Mapping[UUID, Filament]) -> Sequence[Decimal]:
    goods = [PricedGoods(grams=line.grams, price=line.price) for line in new.lines]
    landed = landed_costs(goods, new)
    check_costs(goods, landed)
    return [
        filaments[line.filament_id].cost_per_gram_base if cost is None else cost
        for line, cost in zip(new.lines, landed, strict=True)
    ]
