"""Filaments, spools and their ledger, through the page and into a real database."""

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from printshop.domain.filament import Filament, Material
from printshop.domain.print_queue import CompleteJob
from printshop.domain.spools import QuantityOperation
from printshop.services import printing, stock
from printshop.services.shop import Shop
from tests import builders

OpenPage = Callable[..., AppTest]


def click(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def key_of(app: AppTest, kind: str, name: str) -> str:
    """The key of the only widget of this kind whose key ends in this name."""
    found = [str(w.key) for w in app.get(kind) if str(w.key).endswith(name)]
    assert len(found) == 1, found
    return found[0]


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown).replace("\u00a0", " ")


def numbers_of(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value.replace("\u00a0", " ") for metric in app.metric}


def labels_listed(app: AppTest) -> list[str]:
    return app.dataframe[0].value["label"].to_list()


def on_hand(shop: Shop, filament: Filament) -> Decimal:
    rows = {row.filament.id: row for row in stock.list_filaments(shop)}
    return rows[filament.id].on_hand_g


def open_filament(open_page: OpenPage, filament: Filament) -> AppTest:
    return open_page("inventory", filament=str(filament.id))


def book(app: AppTest, operation: QuantityOperation, grams: float, reason: str = "") -> AppTest:
    app.segmented_control(key_of(app, "button_group", ".operation")).set_value(operation)
    app.number_input(key_of(app, "number_input", ".grams")).set_value(grams)
    app.text_input(key_of(app, "text_input", ".reason")).set_value(reason)
    app.run()
    return click(app, "Book it")


def test_an_empty_inventory_says_what_to_do_next(open_page: OpenPage) -> None:
    app = open_page("inventory")

    assert not app.exception
    assert "**No filaments yet.**" in text_of(app)


def test_the_first_screen_says_what_is_there_and_what_is_low(
    shop: Shop, open_page: OpenPage
) -> None:
    black = builders.a_filament(shop)
    builders.a_spool(shop, black, "1000", total_price=Decimal("24.90"))
    builders.a_spool(shop, black, "250.5", is_weighed=False)
    white = builders.a_filament(shop, color_hex="#FFFFFF", color_name="White")
    builders.a_spool(shop, white, "50")
    builders.a_filament(shop, color_hex="#FF0000", color_name="Red")

    app = open_page("inventory")

    assert numbers_of(app) == {
        "Filaments": "3",
        "On hand": "1.30 kg",
        "Value, as bought": "$24.90",
        "Running low": "1",
        "Never weighed": "1",
    }
    # Grams without a price are said beside it, and are not worth nothing.
    (caption,) = (one.value for one in app.caption if "average" in one.value)
    assert caption.replace("\u00a0", " ") == (
        "At the average of all purchases it is $24.90. "
        "300.5 g without a price are in neither value."
    )
    rows = app.dataframe[0].value.set_index("label")
    assert rows.loc["Bambu Lab PLA Basic Black", "on_hand_g"] == 1250.5
    assert rows.loc["Bambu Lab PLA Basic Black", "status"] == "Weigh"
    assert rows.loc["Bambu Lab PLA Basic Black", "cost"] == 0.0249
    assert rows.loc["Bambu Lab PLA Basic White", "status"] == "Low"
    assert rows.loc["Bambu Lab PLA Basic Red", "status"] == "No spools"


def test_filters_of_the_address_narrow_the_list(shop: Shop, open_page: OpenPage) -> None:
    builders.a_filament(shop)
    builders.a_filament(shop, material=Material.PETG, slicer_name="PETG HF")
    builders.a_filament(shop, brand="Prusament", color_name="Galaxy")

    assert labels_listed(open_page("inventory", material="PETG")) == ["Bambu Lab PETG HF Black"]
    assert labels_listed(open_page("inventory", brand="Prusament")) == [
        "Prusament PLA Basic Galaxy"
    ]
    assert labels_listed(open_page("inventory", filament_search="galaxy")) == [
        "Prusament PLA Basic Galaxy"
    ]
    assert "**No filament fits these filters.**" in text_of(
        open_page("inventory", filament_search="nylon")
    )


def test_only_what_is_low_can_be_listed(shop: Shop, open_page: OpenPage) -> None:
    builders.a_spool(shop, builders.a_filament(shop))
    white = builders.a_filament(shop, color_hex="#FFFFFF", color_name="White")
    builders.a_spool(shop, white, "50")

    app = open_page("inventory", low="true")

    assert labels_listed(app) == ["Bambu Lab PLA Basic White"]


