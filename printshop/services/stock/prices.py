"""The bill came later: correcting what a purchase cost, with all that stands on it."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from printshop.domain.purchases import PricedGoods, PurchaseExtras, landed_costs
from printshop.domain.spools import Spool
from printshop.domain.units import to_money
from printshop.errors import InvalidInputError
from printshop.services.shop import Shop
from printshop.services.stock.valuing import revalue_filament, revalue_spool


def correct_price(
    shop: Shop, purchase_id: UUID, prices: Mapping[UUID, Decimal | None], extras: PurchaseExtras
) -> tuple[Spool, ...]:
    """Say what the spools of a purchase cost, and what the bill had beside.

    Grams are not touched: the landed cost of every spool of the purchase is worked out anew,
    and with it what is on them and the average of their filaments.

    Args:
        shop: whose.
        purchase_id: which.
        prices: of each spool alone, by spool; those not named keep theirs; None is unknown.
        extras: shipping, tax and discount of the whole bill.

    Raises:
        InvalidInputError: the discount is more than all of it costs.
        NotFoundError: there is no such purchase.

    """
    with shop.unit_of_work() as uow:
        spools = uow.spools.of_purchase(purchase_id)
        filaments = uow.filaments.lock(sorted({spool.filament_id for spool in spools}))
        uow.purchases.get(purchase_id, lock=True)
        spools = uow.spools.lock([spool.id for spool in spools])
        base = {filament.id: filament.cost_per_gram_base for filament in filaments}
        goods = [
            PricedGoods(grams=spool.initial_g, price=_rounded(prices.get(spool.id, spool.price)))
            for spool in spools
        ]
        _check(goods, extras)
        uow.purchases.set_extras(purchase_id, extras)
        for spool, one, landed in zip(spools, goods, landed_costs(goods, extras), strict=True):
            uow.spools.set_costs(
                spool.id,
                actual_cost_per_gram=spool.actual_cost_per_gram,
                landed_cost_per_gram=base[spool.filament_id] if landed is None else landed,
                price=one.price,
            )
            revalue_spool(uow, spool.id)
        for filament in filaments:
            revalue_filament(uow, filament.id)
        corrected = uow.spools.of_purchase(purchase_id)
        uow.commit()
    return corrected


def _rounded(price: Decimal | None) -> Decimal | None:
    return None if price is None else to_money(price)


def _check(goods: list[PricedGoods], extras: PurchaseExtras) -> None:
    prices = [one.price for one in goods]
    known = sum((price for price in prices if price is not None), Decimal(0))
    if None not in prices and known + extras.total < 0:
        raise InvalidInputError(
            f"The discount of {extras.discount} is more than all of it costs.",
            hint="Check the discount and the prices.",
        )
