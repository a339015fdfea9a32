"""What needs care, and editing in the grid, through the page."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from streamlit.testing.v1 import AppTest

from printshop.domain.filament import ColorPattern, Finish
from printshop.domain.spools import SpoolDetails
from printshop.services import stock
from printshop.services.shop import Shop
from tests import builders

OpenPage = Callable[..., AppTest]


def click(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown).replace("\u00a0", " ")


def test_what_needs_care_says_by_which_rule_and_leads_on(shop: Shop, open_page: OpenPage) -> None:
    black = builders.a_filament(shop, low_stock_spools=2, purchase_url="https://example.org/black")
    builders.a_spool(shop, black)
    red = builders.a_filament(shop, color_hex="#D0211C", color_name="Red")
    yesterday = datetime.now(tz=UTC).date() - timedelta(days=2)
    spool = builders.a_spool(shop, red, is_weighed=False, expires_on=yesterday)

    app = open_page("inventory")

    assert "Low: 1 unopened spool, you want more than 2" in text_of(app).replace("\\", "")
    assert "1 spool never weighed, 1,000 g assumed" in text_of(app).replace("\\", "")
    click(app, f"Weigh \\#{spool.number}")
    assert app.query_params["spool"] == str(spool.id)


def test_a_filament_that_the_queue_uses_up_is_to_be_looked_after(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "1000")
    builders.a_queued_job(shop, builders.a_variant(shop, {filament.id: "1010"}))

    said = text_of(open_page("inventory")).replace("\\", "")

    assert "**1 filament to look after**" in said
    assert "Runs out at Job 1: 20 g short" in said


def test_a_cell_somebody_else_changed_is_said_beside_the_grid_and_can_be_saved_again(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    spools = [builders.a_spool(shop, filament, location="A") for _ in range(2)]
    app = open_page("inventory", show="edit_spools")
    edits = {0: {"location": "C"}, 1: {"location": "D"}}
    draft = app.session_state["inventory.edit.spools"]
    draft.take(edits)
    app.run()
    stock.update_spool(shop, spools[0].id, SpoolDetails(location="B"))

    click(app, "Save")

    (error,) = app.error
    assert r"Place is B now\, it was A" in error.value
    assert stock.spool_by_id(shop, spools[1].id).location == "D"
    click(app, "Save")
    assert not app.error
    assert stock.spool_by_id(shop, spools[0].id).location == "C"


def test_a_filament_of_two_colours_takes_its_finish_from_its_kind(
    shop: Shop, open_page: OpenPage
) -> None:
    app = click(open_page("inventory"), "Add a filament")
    app.text_input("inventory.new.brand").set_value("Polymaker")
    app.text_input("inventory.new.slicer_name").set_value("PLA Silk")
    app.number_input("inventory.new.color_count").set_value(2)
    # The dialog is drawn again by itself in a browser, not here.
    app.session_state["inventory.new.other_color_1"] = "#1f4fc4"
    app.number_input("inventory.new.tare_g").set_value(231.5)

    click(app, "Add the filament")

    (row,) = stock.list_filaments(shop)
    assert row.filament.finish is Finish.SILK
    assert row.filament.color_hexes == ("#101010", "#1F4FC4")
    assert row.filament.color_pattern is ColorPattern.COEXTRUDED
    assert row.filament.tare_g == Decimal("231.5")


def test_spools_are_listed_place_by_place_with_what_lies_there(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    for place in ("Shelf B", "", "Shelf B"):
        builders.a_spool(shop, filament, location=place, total_price=Decimal(20))

    app = open_page("inventory", show="places")

    assert "**Shelf B · 2 spools · 2,000 g · $40.00**" in text_of(app).replace("\\", "")
    assert "**No place · 1 spool · 1,000 g · $20.00**" in text_of(app).replace("\\", "")
