"""Filaments, jobs and orders of a shop, as the tests of the shopping list take them."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from printshop.domain.filament import Filament
from printshop.domain.shopping import (
    NewOrder,
    NewShoppingItem,
    OrderLine,
    ShoppingItem,
    ShoppingOptions,
    ShoppingStatus,
)
from printshop.services import shopping
from printshop.services.shop import Shop
from printshop.services.shopping.view import ShoppingList
from tests.builders import MONDAY_NOON

TODAY = date(2026, 3, 2)


def the_list(shop: Shop, multiplier: float = 1.0, *, with_wishlist: bool = True) -> ShoppingList:
    options = ShoppingOptions(threshold_multiplier=multiplier, with_wishlist=with_wishlist)
    return shopping.generate(shop, options, MONDAY_NOON)


def put_down(shop: Shop, filament: Filament, rolls: int = 2) -> ShoppingItem:
    new = NewShoppingItem(filament_id=filament.id, rolls=rolls, roll_g=Decimal(1000))
    return shopping.add(shop, new)[0].after


def an_order(*lines: OrderLine, **said: object) -> NewOrder:
    values: dict[str, object] = {
        "request_id": uuid4(),
        "ordered_on": TODAY,
        "supplier": "Filament Depot",
        "reference": "A-17",
        "lines": lines,
    }
    return NewOrder.model_validate(values | said)


def a_line(filament: Filament, rolls: int = 4, **said: object) -> OrderLine:
    values: dict[str, object] = {
        "filament_id": filament.id,
        "rolls": rolls,
        "roll_g": Decimal(1000),
        "price": Decimal("79.96"),
    }
    return OrderLine.model_validate(values | said)


def ordered(shop: Shop, filament: Filament, rolls: int = 4) -> ShoppingItem:
    return shopping.order(shop, an_order(a_line(filament, rolls)))[0].after


def items(shop: Shop, *statuses: ShoppingStatus) -> list[tuple[str, int]]:
    with shop.unit_of_work() as uow:
        found = uow.shopping_items.of_status(statuses or tuple(ShoppingStatus))
    return sorted((item.status.value, item.rolls) for item in found)
