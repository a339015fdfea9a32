"""Ordered rolls come as spools of a purchase, and both say the same."""

from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from printshop.domain.purchases import NewPurchase, PurchaseLine
from printshop.domain.shopping import ShoppingItem
from printshop.errors import RuleError
from printshop.services import shopping, stock
from printshop.services.shop import Shop
from tests import builders
from tests.services.shopping.goods import items, ordered


def a_delivery(item: ShoppingItem, count: int) -> NewPurchase:
    line = PurchaseLine(
        filament_id=item.filament_id,
        count=count,
        net_g=item.roll_g,
        price=Decimal(40),
        shopping_item_id=item.id,
    )
    return NewPurchase(id=uuid4(), lines=(line,))


def came_with(shop: Shop, purchase_id: UUID) -> list[int]:
    with shop.unit_of_work() as uow:
        return [item.rolls for item in uow.shopping_items.of_purchase(purchase_id)]


def test_a_purchase_marks_its_line_received_and_taking_it_back_puts_it_on_order(
    shop: Shop,
) -> None:
    item = ordered(shop, builders.a_filament(shop))
    delivery = a_delivery(item, 4)

    stock.receive(shop, delivery)
    stock.receive(shop, delivery)

    assert items(shop) == [("received", 4)]
    assert came_with(shop, delivery.id) == [4]
    assert not shopping.lines_for_bill(shop, [item.id])

    stock.take_back_purchase(shop, delivery.id)
    stock.take_back_purchase(shop, delivery.id)

    assert items(shop) == [("ordered", 4)]
    assert [line.item.id for line in shopping.lines_for_bill(shop, [item.id])] == [item.id]


def test_an_order_that_comes_in_parts_is_on_order_with_the_rest(shop: Shop) -> None:
    item = ordered(shop, builders.a_filament(shop))
    first, second = a_delivery(item, 1), a_delivery(item, 3)

    stock.receive(shop, first)
    assert items(shop) == [("ordered", 3), ("received", 1)]
    stock.receive(shop, second)
    assert items(shop) == [("received", 1), ("received", 3)]

    # Each puts back what it brought, whichever is taken back first.
    stock.take_back_purchase(shop, first.id)
    assert items(shop) == [("ordered", 1), ("received", 3)]


def test_more_than_was_ordered_is_received_all_the_same(shop: Shop) -> None:
    item = ordered(shop, builders.a_filament(shop), rolls=1)

    spools = stock.receive(shop, a_delivery(item, 2))

    assert len(spools) == 2
    assert items(shop) == [("received", 1)]


def test_what_is_not_on_order_any_more_books_nothing(shop: Shop) -> None:
    item = ordered(shop, builders.a_filament(shop))
    stock.receive(shop, a_delivery(item, 4))

    with pytest.raises(RuleError, match="is not on order any more"):
        stock.receive(shop, a_delivery(item, 4))

    assert stock.spool_frame(shop).height == 4
