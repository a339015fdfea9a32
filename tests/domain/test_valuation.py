"""What a gram is worth, by the worked numbers of the trade."""

from decimal import Decimal
from uuid import uuid4

import pytest
from pydantic import ValidationError

from printshop.domain.purchases import (
    NewPurchase,
    PricedGoods,
    PurchaseExtras,
    PurchaseLine,
    landed_costs,
)
from printshop.domain.spools import MovementReason
from printshop.domain.valuation import CostLine, ReelLine, moving_average, reel_costs


def goods(*pairs: tuple[str, str | None]) -> list[PricedGoods]:
    return [
        PricedGoods(grams=Decimal(grams), price=None if price is None else Decimal(price))
        for grams, price in pairs
    ]


def came(grams: str, cost: str, reason: MovementReason = MovementReason.RECEIVED) -> CostLine:
    return CostLine(reason, Decimal(grams), Decimal(cost))


def went(grams: str) -> CostLine:
    return CostLine(MovementReason.USED, -Decimal(grams), Decimal(0))


def test_shipping_and_discount_are_in_the_cost_of_a_gram() -> None:
    # 4 x 19.99 - 8 + 6.90 over 4,000 g, not the 0.01999 of the list price.
    extras = PurchaseExtras(discount=Decimal(8), shipping=Decimal("6.90"))

    assert landed_costs(goods(("4000", "79.96")), extras) == (Decimal("0.019715"),)


def test_extras_go_by_grams_where_a_gram_costs_the_same() -> None:
    extras = PurchaseExtras(shipping=Decimal(6))

    assert landed_costs(goods(("1000", "20"), ("500", "10")), extras) == (
        Decimal("0.024000"),
        Decimal("0.024000"),
    )


def test_extras_go_by_value_where_prices_differ() -> None:
    extras = PurchaseExtras(shipping=Decimal(6), tax=Decimal(3))

    assert landed_costs(goods(("1000", "20"), ("1000", "40")), extras) == (
        Decimal("0.023000"),
        Decimal("0.046000"),
    )


def test_an_unknown_price_stays_unknown_and_takes_its_share_of_the_extras_by_grams() -> None:
    extras = PurchaseExtras(shipping=Decimal(6))

    assert landed_costs(goods(("1000", "20"), ("1000", None)), extras) == (
        Decimal("0.023000"),
        None,
    )


def test_a_discount_above_the_price_is_refused() -> None:
    line = PurchaseLine(filament_id=uuid4(), net_g=Decimal(1000), price=Decimal(20))

    with pytest.raises(ValidationError, match="more than all of it costs"):
        NewPurchase(id=uuid4(), discount=Decimal(21), lines=(line,))


def test_a_purchase_moves_the_average_by_its_grams() -> None:
    # 640 g left at 0.0210, 4,000 g more at 0.019715.
    lines = [came("1000", "0.021"), went("360"), came("4000", "0.019715")]

    assert moving_average(lines) == Decimal("0.019892")


def test_an_unknown_cost_changes_no_average() -> None:
    assert moving_average([came("1000", "0.02"), came("1000", "0")]) == Decimal("0.020000")
    assert moving_average([came("1000", "0"), came("1000", "0.03")]) == Decimal("0.030000")
    assert moving_average([came("1000", "0"), went("10")]) == 0


def test_a_receipt_taken_back_is_as_if_it_never_came() -> None:
    lines = [
        came("1000", "0.02"),
        came("1000", "0.04")._replace(is_taken_back=True),
        went("1000")._replace(is_taken_back=True),
        came("1000", "0.03"),
    ]

    assert moving_average(lines) == Decimal("0.025000")


def test_winding_onto_a_reel_mixes_the_costs_but_not_the_average_of_the_filament() -> None:
    lines = [came("300", "0.02"), went("200"), came("100", "0.04", MovementReason.MOVED)]

    reel = uuid4()
    assert reel_costs(ReelLine(reel, None, line) for line in lines) == {reel: Decimal("0.030000")}
    assert moving_average(lines) == Decimal("0.020000")
