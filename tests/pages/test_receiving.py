"""A bill through the page and into a real database."""

from collections.abc import Callable
from decimal import Decimal

from streamlit.testing.v1 import AppTest

from printshop.services import makers, stock
from printshop.services.shop import Shop
from tests import builders
from tests.makers_data import flat_table

OpenPage = Callable[..., AppTest]
KEY = "inventory.receiving"


def add(app: AppTest, typed: str) -> AppTest:
    app.text_input(f"{KEY}.typed").set_value(typed)
    return click(app, "Add")


def click(app: AppTest, label: str) -> AppTest:
    plain = (b for b in app.button if b.label.replace("\u00a0", " ") == label)
    return next(plain).click().run()


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown).replace("\u00a0", " ")


def test_a_bill_is_booked_with_its_extras_spread_and_can_be_typed_on(
    shop: Shop, open_page: OpenPage
) -> None:
    builders.a_filament(shop, net_g=Decimal(750))
    builders.a_filament(shop, color_hex="#D0211C", color_name="Red", gtin="40170725")
    app = open_page("inventory", view="receive")
    app.number_input(f"{KEY}.shipping").set_value(7.0)
    app.text_input(f"{KEY}.location").set_value("Shelf B")
    add(app, "2 x black @ 30")
    for _ in range(2):
        add(app, "40170725")
    app.number_input(f"{KEY}.line.1.price").set_value(40.0).run()

    # 30 for 1,500 g and 40 for 2,000 g, and 7 for 3,500 g: 20 and 2 per kg.
    assert text_of(app).count("0.0220 USD per gram ($22.00 per kg), landed") == 2
    assert "**4 spools** · 3,500 g · **$77.00** in all" in text_of(app)
    click(app, "Receive 4 spools")

    assert not app.error
    shelf = stock.spool_frame(shop)
    assert shelf["on_hand_cg"].to_list() == [75_000, 75_000, 100_000, 100_000]
    assert set(shelf["cost_e6"]) == {22_000}
    assert set(shelf["location"]) == {"Shelf B"}
    assert "**4 spools received**" in text_of(app)
    assert app.text_input(f"{KEY}.location").value == "Shelf B"
    assert app.number_input(f"{KEY}.shipping").value is None


def test_a_wrong_line_is_said_beside_it_and_nothing_is_booked(
    shop: Shop, open_page: OpenPage
) -> None:
    builders.a_filament(shop)
    app = add(open_page("inventory", view="receive"), "black @ 20")
    app.number_input(f"{KEY}.line.0.count").set_value(0).run()
    assert [error.value for error in app.error] == [r"Spools must be at least 1\."]

    click(app, "1 line to correct")

    assert len(app.error) == 1
    assert stock.spool_frame(shop).is_empty()
    assert app.number_input(f"{KEY}.line.0.price").value == 20.0

    app.number_input(f"{KEY}.line.0.count").set_value(1)
    app.number_input(f"{KEY}.discount").set_value(30.0).run()
    click(app, "Receive 1 spool")
    assert "more than all of it costs" in app.error[0].value
    app.number_input(f"{KEY}.discount").set_value(3.0).run()
    assert not app.error


def test_words_that_fit_several_filaments_are_asked_about(shop: Shop, open_page: OpenPage) -> None:
    builders.a_filament(shop)
    builders.a_filament(shop, color_hex="#D0211C", color_name="Red")
    app = add(open_page("inventory", view="receive"), "3 x basic")

    click(app, "Bambu Lab PLA Basic Red")
    click(app, "Receive 3 spools")

    (red,) = (row for row in stock.list_filaments(shop) if row.spools)
    assert (red.filament.color_name, len(red.spools)) == ("Red", 3)


def test_an_unknown_barcode_stays_in_the_field_with_what_to_do(
    shop: Shop, open_page: OpenPage
) -> None:
    builders.a_filament(shop)
    app = add(open_page("inventory", view="receive"), "40170725")

    (error,) = app.error
    assert error.value.startswith("No filament of your shop has the barcode 40170725")
    assert app.text_input(f"{KEY}.typed").value == "40170725"
    assert "known_search=40170725" in str(app.get("page_link")[0].proto)


def test_a_barcode_that_only_makers_know_comes_into_the_shop_and_onto_the_bill(
    shop: Shop, open_page: OpenPage
) -> None:
    builders.a_filament(shop)
    red = {"size_uuid": "r", "color": "Red", "hex": "#D0211C", "gtin": "6975337031307"}
    makers.take_in(shop, flat_table(red))
    (known,) = makers.of_barcode(shop, red["gtin"])
    app = add(open_page("inventory", view="receive"), "2 x 6975337031307 @ 1.299,90")

    click(app, f"Add {known.label} to the shop and to this bill")

    assert not app.error
    assert app.number_input(f"{KEY}.line.0.price").value == 1299.9
    click(app, "Receive 2 spools")
    assert stock.spool_frame(shop).height == 2
