"""Counting a shelf through the page."""

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from printshop.domain.filament import Filament
from printshop.domain.spools import Spool, WeighIn
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.services.stock import taking
from tests import builders

OpenPage = Callable[..., AppTest]


@pytest.fixture
def filament(shop: Shop) -> Filament:
    return builders.a_filament(shop, tare_g=Decimal(249))


@pytest.fixture
def spools(shop: Shop, filament: Filament) -> list[Spool]:
    """Give two spools on one shelf and one beside it."""
    return [
        builders.a_spool(shop, filament, location=location, total_price=Decimal(20))
        for location in ("Shelf A", "Shelf A", "Shelf B")
    ]


def text_of(app: AppTest) -> str:
    said = [*app.markdown, *app.success, *app.error, *app.warning, *app.info]
    return "\n".join(element.value for element in said).replace("\u00a0", " ")


def click(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def begin(open_page: OpenPage, place: str = "Shelf A") -> AppTest:
    app = open_page("inventory", view="count")
    app.selectbox("inventory.count.place").set_value(place)
    return click(app, "Begin")


def scan(app: AppTest, text: str) -> AppTest:
    return app.text_input("inventory.count.scan").set_value(text).run()


def type_weight(app: AppTest, weight: str, *, reel: str = "") -> AppTest:
    field = next(w for w in app.text_input if str(w.key).endswith(".weight"))
    field.set_value(weight)
    if reel:
        next(w for w in app.text_input if str(w.key).endswith(".tare")).set_value(reel)
    return click(app, "Count it")


def test_a_shelf_is_counted_by_scanning_and_booked_at_once(
    shop: Shop, open_page: OpenPage, spools: list[Spool]
) -> None:
    app = begin(open_page)
    assert "0 of 2 spools counted" in app.get("progress")[0].proto.text.replace("\u00a0", " ")

    app = scan(app, f"http://192.168.1.20:8501/inventory?spool={spools[0].number}")
    assert "Expected: **1,000 g**" in text_of(app)
    app = type_weight(app, "1.199,5")
    assert "**950.5 g** found, 1,000 g expected, \u221249.5 g." in text_of(app)
    app = type_weight(scan(app, str(spools[1].number)), "1100")

    assert "Large differences: \\#2 \u2212149 g" in text_of(app)
    assert "**Booking changes** \u00b10 g and \u2212198.5 g \u00b7 \u2212$3.97" in text_of(app)
    app = click(app, "Book all 2 at once")

    assert not app.exception
    held = [builders.grams_on(shop, spool) for spool in spools]
    assert held == [Decimal("950.5"), Decimal(851), Decimal(1000)]
    assert "**Shelf A** is booked: 2 spools, \u2212198.5 g." in text_of(app)
    app = click(app, "Undo")
    assert [builders.grams_on(shop, spool) for spool in spools] == [1000, 1000, 1000]
    assert "and it goes on with its counts." in app.toast[0].value
    assert "**Counted: 2**" in text_of(app)
    # Somebody weighs one in at the shelf.
    weighing = WeighIn(request_id=uuid4(), spool_id=spools[0].id, gross_g=Decimal("1199.5"))
    stock.weigh_in(shop, weighing)
    app = click(app.run(), "Book all 2 at once")
    assert "what is on spool \\#1 was said otherwise" in text_of(app)
    assert "To count again: \\#1." in text_of(app)
    assert app.dataframe[0].value["look"].to_list() == ["Look again", "Count again"]


def test_an_unknown_reel_is_asked_for_and_kept(shop: Shop, open_page: OpenPage) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop, brand="Solo"), location="Shelf A")
    app = type_weight(scan(begin(open_page), str(spool.number)), "1000")
    assert "Nobody has said what the empty reel of spool \\#1 weighs" in text_of(app)

    app = type_weight(app, "1000", reel="250")
    click(app, "Book all 1 at once")

    assert builders.grams_on(shop, spool) == 750
    assert stock.spool_by_id(shop, spool.id).tare_g == 250


def test_filament_without_its_reel_is_weighed_alone(
    open_page: OpenPage, spools: list[Spool]
) -> None:
    app = scan(begin(open_page), str(spools[0].number))
    app.segmented_control("inventory.count.mode").set_value("Filament alone").run()

    app = type_weight(app, "0.8 kg")

    assert "**800 g** found" in text_of(app)


