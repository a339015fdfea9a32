"""Receiving a purchase: its spools, their landed cost, and the first line of each ledger."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from printshop.domain.filament import Filament
from printshop.domain.purchases import NewPurchase, PricedGoods, PurchaseLine, landed_costs
from printshop.domain.spools import MovementReason, NewSpools, Spool
from printshop.domain.units import to_money
from printshop.errors import AlreadyBookedError, RuleError
from printshop.repo import UnitOfWork
from printshop.repo.spools import Booking
from printshop.services.shop import Shop
from printshop.services.stock.once import once
from printshop.services.stock.valuing import check_costs, revalue_filament


def add_spools(shop: Shop, new: NewSpools) -> tuple[Spool, ...]:
    """Receive a purchase of like spools. See `receive`."""
    return receive(shop, NewPurchase.of(new))


def receive(shop: Shop, new: NewPurchase) -> tuple[Spool, ...]:
    """Receive a purchase. The same purchase sent twice is received once.

    What a gram cost is said by `printshop.domain.purchases.landed_costs`; where a line has
    no price it is the filament's base cost, and 0 (unknown) where that is not known.

    Raises:
        AlreadyBookedError: a purchase of this id was received before, with other values.
        InvalidInputError: the price cannot be for so few grams.
        NotFoundError: there is no such filament.
        RuleError: a filament was merged with another one meanwhile.

    """

    def book(uow: UnitOfWork) -> tuple[Spool, ...]:
        spools = uow.spools.of_purchase(new.id)
        if spools and not _is_same(uow, new, spools):
            raise AlreadyBookedError(f"a purchase of {len(spools)} spools, {spools[0].label} first")
        return spools or _receive(uow, new)

    return once(shop, book)


def _is_same(uow: UnitOfWork, new: NewPurchase, spools: Sequence[Spool]) -> bool:
    """Whether a purchase was received as it is sent; merged filaments count as their heirs."""
    head = NewPurchase.model_fields.keys() - {"lines"}
    heirs = {
        f: uow.filaments.get(f).merged_into_id or f for f in {x.filament_id for x in new.lines}
    }
    reels = [
        (heirs[line.filament_id], line.net_g, _price_of_one(line))
        for line in new.lines
        for _ in range(line.count)
    ]
    return (
        uow.purchases.get(new.id).model_dump(include=head) == new.model_dump(include=head)
        and [(spool.filament_id, spool.initial_g, spool.price) for spool in spools] == reels
    )


def receive_within(uow: UnitOfWork, new: NewPurchase) -> tuple[Spool, ...]:
    """Receive a purchase within a unit of work; one that is there already stays as it is.

    Raises:
        DuplicateError: another browser receives the same purchase at this moment.
        InvalidInputError: the price cannot be for so few grams.
        NotFoundError: there is no such filament.

    """
    return uow.spools.of_purchase(new.id) or _receive(uow, new)


def _receive(uow: UnitOfWork, new: NewPurchase) -> tuple[Spool, ...]:
    filament_ids = sorted({line.filament_id for line in new.lines})
    # Locked first, and before the spools: two receipts of one filament must not both take
    # the average from before.
    filaments = {filament.id: filament for filament in uow.filaments.lock(filament_ids)}
    for filament in filaments.values():
        if filament.merged_into_id is not None:
            heir = uow.filaments.get(filament.merged_into_id)
            raise RuleError(
                f"{filament.label} was merged with {heir.label} meanwhile.",
                hint=f"Choose {heir.label} instead.",
            )
    uow.purchases.add(new)
    numbers = uow.users.next_numbers("spool", sum(line.count for line in new.lines))
    spools = uow.spools.add(new, numbers=list(numbers), costs=_costs(new, filaments))
    uow.spools.book(
        [
            Booking(
                spool_id=spool.id,
                amount_g=spool.initial_g,
                reason=MovementReason.RECEIVED,
                note=new.supplier,
                group_id=new.id,
                cost_per_gram=spool.landed_cost_per_gram,
            )
            for spool in spools
        ]
    )
    for filament_id in filament_ids:
        revalue_filament(uow, filament_id)
    return uow.spools.of_purchase(new.id)


def _price_of_one(line: PurchaseLine) -> Decimal | None:
    return None if line.price is None else to_money(line.price / line.count)


def _costs(new: NewPurchase, filaments: Mapping[UUID, Filament]) -> Sequence[Decimal]:
    goods = [PricedGoods(grams=line.grams, price=line.price) for line in new.lines]
    landed = landed_costs(goods, new)
    check_costs(goods, landed)
    return [
        filaments[line.filament_id].cost_per_gram_base if cost is None else cost
        for line, cost in zip(new.lines, landed, strict=True)
    ]
