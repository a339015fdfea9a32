"""Purchases, respooling and corrections: what a gram costs after each of them."""

from decimal import Decimal
from uuid import uuid4

import pytest

from printshop.domain.purchases import NewPurchase, PurchaseExtras, PurchaseLine
from printshop.domain.spools import MovementReason, Respooling, Spool, WeighIn
from printshop.errors import InsufficientFilamentError, InvalidInputError, RuleError
from printshop.services import stock
from printshop.services.shop import Shop
from tests import builders


def average_of(shop: Shop, spool: Spool) -> Decimal:
    return stock.filament_by_id(shop, spool.filament_id).filament.average_cost_per_gram


def cost_of(shop: Shop, spool: Spool) -> Decimal:
    return stock.spool_by_id(shop, spool.id).actual_cost_per_gram


def wind(shop: Shop, giving: Spool, taking: Spool, grams: str) -> Respooling:
    move = Respooling(
        request_id=uuid4(),
        from_spool_id=giving.id,
        to_spool_id=taking.id,
        quantity_g=Decimal(grams),
    )
    stock.respool(shop, move)
    return move


def test_a_bill_of_two_filaments_spreads_its_shipping_over_both(shop: Shop) -> None:
    black, red = builders.a_filament(shop), builders.a_filament(shop, color_hex="#D0211C")
    bill = NewPurchase(
        id=uuid4(),
        supplier="Filament Shop",
        shipping=Decimal(9),
        lines=(
            PurchaseLine(filament_id=black.id, count=2, net_g=Decimal(1000), price=Decimal(40)),
            PurchaseLine(filament_id=red.id, net_g=Decimal(1000), price=Decimal(20)),
        ),
    )

    spools = stock.receive(shop, bill)
    again = stock.receive(shop, bill)

    assert spools == again
    assert [spool.actual_cost_per_gram for spool in spools] == [Decimal("0.023000")] * 3
    assert [spool.price for spool in spools] == [Decimal("20.00")] * 3
    assert {spool.supplier for spool in spools} == {"Filament Shop"}
    assert average_of(shop, spools[0]) == Decimal("0.023000")


