"""Finding a maker's filament on the page, and taking it into the shop."""

from collections.abc import Callable
from decimal import Decimal

from streamlit.testing.v1 import AppTest

from printshop.domain.known_filaments import Wish
from printshop.services import makers, stock
from printshop.services.shop import Shop
from tests.makers_data import flat_table, makers_file

OpenPage = Callable[..., AppTest]
ORANGE = {"size_uuid": "o", "color": "Orange", "hex": "#FF6A13"}
RED = {"size_uuid": "r", "color": "Red *Rush*", "hex": "#C12E1F", "gtin": "6975337031300"}


def text_of(app: AppTest) -> str:
    texts = [*app.markdown, *app.error, *app.subheader, *app.caption]
    return "\n".join(str(element.value) for element in texts).replace("\u00a0", " ")


def click(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def search(app: AppTest, words: str) -> AppTest:
    return app.text_input("known_search").set_value(words).run()


def a_known(shop: Shop, words: str) -> str:
    (known,) = makers.search(shop, Wish(words=words)).filaments
    return str(known.id)


def test_an_empty_finder_says_where_data_comes_from_and_takes_it_in(
    open_page: OpenPage,
) -> None:
    app = open_page("inventory", view="find")
    assert "under the MIT licence" in text_of(app)

    app.file_uploader[0].set_value([(*makers_file()[0], "application/json")]).run()
    app = click(app, "Take in these files")

    assert not app.exception
    assert "**SpoolmanDB**: 1 new · 0 changed · 0 unchanged · 0 gone" in text_of(app)
    assert app.dataframe[0].value["label"].to_list() == ["Prusament PLA Silk Red"]


def test_what_is_no_data_set_is_said_beside_the_form(open_page: OpenPage) -> None:
    app = open_page("inventory", view="find")

    app.file_uploader[0].set_value([("notes.csv", b"a,b\n1,2\n", "text/csv")]).run()
    app = click(app, "Take in these files")
    assert "notes\\.csv holds no data set that Printshop knows" in text_of(app)

    app.text_input("finder.intake.address").set_value("ftp://example.org/a.csv").run()
    app = click(app, "Fetch and take in")
    assert "This is not a web address" in text_of(app)
    assert app.text_input("finder.intake.address").value == "ftp://example.org/a.csv"


def test_a_scanned_barcode_opens_its_filament_and_one_click_adds_it(
    shop: Shop, open_page: OpenPage
) -> None:
    makers.take_in(shop, flat_table(ORANGE, RED))
    app = open_page("inventory", view="find")

    app = search(app, "6975337031307")
    assert "Bambu Lab PLA Basic Orange" in text_of(app)
    assert app.text_input("known_search").value == ""
    app = click(app, "Add to the shop")

    assert "In your shop" in text_of(app)
    assert "Add to the shop" not in [button.label for button in app.button]
    (row,) = stock.list_filaments(shop)
    assert row.filament.gtin == "6975337031307"


def test_a_barcode_that_nobody_has_or_that_is_wrong_opens_nothing(
    shop: Shop, open_page: OpenPage
) -> None:
    makers.take_in(shop, flat_table(ORANGE, RED))
    app = open_page("inventory", view="find")

    app = search(app, "4006381333931")
    assert "No maker's filament has the barcode 4006381333931." in text_of(app)

    app = search(app, "6975337031300")
    assert app.dataframe[0].value["barcode"].to_list() == ["6975337031300 (wrong check digit)"]


def test_a_colour_is_searched_for_by_nearness(shop: Shop, open_page: OpenPage) -> None:
    makers.take_in(shop, flat_table(ORANGE, RED))

    app = open_page("inventory", view="find", known_near="true", known_color="#FF6B14")

    listed = app.dataframe[0].value
    assert listed["label"].to_list()[0] == "Bambu Lab PLA Basic Orange"
    assert listed["near"].to_list()[0] == "Same to the eye"


def test_the_card_shows_names_as_they_are_written(shop: Shop, open_page: OpenPage) -> None:
    makers.take_in(shop, flat_table(ORANGE, RED))

    app = open_page("inventory", view="find", known=a_known(shop, "red"))

    assert r"Red \*Rush\*" in app.subheader[0].value
    assert "the check digit of 6975337031300 is wrong" in text_of(app)


def test_an_address_that_names_no_filament_says_so(shop: Shop, open_page: OpenPage) -> None:
    makers.take_in(shop, flat_table(ORANGE))

    app = open_page("inventory", view="find", known="nonsense")

    assert not app.exception
    assert "There is no maker's filament nonsense in this shop" in text_of(app).replace("\\", "")


def test_a_person_decides_where_the_maker_and_the_shop_differ(
    shop: Shop, open_page: OpenPage
) -> None:
    makers.take_in(shop, flat_table(ORANGE | {"empty_spool_g": "250"}))
    (known,) = makers.search(shop, Wish()).filaments
    filament = makers.add_to_shop(shop, known.id)
    own = filament.said.model_copy(update={"tare_g": Decimal(216)})
    stock.update_filament(shop, filament.id, own)
    makers.take_in(shop, flat_table(ORANGE | {"empty_spool_g": "253"}))

    app = open_page("inventory", view="find")
    assert "yours is 216, the maker says 253" in text_of(app)
    app = click(app, "Take the maker's value")

    assert not app.exception
    assert stock.filament_by_id(shop, filament.id).filament.tare_g == Decimal(253)
    assert "the maker says" not in text_of(app)
