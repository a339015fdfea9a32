"""The bill came later: correcting what a purchase cost, with all that stands on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from printshop.domain.filament import Filament
from printshop.domain.purchases import PricedGoods, Purchase, PurchaseExtras, landed_of_spools
from printshop.domain.spools import Spool
from printshop.domain.units import MAX_MONEY, to_money
from printshop.errors import ChangedMeanwhileError, InvalidInputError
from printshop.repo import UnitOfWork
from printshop.services.shop import Shop
from printshop.services.stock.locking import Held, lock_wound
from printshop.services.stock.once import once
from printshop.services.stock.valuing import check_costs, revalue_filament, revalue_spools

MAX_BILLS: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A purchase with all its spools, and what its filaments are called, by id."""

    purchase: Purchase
    spools: tuple[Spool, ...]
    filaments: Mapping[UUID, Filament]


def bill(shop: Shop, purchase_id: UUID) -> Bill:
    """A purchase with its spools.

    Raises:
        NotFoundError: there is no such purchase.

    """
    with shop.snapshot() as uow:
        return _bill(uow, uow.purchases.get(purchase_id))


def bills_of(shop: Shop, filament_id: UUID) -> tuple[Bill, ...]:
    """The last purchases that spools of a filament came with, newest first."""
    with shop.snapshot() as uow:
        found = uow.purchases.of_filament(filament_id, at_most=MAX_BILLS)
        return tuple(_bill(uow, purchase) for purchase in found)


def _bill(uow: UnitOfWork, purchase: Purchase) -> Bill:
    spools = uow.spools.of_purchase(purchase.id)
    filament_ids = {spool.filament_id for spool in spools}
    return Bill(
        purchase=purchase,
        spools=spools,
        filaments={each: uow.filaments.get(each) for each in filament_ids},
    )


def correct_price(
    shop: Shop,
    purchase_id: UUID,
    prices: Mapping[UUID, Decimal | None],
    extras: PurchaseExtras,
    *,
    was: Bill | None = None,
) -> tuple[Spool, ...]:
    """Say what the spools of a purchase cost, and what the bill had beside.

    Grams are not touched: the landed cost of every spool of the purchase is worked out anew,
    and with it what is on them and on every spool that their grams were wound onto, and the
    average of their filaments. A bill that is said as it stands changes nothing.

    Args:
        shop: whose.
        purchase_id: which.
        prices: of each spool alone, by spool; those not named keep theirs; None is unknown.
        extras: shipping, tax and discount of the whole bill.
        was: the bill that the person saw before; None puts theirs whatever stands there.

    Raises:
        ChangedMeanwhileError: somebody else corrected the bill since it was seen.
        InvalidInputError: the discount is more than all of it costs, or a price cannot be.
        NotFoundError: there is no such purchase.

    """

    def book(uow: UnitOfWork) -> tuple[Spool, ...]:
        uow.purchases.get(purchase_id)
        held = lock_wound(uow, [one.id for one in uow.spools.of_purchase(purchase_id)])
        purchase = uow.purchases.get(purchase_id, lock=True)
        spools = [one for one in held.spools if one.purchase_id == purchase_id]
        if was is not None:
            _check_unchanged(was, purchase, spools, extras)
        said = {spool.id: _checked(prices.get(spool.id, spool.price)) for spool in spools}
        if not _stands_already(purchase, spools, said, extras):
            _correct(uow, Held(held.filaments, tuple(spools)), said, extras)
            uow.purchases.set_extras(purchase_id, extras)
            revalue_spools(uow, [one.id for one in held.spools])
            for filament in held.filaments:
                revalue_filament(uow, filament.id)
        return uow.spools.of_purchase(purchase_id)

    return once(shop, book)


def _stands_already(
    purchase: Purchase,
    spools: Sequence[Spool],
    said: Mapping[UUID, Decimal | None],
    extras: PurchaseExtras,
) -> bool:
    return all(spool.price == said[spool.id] for spool in spools) and all(
        getattr(purchase, name) == getattr(extras, name) for name in PurchaseExtras.model_fields
    )


def _check_unchanged(
    was: Bill, now: Purchase, spools: Sequence[Spool], mine: PurchaseExtras
) -> None:
    names = PurchaseExtras.model_fields
    changed: dict[str, tuple[object, object, object]] = {
        name: (getattr(was.purchase, name), getattr(now, name), getattr(mine, name))
        for name in names
        if getattr(was.purchase, name) != getattr(now, name)
    }
    prices = {spool.id: spool.price for spool in was.spools}
    changed |= {
        f"the price of {spool.label}": (prices.get(spool.id), spool.price, None)
        for spool in spools
        if prices.get(spool.id) != spool.price
    }
    if changed:
        raise ChangedMeanwhileError("this bill", changed)


def _correct(
    uow: UnitOfWork,
    held: Held,
    said: Mapping[UUID, Decimal | None],
    extras: PurchaseExtras,
) -> None:
    base = {filament.id: filament.cost_per_gram_base for filament in held.filaments}
    goods = [PricedGoods(grams=spool.initial_g, price=said[spool.id]) for spool in held.spools]
    _check(goods, extras)
    landed = landed_of_spools(held.spools, said, extras)
    check_costs(goods, list(landed.values()))
    for spool in held.spools:
        cost = landed[spool.id]
        uow.spools.set_costs(
            spool.id,
            actual_cost_per_gram=spool.actual_cost_per_gram,
            landed_cost_per_gram=base[spool.filament_id] if cost is None else cost,
            price=said[spool.id],
        )


def _checked(price: Decimal | None) -> Decimal | None:
    if price is None:
        return None
    if not 0 <= price <= MAX_MONEY:
        raise InvalidInputError(
            f"{price} cannot be the price of a spool.",
            hint=f"Say an amount from 0 to {MAX_MONEY:,}, or leave it out where nobody knows.",
        )
    return to_money(price)


def _check(goods: list[PricedGoods], extras: PurchaseExtras) -> None:
    prices = [one.price for one in goods]
    known = sum((price for price in prices if price is not None), Decimal(0))
    if None not in prices and known + extras.total < 0:
        raise InvalidInputError(
            f"The discount of {extras.discount} is more than all of it costs.",
            hint="Check the discount and the prices.",
        )