def test_the_average_moves_with_each_purchase_and_back_when_it_is_taken_back(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    first = builders.a_spool(shop, filament, total_price=Decimal(20))
    second = builders.a_spool(shop, filament, total_price=Decimal(40))
    after_both = average_of(shop, first)

    stock.take_back(shop, stock.ledger(shop, second.id)[0].id)

    assert after_both == Decimal("0.030000")
    assert average_of(shop, first) == Decimal("0.020000")
    assert builders.grams_on(shop, second) == 0


def test_a_purchase_is_taken_back_once_and_as_a_whole_or_not_at_all(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    bought = builders.a_spool(shop, filament, "100", count=2, total_price=Decimal(4))
    other = builders.a_spool(shop, filament, "100")
    move = wind(shop, bought, other, "60")

    with pytest.raises(InsufficientFilamentError):
        stock.take_back_purchase(shop, bought.purchase_id)
    refused = stock.bill(shop, bought.purchase_id).spools
    stock.take_back_request(shop, move.request_id)
    spools = stock.take_back_purchase(shop, bought.purchase_id)
    stock.restore_spool(shop, bought.id)
    again = stock.take_back_purchase(shop, bought.purchase_id)

    assert [(one.quantity_g, one.archived_at) for one in refused] == [(40, None), (100, None)]
    assert all(one.quantity_g == 0 and one.archived_at is not None for one in spools)
    assert again[0].archived_at is None
    assert average_of(shop, bought) == 0


def test_grams_wound_onto_another_spool_take_their_cost_along_and_back(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    cheap = builders.a_spool(shop, filament, "100", total_price=Decimal(2))
    dear = builders.a_spool(shop, filament, "100", total_price=Decimal(4))

    wind(shop, dear, cheap, "100")
    mixed = cost_of(shop, cheap)
    stock.take_back(shop, stock.ledger(shop, cheap.id)[0].id)

    assert mixed == Decimal("0.030000")
    assert cost_of(shop, cheap) == Decimal("0.020000")
    assert [builders.grams_on(shop, one) for one in (cheap, dear)] == [Decimal(100)] * 2
    assert average_of(shop, cheap) == Decimal("0.030000")


def test_what_was_wound_and_used_since_cannot_be_wound_back(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    giving, taking = builders.a_spool(shop, filament, "100"), builders.a_spool(shop, filament, "5")
    wind(shop, giving, taking, "100")
    stock.weigh_in(
        shop,
        WeighIn(request_id=uuid4(), spool_id=taking.id, gross_g=Decimal(250), tare_g=Decimal(200)),
    )
    moved = next(
        line for line in stock.ledger(shop, taking.id) if line.reason is MovementReason.MOVED
    )

    with pytest.raises(InsufficientFilamentError):
        stock.take_back(shop, moved.id)

    assert builders.grams_on(shop, giving) == 0


def test_a_bill_that_comes_later_corrects_the_cost_of_all_its_spools(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    spool = builders.a_spool(shop, filament)
    other = builders.a_spool(shop, filament, total_price=Decimal(30))
    wind(shop, spool, other, "1000")

    stock.correct_price(
        shop, spool.purchase_id, {spool.id: Decimal(20)}, PurchaseExtras(shipping=Decimal(5))
    )

    assert stock.spool_by_id(shop, spool.id).landed_cost_per_gram == Decimal("0.025000")
    assert average_of(shop, spool) == Decimal("0.027500")


def test_a_bill_that_comes_later_reaches_grams_that_were_wound_on_twice(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    bought = builders.a_spool(shop, filament, "100")
    second = builders.a_spool(shop, filament, "100", total_price=Decimal(4))
    third = builders.a_spool(shop, filament, "100", total_price=Decimal(1))
    wind(shop, bought, second, "100")
    onward = wind(shop, second, third, "100")
    before = [cost_of(shop, one) for one in (second, third)]

    stock.correct_price(shop, bought.purchase_id, {bought.id: Decimal(2)}, PurchaseExtras())
    after = [cost_of(shop, one) for one in (second, third)]
    stock.take_back_request(shop, onward.request_id)

    # The unknown grams took the cost of the known ones until then.
    assert before == [Decimal("0.040000"), Decimal("0.025000")]
    assert after == [Decimal("0.030000"), Decimal("0.020000")]
    assert [cost_of(shop, one) for one in (second, third)] == [after[0], Decimal("0.010000")]


@pytest.mark.parametrize(("count", "total"), [(3, "10.00"), (7, "99.99")])
def test_a_price_is_spread_over_its_spools_to_the_cent_and_saved_unchanged_changes_nothing(
    shop: Shop, count: int, total: str
) -> None:
    black, red = builders.a_filament(shop), builders.a_filament(shop, color_hex="#D0211C")
    lines = (
        PurchaseLine(filament_id=black.id, count=count, net_g=Decimal(1000), price=Decimal(total)),
        PurchaseLine(filament_id=red.id, net_g=Decimal(750), price=Decimal(20)),
    )
    new = NewPurchase(id=uuid4(), shipping=Decimal("4.90"), lines=lines)
    spools = stock.receive(shop, new)
    prices = {spool.id: spool.price for spool in spools}
    of_line = [spool.price or 0 for spool in spools[:count]]

    assert sum(of_line) == Decimal(total)
    assert max(of_line) - min(of_line) == Decimal("0.01")
    assert stock.receive(shop, new) == spools
    assert stock.correct_price(shop, new.id, prices, new) == spools

    stock.correct_price(shop, new.id, prices, PurchaseExtras(shipping=Decimal(9)))
    back = stock.correct_price(shop, new.id, prices, new)
    landed = [spool.landed_cost_per_gram for spool in spools]
    assert [spool.landed_cost_per_gram for spool in back] == landed


def test_another_filament_cannot_be_wound_onto_a_spool(shop: Shop) -> None:
    black = builders.a_spool(shop, builders.a_filament(shop))
    red = builders.a_spool(shop, builders.a_filament(shop, color_hex="#D0211C"))

    with pytest.raises(InvalidInputError, match="different filaments"):
        wind(shop, black, red, "10")


def test_what_a_job_used_is_not_taken_back_from_the_ledger(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    spool = builders.a_spool(shop, filament)
    stock.take_back(shop, stock.ledger(shop, spool.id)[0].id)
    reversal = stock.ledger(shop, spool.id)[0]

    with pytest.raises(RuleError, match="already takes another one back"):
        stock.take_back(shop, reversal.id)


def test_the_person_who_booked_stands_in_the_ledger(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop))

    assert [line.booked_by for line in stock.ledger(shop, spool.id)] == ["Somebody"]