def test_a_filament_is_added_with_the_word_for_its_colour(shop: Shop, open_page: OpenPage) -> None:
    app = click(open_page("inventory"), "Add a filament")
    app.text_input("inventory.new.brand").set_value("Prusament")
    app.text_input("inventory.new.slicer_name").set_value("PLA Galaxy")
    app.color_picker("inventory.new.color_hex").set_value("#d0211c")
    app.number_input("inventory.new.price").set_value(29.99)

    click(app, "Add the filament")

    (row,) = stock.list_filaments(shop)
    assert row.filament.label == "Prusament PLA Galaxy Red"
    assert row.filament.color_hex == "#D0211C"
    assert row.filament.cost_per_gram_base == Decimal("0.02999")
    assert app.query_params["filament"] == str(row.filament.id)


def test_a_code_for_a_colour_name_sets_the_colour_and_becomes_its_word(
    shop: Shop, open_page: OpenPage
) -> None:
    app = click(open_page("inventory"), "Add a filament")
    app.text_input("inventory.new.brand").set_value("Prusament")
    app.text_input("inventory.new.color_name").set_value("#d0211c")

    click(app, "Add the filament")

    (row,) = stock.list_filaments(shop)
    assert (row.filament.color_name, row.filament.color_hex) == ("Red", "#D0211C")


def test_added_spools_are_first_as_heavy_as_the_filament_comes(
    shop: Shop, open_page: OpenPage
) -> None:
    app = open_filament(open_page, builders.a_filament(shop, net_g=Decimal(250)))

    assert app.number_input(key_of(app, "number_input", ".net_g")).value == 250


def test_a_filament_that_is_there_already_is_refused_beside_the_form(
    shop: Shop, open_page: OpenPage
) -> None:
    builders.a_filament(shop)
    app = click(open_page("inventory"), "Add a filament")
    app.text_input("inventory.new.brand").set_value("Bambu Lab")
    app.text_input("inventory.new.slicer_name").set_value("PLA Basic")

    click(app, "Add the filament")

    # The dialog is drawn again by itself in a browser, not here.
    assert app.session_state["problems"] == {
        "inventory.new": (
            r"Bambu Lab PLA Basic Black is in your shop already\. "
            r"Brand\, material\, kind\, colours and diameter are the same\."
        )
    }
    assert len(stock.list_filaments(shop)) == 1


