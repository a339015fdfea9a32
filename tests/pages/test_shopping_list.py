"""The shopping list through the page and into a real database."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from printshop.domain.filament import Filament
from printshop.domain.shopping import ShoppingStatus
from printshop.services import stock
from printshop.services.shop import Shop
from tests import builders
from tests.services.shopping.goods import items, ordered, put_down

OpenPage = Callable[..., AppTest]
PAGE = "shopping_list"


def a_low_filament(shop: Shop) -> Filament:
    filament = builders.a_filament(
        shop, supplier="Depot", net_g=Decimal(1000), cost_per_gram_base=Decimal("0.02")
    )
    builders.a_spool(shop, filament, "90")
    return filament


def click(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label.replace("\u00a0", " ") == label).click().run()


def text_of(app: AppTest) -> str:
    parts = (*app.header, *app.markdown, *app.subheader)
    plain = "\n".join(element.value for element in parts)
    return plain.replace("\u00a0", " ").replace("\\", "")


def test_an_empty_shop_is_told_that_nothing_must_be_bought(open_page: OpenPage) -> None:
    app = open_page(PAGE)

    assert "Nothing must be bought" in text_of(app)
    assert not app.error


def test_lines_are_chosen_ordered_received_and_all_of_it_can_be_taken_back(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = a_low_filament(shop)
    app = open_page(PAGE)
    assert "Buy 1 roll for $20.00" in text_of(app)
    assert "90 g on hand, at or under the 100 g you set." in text_of(app)

    click(app, "All")
    click(app, "Mark as ordered")
    app.text_input("shopping.order_form.reference").set_value("A-17")
    click(app, "1 roll is ordered")

    assert not app.error
    assert items(shop) == [("ordered", 1)]
    app = open_page(PAGE)
    assert "On its way" in text_of(app)
    assert "Nothing must be bought" in text_of(app)

    with shop.unit_of_work() as uow:
        (item,) = uow.shopping_items.of_status((ShoppingStatus.ORDERED,))
    app = open_page("inventory", view="receive", order=str(item.id))
    assert app.text_input("inventory.receiving.supplier").value == "Depot"
    assert app.text_input("inventory.receiving.reference").value == "A-17"
    assert app.number_input("inventory.receiving.line.0.price").value == 20.0
    assert "Receives 1 roll ordered at Depot under number A-17 on " in text_of(app)
    assert "The price is the one noted then, without shipping." in text_of(app)
    click(app, "Receive 1 spool")

    assert items(shop) == [("received", 1)]
    assert stock.spool_frame(shop, [filament.id]).height == 2
    click(app, "Undo")
    assert items(shop) == [("ordered", 1)]


def test_what_is_ordered_at_several_suppliers_is_an_order_and_a_bill_of_each(
    shop: Shop, open_page: OpenPage
) -> None:
    for name, color_hex in (("Depot", "#101010"), ("Maker", "#FF0000")):
        put_down(shop, builders.a_filament(shop, supplier=name, color_hex=color_hex))
    app = open_page(PAGE)

    click(app, "All")
    click(app, "Mark as ordered")
    assert app.text_input("shopping.order_form.supplier").placeholder == "each line's own"
    click(app, "4 rolls are ordered")

    with shop.unit_of_work() as uow:
        placed = {
            one.supplier: one.id for one in uow.shopping_items.of_status((ShoppingStatus.ORDERED,))
        }
    assert set(placed) == {"Depot", "Maker"}
    app = open_page("inventory", view="receive", order=str(placed["Depot"]))
    click(app, "Receive 2 spools")
    app.query_params["order"] = str(placed["Maker"])
    app.run()
    assert app.text_input("inventory.receiving.supplier").value == "Maker"


def test_the_price_of_a_part_that_came_follows_its_number_until_another_is_typed(
    shop: Shop, open_page: OpenPage
) -> None:
    item = ordered(shop, builders.a_filament(shop))
    app = open_page("inventory", view="receive", order=str(item.id))
    key = "inventory.receiving.line.0"

    app.number_input(f"{key}.count").set_value(2).run()
    assert app.number_input(f"{key}.price").value == 39.98
    assert "Receives 2 of 4 rolls ordered at Filament Depot" in text_of(app)
    app.number_input(f"{key}.price").set_value(35.0).run()
    app.number_input(f"{key}.count").set_value(3).run()
    assert app.number_input(f"{key}.price").value == 35.0
    click(app, "Receive 3 spools")

    assert items(shop) == [("ordered", 1), ("received", 3)]


def test_the_number_of_rolls_is_typed_and_what_cannot_be_is_said_beside_it(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = a_low_filament(shop)
    app = open_page(PAGE)
    key = f"shopping.rolls.{filament.id}"

    app.number_input(key).set_value(0).run()
    assert "0 rolls cannot be one line" in app.error[0].value
    assert app.number_input(key).value == 0
    app.number_input(key).set_value(3).run()

    assert not app.error
    assert items(shop) == [("needed", 3)]
    assert "You said 3 rolls; the rules ask for 1" in text_of(app)
    click(app, "As the rules say")
    assert items(shop) == [("dropped", 3)]
    click(app, "Undo")
    assert items(shop) == [("needed", 3)]


def test_the_address_says_how_early_and_in_what_order(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop, low_stock_g=Decimal(50), supplier="Depot")
    builders.a_spool(shop, filament, "90")

    assert "Nothing must be bought" in text_of(open_page(PAGE))
    app = open_page(PAGE, earlier="2.0", group="supplier")

    assert "under 2 times the 50 g you set" in text_of(app)
    assert [one.value for one in app.subheader] == ["Depot"]


@pytest.mark.parametrize("said", ["abc", "99"])
def test_an_address_that_says_no_such_number_gives_the_list_as_it_is(
    shop: Shop, open_page: OpenPage, said: str
) -> None:
    a_low_filament(shop)

    app = open_page(PAGE, earlier=said)

    assert not app.error
    assert "Buy 1 roll for $20.00" in text_of(app)
    assert app.slider("earlier").value == 1
    assert "Options" in {one.proto.popover.label for one in app.get("popover")}


def test_a_filament_is_put_down_by_hand_from_a_link(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    app = open_page(PAGE, filament=str(filament.id))

    app.number_input("shopping.by_hand.rolls").set_value(2)
    click(app, "Put it on the list")

    assert not app.error
    assert items(shop) == [("needed", 2)]


def test_a_link_to_a_line_chooses_it(shop: Shop, open_page: OpenPage) -> None:
    filament = a_low_filament(shop)

    app = open_page(PAGE, filament=str(filament.id))

    assert app.checkbox(f"shopping.chosen.{filament.id}").value
    assert "**1 line chosen**: 1 roll, $20.00" in text_of(app)


def test_an_order_that_did_not_happen_goes_back_to_the_list(
    shop: Shop, open_page: OpenPage
) -> None:
    ordered(shop, builders.a_filament(shop))

    click(open_page(PAGE), "Not ordered after all")

    assert items(shop) == [("needed", 4)]


def test_a_name_from_outside_acts_nowhere(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(
        shop, color_name="![x](http://e.example/a.png)", supplier="[Depot](http://e.example)"
    )
    put_down(shop, filament)

    app = open_page(PAGE, group="supplier")

    written = "\n".join(element.value for element in (*app.markdown, *app.subheader))
    assert "Depot" in written
    assert "](http://e" not in written


def test_what_is_wished_for_is_put_on_the_list(shop: Shop, open_page: OpenPage) -> None:
    builders.a_variant(shop, {builders.a_filament(shop).id: "100"})

    click(open_page(PAGE), "Put on the list")

    assert items(shop) == [("needed", 1)]
