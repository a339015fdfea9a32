"""The dialog of the printers: its body as a page, since AppTest opens no dialog twice."""

from decimal import Decimal
from functools import partial

from streamlit.testing.v1 import AppTest

from printshop.services import printers
from printshop.services.loadout import list_loadout
from printshop.services.shop import Shop
from printshop.ui.queue import printers as queue_printers
from tests import builders

_NEW = "print_queue_printers.form.new"


def test_a_taken_name_is_said_beside_the_form_and_what_was_typed_stays(shop: Shop) -> None:
    builders.a_printer(shop, "Bert")
    app = _open(shop)
    app.button(key="print_queue_printers.add").click().run()

    app.text_input(key=f"{_NEW}.name").set_value("Bert")
    app.number_input(key=f"{_NEW}.slots").set_value(16)
    _press(app, "Add the printer")

    assert [error.value for error in app.error] == ["There is already a printer of this name\\."]
    assert app.number_input(key=f"{_NEW}.slots").value == 16
    assert len(printers.list_printers(shop)) == 1


def test_a_shop_without_a_printer_is_asked_for_one_at_once(shop: Shop) -> None:
    app = _open(shop)

    _press(app, "Add the printer")
    assert [error.value for error in app.error] == ["Name must not be empty\\."]

    app.text_input(key=f"{_NEW}.name").set_value("Bert")
    app.number_input(key=f"{_NEW}.nozzle").set_value(0.6)
    app.multiselect(key=f"{_NEW}.materials").set_value(["PLA"])
    _press(app, "Add the printer")

    [printer] = printers.list_printers(shop)
    assert (printer.nozzle_diameter_mm, printer.materials) == (Decimal("0.6"), ("PLA",))


def test_a_printer_is_changed_in_its_form(shop: Shop) -> None:
    printer = builders.a_printer(shop, "Bert")
    app = _open(shop)
    app.button(key=f"print_queue_printers.{printer.id}.change").click().run()

    key = f"print_queue_printers.form.{printer.id}"
    assert app.multiselect(key=f"{key}.accepts").disabled
    app.toggle(key=f"{key}.any").set_value(False).run()
    assert not app.multiselect(key=f"{key}.accepts").disabled
    app.number_input(key=f"{key}.turnaround").set_value(5)
    app.number_input(key=f"{key}.per_hour").set_value(0.1698)
    _press(app, "Save")

    [changed] = printers.list_printers(shop)
    assert (changed.takes_any_model, changed.turnaround_min) == (False, 5)
    assert changed.cost_per_hour == Decimal("0.1698")


def test_a_spool_is_put_in_and_taken_out(shop: Shop) -> None:
    printer = builders.a_printer(shop, "Bert")
    spool = builders.a_spool(shop, builders.a_filament(shop), "640")
    app = _open(shop)
    app.button(key=f"print_queue_printers.{printer.id}.reels").click().run()

    key = f"print_queue_printers.reels.{printer.id}"
    _press(app, "Put it in")
    assert [error.value for error in app.error] == ["Choose the spool that you put in\\."]

    app.selectbox(key=f"{key}.slot").set_value(2)
    app.selectbox(key=f"{key}.spool").set_value(spool.id)
    _press(app, "Put it in")
    assert list_loadout(shop).loaded == {(printer.id, 2): spool.id}

    app.button(key=f"{key}.2.out").click().run()
    assert list_loadout(shop).loaded == {}


def test_a_printer_that_prints_says_why_it_stays_in_use(shop: Shop) -> None:
    printer = builders.a_printer(shop, "Bert")
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "1"})
    builders.a_printing_job(shop, variant, printer)
    app = _open(shop)

    toggle = app.toggle(key=f"print_queue_printers.{printer.id}.active")
    toggle.set_value(False).run()

    assert app.error[0].value.startswith("Bert prints Job 1\\.")
    assert app.toggle(key=f"print_queue_printers.{printer.id}.active").value


def _open(shop: Shop) -> AppTest:
    def script(drawn: "partial[None]") -> None:
        drawn()

    app = AppTest.from_function(
        script, args=(partial(queue_printers.body, shop),), default_timeout=30
    )
    return app.run()


def _press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