def test_spools_are_received_with_their_price_and_place(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    app = open_filament(open_page, filament)
    app.number_input(key_of(app, "number_input", ".count")).set_value(3)
    app.number_input(key_of(app, "number_input", ".net_g")).set_value(750.0)
    app.number_input(key_of(app, "number_input", ".total_price")).set_value(56.25)
    app.text_input(key_of(app, "text_input", ".location")).set_value("Shelf B")

    app.run()
    assert "That is **0.0250 USD per gram ($25.00 per kg)**." in text_of(app)
    click(app, "Add the spools")

    assert not app.error
    spools = stock.list_filaments(shop)[0].spools
    assert [spool.quantity_g for spool in spools] == [Decimal("750.00")] * 3
    assert {spool.actual_cost_per_gram for spool in spools} == {Decimal("0.0250")}
    assert {spool.location for spool in spools} == {"Shelf B"}


def test_a_purchase_sent_twice_is_received_once(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    app = open_filament(open_page, filament)
    key = f"inventory.receipt.{filament.id}.purchase"
    purchase_id = uuid4()

    for _ in range(2):
        # As if the answer to the first click had been lost on its way.
        app.session_state[key] = purchase_id
        click(app, "Add the spools")

    assert on_hand(shop, filament) == Decimal("1000.00")
    assert key not in app.session_state


def test_a_new_purchase_of_the_same_is_received_too(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    app = open_filament(open_page, filament)

    click(app, "Add the spools")
    click(app, "Add the spools")

    assert on_hand(shop, filament) == Decimal("2000.00")


@pytest.mark.parametrize(
    ("operation", "grams", "left_g"),
    [
        (QuantityOperation.SET, 640.0, "640.00"),
        (QuantityOperation.ADD, 12.5, "1012.50"),
        (QuantityOperation.SUBTRACT, 0.92, "999.08"),
    ],
)
def test_grams_of_a_spool_are_set_added_or_subtracted_with_a_reason(
    shop: Shop, open_page: OpenPage, operation: QuantityOperation, grams: float, left_g: str
) -> None:
    filament = builders.a_filament(shop)
    spool = builders.a_spool(shop, filament)
    app = open_filament(open_page, filament)

    book(app, operation, grams, "by the scale")

    assert not app.error
    assert on_hand(shop, filament) == Decimal(left_g)
    assert stock.ledger(shop, spool.id)[0].note == "by the scale"
    # Ready for the next booking, which is another one.
    assert app.number_input(key_of(app, "number_input", ".grams")).value is None


def test_more_than_is_on_the_spool_is_refused_in_words_and_stays_typed(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "100")
    app = open_filament(open_page, filament)

    book(app, QuantityOperation.SUBTRACT, 100.01)

    assert [error.value for error in app.error] == [
        (
            r"Bambu Lab PLA Basic Black \#1\: 100\.01 g are to be booked\, but only 100 g "
            r"are on hand\. Weigh the spools or add the spool you used\, then book again\."
        )
    ]
    assert app.number_input(key_of(app, "number_input", ".grams")).value == 100.01
    assert on_hand(shop, filament) == Decimal("100.00")


def test_a_booking_without_grams_says_what_is_missing(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)

    app = click(open_filament(open_page, filament), "Book it")

    assert [error.value for error in app.error] == [r"Grams is missing\."]


def test_a_booking_sent_twice_is_booked_once(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    spool = builders.a_spool(shop, filament)
    app = open_filament(open_page, filament)
    request_id = uuid4()

    for _ in range(2):
        app.session_state[f"inventory.quantity.{spool.id}.request"] = request_id
        book(app, QuantityOperation.SUBTRACT, 10)

    assert on_hand(shop, filament) == Decimal("990.00")


def test_the_chosen_spool_stays_chosen_after_a_booking(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    second = builders.a_spool(shop, filament)
    app = open_filament(open_page, filament)
    app.selectbox(f"inventory.spool.{filament.id}").set_value(second.id).run()

    for _ in range(2):
        book(app, QuantityOperation.SUBTRACT, 100)

    assert len(stock.ledger(shop, second.id)) == 3


def test_the_back_button_leads_to_the_list(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)

    app = click(open_filament(open_page, filament), "Inventory")

    assert "filament" not in app.query_params
    assert labels_listed(app) == ["Bambu Lab PLA Basic Black"]


def test_the_grams_that_a_job_took_name_the_job_in_the_ledger(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    spool = builders.a_spool(shop, filament)
    variant = builders.a_variant(shop, {filament.id: "32.5"})
    job = builders.a_printing_job(shop, variant, builders.a_printer(shop))
    step = CompleteJob(job_id=job.id)
    printing.complete(shop, step, as_of=builders.MONDAY_NOON)

    app = open_page("inventory", spool=str(spool.id))

    ledger = app.dataframe[0].value
    assert ledger["job"].to_list()[0] == job.label
    assert ledger["amount"].to_list()[0] == -32.5
    # It is taken back with the job, so it is not offered here.
    assert len(app.selectbox(f"inventory.take_back.{spool.id}.line").options) == 1


def test_a_filament_is_changed_in_place(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    app = open_filament(open_page, filament)
    app.session_state[f"inventory.edit.{filament.id}.section"] = True
    app.run()

    app.text_input(key_of(app, "text_input", ".color_name")).set_value("Jet black")
    app.number_input(key_of(app, "number_input", ".low_stock_g")).set_value(250.0)
    click(app.run(), "Save")

    (row,) = stock.list_filaments(shop)
    assert (row.filament.color_name, row.filament.low_stock_g) == ("Jet black", Decimal(250))


def test_the_filament_of_another_shop_is_not_found(
    shop: Shop, other_shop: Shop, open_page: OpenPage
) -> None:
    assert shop.user_id != other_shop.user_id
    theirs = builders.a_filament(other_shop)

    app = open_filament(open_page, theirs)

    assert app.error[0].value.startswith("There is no filament")
    assert not app.dataframe


def test_a_hostile_name_stands_as_text(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop, color_name="![x](https://example.org/a.png) <b>")

    app = click(open_filament(open_page, filament), "Add the spools")

    assert "![x](" not in text_of(app) + app.title[0].value + app.toast[0].value
    assert "<b>" not in text_of(app)