def test_what_cannot_be_counted_is_said_and_the_typed_stays(
    open_page: OpenPage, spools: list[Spool]
) -> None:
    app = begin(open_page)
    assert "hello\u201d is not the number of a spool" in text_of(scan(app, "hello"))
    unknown = text_of(scan(app, "99"))
    assert "There is no spool \\#99 in this shop" in unknown
    assert "Check the number on the label" in unknown

    app = type_weight(scan(app, str(spools[0].number)), "100")

    assert "is less than the empty reel" in text_of(app)
    assert next(w for w in app.text_input if str(w.key).endswith(".weight")).value == "100"
    assert "twelve is not a weight in grams" in text_of(type_weight(app, "twelve"))
    assert "Say what spool \\#1 weighs" in text_of(type_weight(app, ""))


def test_the_next_label_scanned_too_early_counts_nothing(
    shop: Shop, open_page: OpenPage, spools: list[Spool]
) -> None:
    app = scan(begin(open_page), str(spools[0].number))

    app = type_weight(app, f"http://box:80/inventory?spool={spools[1].number}")

    assert "**\\#2**" in text_of(app)
    (take,) = taking.open_stock_takes(shop)
    with shop.unit_of_work() as uow:
        assert uow.stock_takes.counted(take.id) == ()


def test_two_browsers_count_one_shelf_and_the_later_count_says_what_it_replaces(
    open_page: OpenPage, spools: list[Spool]
) -> None:
    one = begin(open_page)
    other = begin(open_page)
    type_weight(scan(one, str(spools[0].number)), "1249")

    app = scan(other, str(spools[0].number))
    assert "Counted already: **1,000 g**" in text_of(app)
    app = type_weight(app, "1239")

    assert "It replaces the 1,000 g counted before." in text_of(app)
    assert one.run().dataframe[0].value["found_g"].to_list() == [990.0]


def test_a_count_is_removed(open_page: OpenPage, spools: list[Spool]) -> None:
    app = type_weight(scan(begin(open_page), str(spools[0].number)), "1249")

    app = click(scan(app, str(spools[0].number)), "Remove its count")

    assert "The count of \\#1 is removed." in text_of(app)
    assert not [b for b in app.button if b.label.startswith("Book all")]


def test_a_spool_is_chosen_from_the_list_and_put_down_again(
    open_page: OpenPage, spools: list[Spool]
) -> None:
    app = begin(open_page)

    app = app.selectbox("inventory.count.choose").set_value(spools[1].id).run()
    assert "**\\#2**" in text_of(app)

    assert "**\\#2**" not in text_of(click(app, "Not this one"))


def test_a_dropped_stock_take_comes_back_with_undo(
    open_page: OpenPage, spools: list[Spool]
) -> None:
    app = type_weight(scan(begin(open_page), str(spools[0].number)), "1200")

    app = click(app, "Drop this stock-take")
    assert "is dropped. Nothing was booked." in text_of(app)

    assert "**Counted: 1**" in text_of(click(app, "Undo"))


def test_an_open_stock_take_is_gone_on_with(open_page: OpenPage, spools: list[Spool]) -> None:
    app = type_weight(scan(begin(open_page), str(spools[0].number)), "1200")
    app = click(app, "Go on later")
    assert "**Shelf A** is being counted, begun today" in text_of(app)

    assert "**Counted: 1**" in text_of(click(app, "Go on"))


@pytest.mark.usefixtures("spools")
def test_a_closed_stock_take_of_the_address_says_so(shop: Shop, open_page: OpenPage) -> None:
    begin(open_page)
    (take,) = taking.open_stock_takes(shop)
    taking.drop_stock_take(shop, take.id)

    app = open_page("inventory", view="count", take=str(take.id))

    assert "This stock-take is dropped already." in text_of(app)
    assert [b for b in app.button if b.label == "Begin"]


def test_a_name_is_shown_as_it_stands(shop: Shop, open_page: OpenPage) -> None:
    hostile = builders.a_filament(shop, color_name="![x](http://evil)", tare_g=Decimal(200))
    builders.a_spool(shop, hostile, location="*Shelf* [a](http://evil)")

    app = begin(open_page, "*Shelf* [a](http://evil)")
    app = type_weight(scan(app, "1"), "1200")

    assert "![x](" not in text_of(app)
    assert "[a](http" not in text_of(app)
    assert not app.exception


@pytest.mark.usefixtures("spools")
def test_labels_of_the_shelf_are_offered_with_a_warning_about_this_machine(
    open_page: OpenPage,
) -> None:
    app = click(begin(open_page), "Print labels")

    assert "**2 labels** \u00b7 1 page \u00b7 \\#1\\, \\#2" in text_of(app)
    assert "This address works on this computer alone" in text_of(app)


def test_nothing_to_count_says_so(open_page: OpenPage) -> None:
    assert "**Nothing to count yet.**" in text_of(open_page("inventory", view="count"))
