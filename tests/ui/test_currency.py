"""The dialog of hours and currency where another currency is typed: its body as a page."""

from decimal import Decimal
from functools import partial

from streamlit.testing.v1 import AppTest

from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import shop_settings
from tests import builders


def test_another_currency_asks_what_becomes_of_the_amounts(shop: Shop) -> None:
    filament = builders.a_filament(shop, cost_per_gram_base=Decimal("0.02"))
    app = _ask_for_eur(shop)

    said = "\n".join(element.value for element in app.markdown)
    assert "**USD becomes EUR.**" in said
    assert shop.settings().currency == "USD"

    app.radio(key="currency.what").set_value("converted").run()
    _press(app, "Change to EUR")
    assert [error.value.replace("\\", "") for error in app.error] == [
        "The rate is missing. Say how many of the new currency one of the old is."
    ]

    app.number_input(key="currency.rate").set_value(0.5)
    _press(app, "Change to EUR")
    assert shop.settings().currency == "EUR"
    assert shop.settings().labour_per_hour == Decimal("7.50")
    assert stock.filament_by_id(shop, filament.id).filament.cost_per_gram_base == Decimal("0.01")


def test_where_only_the_sign_was_wrong_the_numbers_stay(shop: Shop) -> None:
    app = _ask_for_eur(shop)

    _press(app, "Change to EUR")

    assert (shop.settings().currency, shop.settings().labour_per_hour) == ("EUR", Decimal(15))


def test_staying_with_the_old_currency_changes_nothing_but_keeps_the_hours(shop: Shop) -> None:
    app = _ask_for_eur(shop, turnaround_min=5)

    _press(app, "Stay with USD")

    assert (shop.settings().currency, shop.settings().turnaround_min) == ("USD", 5)
    assert app.text_input(key="shop_settings.currency").value == "USD"


def _ask_for_eur(shop: Shop, turnaround_min: int = 15) -> AppTest:
    def script(drawn: "partial[None]") -> None:
        drawn()

    drawn = partial(shop_settings.draw_body, shop)
    app = AppTest.from_function(script, args=(drawn,), default_timeout=60).run()
    app.number_input(key="shop_settings.turnaround").set_value(turnaround_min)
    app.text_input(key="shop_settings.currency").set_value("eur")
    _press(app, "Save")
    return app


def _press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
