"""The dialog of costs and prices: its body as a page, since AppTest opens no dialog twice."""

from decimal import Decimal
from functools import partial

from streamlit.testing.v1 import AppTest

from printshop.services.shop import Shop
from printshop.ui.settings import costs

_KEY = "settings.costs"
_MACHINE = f"{_KEY}.machine_per_hour"


def test_costs_and_prices_are_changed(shop: Shop) -> None:
    app = _open(shop)

    app.number_input(key=f"{_KEY}.labour_per_hour").set_value(20)
    app.number_input(key=f"{_KEY}.fee_pct").set_value(9.5)
    app.number_input(key=f"{_KEY}.safety_days").set_value(21)
    app.button(key=f"{_KEY}.save").click().run()

    now = shop.settings()
    assert (now.labour_per_hour, now.fee_pct) == (Decimal(20), Decimal("9.50"))
    assert now.safety_days == 21


def test_what_cannot_be_is_one_sentence_and_what_was_typed_stays(shop: Shop) -> None:
    app = _open(shop)

    app.number_input(key=f"{_KEY}.fee_pct").set_value(60)
    app.button(key=f"{_KEY}.save").click().run()

    [said] = _errors(app)
    assert said.startswith("Fees of 60 % and a margin of 50 % leave nothing of a price")
    assert app.number_input(key=f"{_KEY}.fee_pct").value == 60

    app.number_input(key=f"{_KEY}.fee_pct").set_value(5)
    app.number_input(key=f"{_KEY}.expected_success_pct").set_value(100)
    app.button(key=f"{_KEY}.save").click().run()
    assert _errors(app) == ["Expected success, % must be less than 100."]

    assert shop.settings().fee_pct == 0


def test_an_hour_of_the_printer_is_worked_out_from_its_price_and_life(shop: Shop) -> None:
    app = _open(shop)
    app.session_state[f"{_MACHINE}.calculator"] = True
    app.run()

    app.number_input(key=f"{_MACHINE}.price").set_value(599).run()
    assert any("An hour costs **0.1698** USD." in one.value for one in app.markdown)
    app.button(key=f"{_MACHINE}.use").click().run()
    app.button(key=f"{_KEY}.save").click().run()

    assert shop.settings().machine_per_hour == Decimal("0.1698")


def _errors(app: AppTest) -> list[str]:
    return [error.value.replace("\\", "") for error in app.error]


def _open(shop: Shop) -> AppTest:
    def script(drawn: "partial[None]") -> None:
        drawn()

    return AppTest.from_function(
        script, args=(partial(costs.draw_body, shop),), default_timeout=60
    ).run()
