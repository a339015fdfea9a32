"""Print now: what can be printed, why or why not, and what a basket or a reel would become."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from printshop.services import planning
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON

OpenPage = Callable[..., AppTest]


def test_an_empty_shop_is_told_where_to_begin(open_page: OpenPage) -> None:
    app = open_page("print_now")

    assert not app.exception
    assert "**No models yet.** Drop a `.3mf` from your slicer" in _said(app)


def test_a_row_says_its_state_its_spools_and_when_it_would_be_done(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "500", location="Shelf A")
    builders.a_printer(shop, "Bert")
    builders.a_variant(shop, {filament.id: "12.34"})

    said = _said(open_page("print_now"))

    assert "**Vase** Standard v1 :green-badge[:material/check_circle: Ready]" in said
    assert "Bambu Lab PLA Basic Black **12.34 g** · from \\#1 (Shelf A)" in said
    assert "1 h · cost unknown · done **" in said
    assert "**Bert** is free first" in said


def test_what_is_short_says_by_how_much_and_leads_to_its_filament(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "10")
    builders.a_variant(shop, {filament.id: "25"})

    app = open_page("print_now")

    assert (
        "**25 g**: 10 g on hand, 10 g of it cannot be fed to the end and stay on the reels, "
        "**short by 25 g**" in _said(app)
    )
    assert "**Nothing can be printed with what is left.**" in _said(app)
    assert "No printer is free at a known time" in _said(app)


def test_states_are_counted_and_one_can_be_chosen_in_the_address(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "30")
    for grams in ("10", "20", "50"):
        builders.a_variant(shop, {filament.id: grams})

    app = open_page("print_now", state="short")

    states = app.button_group(key="address.state")
    assert [option.content for option in states.proto.options] == ["All 3", "Ready 2", "Short 1"]
    assert _said(app).count("**Vase**") == 1


def test_filters_that_nothing_fits_can_be_cleared(shop: Shop, open_page: OpenPage) -> None:
    builders.a_variant(shop, {builders.a_filament(shop).id: "10"})
    app = open_page("print_now", only="loaded,demand", words="vase")

    assert "**No printer says what is loaded in it.**" in _said(app)
    app.button(key="print_now.clear_filters").click().run()

    assert "**Vase** Standard v1" in _said(app)


@pytest.mark.parametrize(
    "address",
    [
        {"state": "x", "print_now_page": "-1", "only": ",x", "basket": "x.y"},
        {"view": "basket", "basket": "A" * 500, "spool": "x"},
    ],
)
def test_a_strange_address_still_shows_the_page(
    shop: Shop, open_page: OpenPage, address: dict[str, str]
) -> None:
    builders.a_variant(shop, {builders.a_filament(shop).id: "10"})

    app = open_page("print_now", **address)

    assert not app.exception
    assert not app.error


def test_a_click_queues_one_copy_and_can_be_undone(shop: Shop, open_page: OpenPage) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "10"})
    app = open_page("print_now")

    queue_it = app.button(key=f"print_now.{variant.id}.queue")
    queue_it.click().run()
    app.button(key=f"print_now.{variant.id}.queue").click().run()

    # Two clicks within a blink are a double click.
    assert _queued(shop) == [1]
    assert "1 job of **Vase** added to the queue." in _said(app)
    app.button(key="notices.undo_button").click().run()
    assert _queued(shop) == []


def test_a_basket_is_tried_queued_once_and_filled_again_by_an_undo(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "60")
    variant = builders.a_variant(shop, {filament.id: "20"})
    app = open_page("print_now")
    for _ in range(3):
        app.button(key=f"print_now.{variant.id}.basket").click().run()

    # A reload begins another session, which knows no more than the address.
    app = open_page("print_now", view="basket", basket=app.query_params["basket"])

    said = _said(app)

    assert "**2 of 3 copies** can be printed after all that is queued · **3 h**" in said
    assert "2 of 3 can be printed" in said
    assert "needed **60 g** · 50 g usable after the queue · **short by 10 g** · from \\#1" in said
    app.button(key="print_now.basket_queue").click().run()
    assert _queued(shop) == [1, 2, 3]
    assert "**The basket is empty.**" in _said(app)
    app.button(key="notices.undo_button").click().run()
    assert _queued(shop) == []
    assert app.number_input(key=f"print_now.copies.{variant.id}").value == 3


def test_the_spool_to_weigh_first_says_what_it_makes_sure(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "500", is_weighed=False, location="Shelf A")
    for _ in range(2):
        builders.a_variant(shop, {filament.id: "10"})

    said = _said(open_page("print_now", view="weigh"))

    assert "**2 versions** can be printed only if spools that were never weighed" in said
    assert "Shelf A · about 500 g on it · makes **2 versions** sure" in said


def test_a_reel_is_used_up_by_plates_that_can_be_queued(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "97", total_price=Decimal("1.94"))
    for grams in ("22", "64"):
        builders.a_variant(shop, {filament.id: grams})

    app = open_page("print_now", view="reel", spool="1")

    said = _said(app)
    assert "97 g on it · 10 g cannot be fed to the end · **87 g to use up**" in said
    assert "**1 g left**, worth $0.02 · 86 g of 87 g used" in said
    app.button(key="print_now.finish.1.0").click().run()
    assert _queued(shop) == [1, 2]


def test_a_name_from_a_file_is_shown_as_it_stands(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, location="![x](http://evil.example/p.png)")
    builders.a_variant(shop, {filament.id: "1"})

    said = _said(open_page("print_now"))

    assert "\\!\\[x\\]\\(" in said
    assert "![x](" not in said


def _said(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown).replace("\u00a0", " ")


def _queued(shop: Shop) -> list[int]:
    queue = planning.list_queue(shop, as_of=MONDAY_NOON)
    return [row.job.number for row in queue.jobs]
