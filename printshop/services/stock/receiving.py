"""Receiving a purchase: its spools, their landed cost, and the first line of each ledger."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from printshop.domain.filament import Filament
from printshop.domain.purchases import NewPurchase, PricedGoods, PurchaseLine, landed_costs
from printshop.domain.spools import MovementReason, NewSpools, Spool
from printshop.domain.units import MAX_COST_PER_GRAM, to_money
from printshop.errors import DuplicateError, InvalidInputError
from printshop.repo import UnitOfWork
from printshop.repo.spools import Booking
from printshop.services.shop import Shop
from printshop.services.stock.valuing import revalue_filament


def add_spools(shop: Shop, new: NewSpools) -> tuple[Spool, ...]:
    """Receive a purchase of like spools. See `receive`."""
    return receive(shop, NewPurchase.of(new))


def receive(shop: Shop, new: NewPurchase) -> tuple[Spool, ...]:
    """Receive a purchase. The same purchase sent twice is received once.

    What a gram cost is said by `printshop.domain.purchases.landed_costs`; where a line has
    no price it is the filament's base cost, and 0 (unknown) where that is not known.

    Raises:
        InvalidInputError: the price cannot be for so few grams.
        NotFoundError: there is no such filament.

    """
    try:
        with shop.unit_of_work() as uow:
            spools = uow.spools.of_purchase(new.id) or _receive(uow, new)
            uow.commit()
    except DuplicateError:
        with shop.unit_of_work() as uow:
            return uow.spools.of_purchase(new.id)
    return spools


def _receive(uow: UnitOfWork, new: NewPurchase) -> tuple[Spool, ...]:
    filament_ids = sorted({line.filament_id for line in new.lines})
    # Locked first, and before the spools: two receipts of one filament must not both take
    # the average from before.
    filaments = {filament.id: filament for filament in uow.filaments.lock(filament_ids)}
    uow.purchases.add(new)
    lines = [line.model_copy(update=_defaults(line, filaments)) for line in new.lines]
    new = new.model_copy(update={"lines": tuple(lines)})
    numbers = uow.users.next_numbers("spool", sum(line.count for line in lines))
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


def _defaults(line: PurchaseLine, filaments: Mapping[UUID, Filament]) -> dict[str, object]:
    """A reel weighs what its filament's reels weigh, unless somebody said otherwise."""
    return {} if line.tare_g is not None else {"tare_g": filaments[line.filament_id].tare_g}


def _costs(new: NewPurchase, filaments: Mapping[UUID, Filament]) -> Sequence[Decimal]:
    goods = [PricedGoods(grams=line.grams, price=line.price) for line in new.lines]
    costs = []
    for line, landed in zip(new.lines, landed_costs(goods, new), strict=True):
        cost = filaments[line.filament_id].cost_per_gram_base if landed is None else landed
        if cost >= MAX_COST_PER_GRAM:
            raise InvalidInputError(
                f"{to_money(line.price or 0)} for {line.grams} g is {cost} per gram, which "
                "cannot be.",
                hint="Check the price and the grams.",
            )
        costs.append(cost)
    return costs
