"""Receiving spools, adjusting them, and the ledger."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from printshop.domain.filament import FilamentSort, Material, NewFilament
from printshop.domain.spools import (
    MovementReason,
    NewSpools,
    QuantityChange,
    QuantityOperation,
    Respooling,
    Scrapping,
)
from printshop.errors import (
    DuplicateError,
    InsufficientFilamentError,
    InvalidInputError,
    NotFoundError,
)
from printshop.services import stock
from printshop.services.shop import Shop
from tests import builders

TODAY = date(2026, 3, 2)


def a_change(spool_id: object, operation: str, grams: str, reason: str = "") -> QuantityChange:
    return QuantityChange.model_validate(
        {
            "request_id": uuid4(),
            "spool_id": spool_id,
            "operation": operation,
            "quantity_g": grams,
            "reason": reason,
        }
    )


def test_a_purchase_makes_its_spools_with_their_landed_cost(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    purchase = NewSpools(
        purchase_id=uuid4(),
        filament_id=filament.id,
        count=4,
        net_g=Decimal(1000),
        total_price=Decimal("78.86"),
        expires_on=date(2027, 1, 1),
        supplier="The filament shop",
    )

    spools = stock.add_spools(shop, purchase)

    # 4 x 19.99 less 8 discount plus 6.90 shipping over 4,000 g.
    assert [spool.actual_cost_per_gram for spool in spools] == [Decimal("0.019715")] * 4
    assert [spool.number for spool in spools] == [1, 2, 3, 4]
    assert [spool.quantity_g for spool in spools] == [Decimal(1000)] * 4
    assert stock.ledger(shop, spools[0].id)[0].reason is MovementReason.RECEIVED


def test_the_same_purchase_sent_twice_is_received_once(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    purchase = NewSpools(purchase_id=uuid4(), filament_id=filament.id, count=2, net_g=Decimal(500))

    first = stock.add_spools(shop, purchase)
    second = stock.add_spools(shop, purchase)

    assert first == second
    assert stock.list_filaments(shop)[0].on_hand_g == Decimal(1000)


def test_two_browsers_that_send_the_same_purchase_at_once_receive_it_once(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    purchase = NewSpools(purchase_id=uuid4(), filament_id=filament.id, net_g=Decimal(500))

    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(lambda _: stock.add_spools(shop, purchase), range(4)))

    assert {spools[0].id for spools in got} == {got[0][0].id}
    assert stock.list_filaments(shop)[0].on_hand_g == Decimal(500)


def test_a_spool_without_a_price_costs_what_the_filament_usually_does(shop: Shop) -> None:
    filament = builders.a_filament(shop, cost_per_gram_base="0.0250")

    spool = builders.a_spool(shop, filament)

    assert spool.actual_cost_per_gram == Decimal("0.0250")


@pytest.mark.parametrize(
    ("operation", "grams", "left"),
    [("set", "312.50", "312.50"), ("add", "20", "520"), ("subtract", "499.99", "0.01")],
)
def test_grams_are_set_added_and_subtracted_with_a_line_in_the_ledger(
    shop: Shop, operation: str, grams: str, left: str
) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), "500")

    changed = stock.update_quantity(shop, a_change(spool.id, operation, grams, "weighed it"))

    line = stock.ledger(shop, spool.id)[0]
    assert changed.quantity_g == Decimal(left)
    assert line.balance_g == Decimal(left)
    assert line.amount_g == Decimal(left) - 500
    assert line.note == "weighed it"


def test_the_same_request_sent_twice_is_booked_once(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), "500")
    change = a_change(spool.id, "subtract", "100")

    stock.update_quantity(shop, change)
    again = stock.update_quantity(shop, change)

    assert again.quantity_g == Decimal(400)


def test_a_spool_cannot_fall_below_zero_and_the_sentence_says_by_what(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), "50")

    with pytest.raises(InsufficientFilamentError) as caught:
        stock.update_quantity(shop, a_change(spool.id, "subtract", "50.01"))

    assert caught.value.message == (
        "Bambu Lab PLA Basic Black #1: 50.01 g are to be booked, but only 50 g are on hand."
    )
    assert len(stock.ledger(shop, spool.id)) == 1


def test_many_subtractions_at_once_never_take_more_than_there_is(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), "100")

    def take(_: int) -> bool:
        try:
            stock.update_quantity(shop, a_change(spool.id, "subtract", "30"))
        except InsufficientFilamentError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        taken = list(pool.map(take, range(6)))

    assert sum(taken) == 3
    assert stock.list_filaments(shop)[0].on_hand_g == Decimal(10)


def test_weighing_a_spool_that_was_never_weighed_makes_it_known(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), "1000", is_weighed=False)
    assert stock.list_filaments(shop)[0].unweighed_g == Decimal(1000)

    changed = stock.update_quantity(shop, a_change(spool.id, QuantityOperation.SET, "870"))

    assert changed.is_weighed
    assert stock.list_filaments(shop)[0].unweighed_g == Decimal(0)


def test_the_same_filament_cannot_be_added_twice(shop: Shop) -> None:
    builders.a_filament(shop)

    with pytest.raises(DuplicateError) as caught:
        builders.a_filament(shop, color_name="Jet black")

    assert caught.value.message == "Bambu Lab PLA Basic Black is in your shop already."


def test_two_shops_may_have_the_same_filament(shop: Shop, other_shop: Shop) -> None:
    builders.a_filament(shop)

    assert builders.a_filament(other_shop).demand_count == 0


def test_filaments_are_found_by_material_brand_and_words(shop: Shop) -> None:
    black = builders.a_filament(shop)
    builders.a_filament(shop, material="PETG", brand="Prusament", color_hex="#FF0000")

    def found(**wanted: object) -> list[object]:
        return [s.filament.id for s in stock.list_filaments(shop, **wanted)]  # ty: ignore[invalid-argument-type]

    assert found(material=Material.PLA) == [black.id]
    assert found(brand="Bambu Lab") == [black.id]
    assert found(search="basic bambu") == [black.id]
    assert found(search="100%") == []
    assert len(found(sort=FilamentSort.NAME)) == 2


def test_demand_counts_the_requirements_that_name_a_filament(shop: Shop) -> None:
    black = builders.a_filament(shop)
    builders.a_variant(shop, {black.id: "10"}, {black.id: "5"})

    assert stock.list_filaments(shop)[0].filament.demand_count == 2


def test_changing_a_filament_keeps_its_spools(shop: Shop) -> None:
    black = builders.a_filament(shop)
    builders.a_spool(shop, black)
    changes = NewFilament(
        brand="Bambu Lab",
        material=Material.PLA,
        slicer_name="PLA Matte",
        color_name="Charcoal",
        color_hex="#202020",
    )

    changed = stock.update_filament(shop, black.id, changes)

    assert changed.label == "Bambu Lab PLA Matte Charcoal"
    assert stock.list_filaments(shop)[0].on_hand_g == Decimal(1000)


def test_spools_of_a_filament_that_is_not_there_are_refused(shop: Shop) -> None:
    purchase = NewSpools(purchase_id=uuid4(), filament_id=uuid4(), net_g=Decimal(1000))

    with pytest.raises(NotFoundError, match="There is no filament"):
        stock.add_spools(shop, purchase)


def test_adding_nothing_and_adding_too_much_are_refused_in_words(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), "600")

    with pytest.raises(InvalidInputError, match=r"^Say how many grams: 0 g changes nothing\.$"):
        stock.update_quantity(shop, a_change(spool.id, "add", "0"))
    with pytest.raises(
        InvalidInputError, match=r"^A spool cannot hold 100,599 g; 100,000 g is the most"
    ):
        stock.update_quantity(shop, a_change(spool.id, "add", "99999"))

    assert len(stock.ledger(shop, spool.id)) == 1


def test_what_was_paid_can_be_found_again_from_the_cost_of_a_gram(shop: Shop) -> None:
    filament = builders.a_filament(shop)

    spool = builders.a_spool(shop, filament, "750", count=3, total_price="59.97")

    assert round(spool.actual_cost_per_gram * 2250, 2) == Decimal("59.97")


def test_a_filament_that_was_never_bought_is_not_low(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    before = stock.overview(shop, as_of=TODAY)["low_rule"].item()

    builders.a_spool(shop, filament, "50")

    assert (before, stock.overview(shop, as_of=TODAY)["low_rule"].item()) == ("", "grams")


def test_whatever_takes_grams_opens_a_reel_and_nothing_else_does(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    taken, scrapped, found, giving, taking, full, returned = (
        builders.a_spool(shop, filament) for _ in range(7)
    )
    stock.update_quantity(shop, a_change(taken.id, "subtract", "1"))
    stock.scrap(shop, Scrapping(request_id=uuid4(), spool_id=scrapped.id, quantity_g=Decimal(1)))
    stock.update_quantity(shop, a_change(found.id, "set", "999"))
    stock.respool(
        shop,
        Respooling(
            request_id=uuid4(),
            from_spool_id=giving.id,
            to_spool_id=taking.id,
            quantity_g=Decimal(1),
        ),
    )
    stock.update_quantity(shop, a_change(full.id, "set", "1000"))
    stock.update_quantity(shop, a_change(full.id, "add", "1"))
    stock.take_back(shop, stock.ledger(shop, full.id)[0].id)
    stock.take_back(shop, stock.ledger(shop, returned.id)[0].id)

    (stock_of,) = stock.list_filaments(shop)
    opened = [spool.id for spool in stock_of.spools if spool.opened_on is not None]
    assert opened == [spool.id for spool in (taken, scrapped, found, giving, taking)]
