"""Stock as tables and from Spoolman, through the page and into a real database."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from printshop.services import exchange, stock
from printshop.services.exchange import Format, TableKind
from printshop.services.shop import Shop
from tests import builders
from tests.spoolman_server import spoolman_server

OpenPage = Callable[..., AppTest]


def click(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label.replace("\u00a0", " ") == label).click().run()


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def text_of(app: AppTest) -> str:
    tables = [str(getattr(one.proto, "body", "")) for one in app.get("html")]
    return "\n".join([*(one.value for one in app.markdown), *tables])


def test_a_changed_export_is_looked_at_then_imported(shop: Shop, open_page: OpenPage) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop))
    data = exchange.export(shop, TableKind.SPOOLS, Format.CSV).replace(b"1000.0", b"900.0", 1)
    app = open_page("inventory", view="exchange")

    app.file_uploader[0].set_value(("spools.csv", data, "text/csv")).run()

    assert not app.exception
    assert "quantity_g: 1000 → 900" in text_of(app)
    assert stock.spool_by_id(shop, spool.id).quantity_g == 1000
    app.checkbox[0].uncheck().run()
    assert "Nothing to import" in labels(app)
    app.checkbox[0].check().run()
    click(app, "Import 1 row")
    assert "**Imported.** :blue-badge[1 changed]" in text_of(app)
    assert stock.spool_by_id(shop, spool.id).quantity_g == 900
    click(app, "Undo")
    assert not app.exception
    assert stock.spool_by_id(shop, spool.id).quantity_g == 1000


def test_a_pasted_order_is_received_once_and_its_wrong_lines_are_named(
    shop: Shop, open_page: OpenPage
) -> None:
    text = "brand\tmaterial\tcolor\tgrams\tcount\nPrusa\tPETG\tred\t1000\t2\n<b>\tPLA\t\t5\t1\n"
    app = open_page("inventory", view="exchange")
    app.segmented_control("exchange.table.source").set_value("Pasted lines").run()
    app.text_area("exchange.table.pasted").input(text)

    click(app, "Look what would happen")

    assert "color_hex is missing. Write it as hex, such as 1A2B3C." in text_of(app)
    assert "&lt;b&gt; PLA" in text_of(app)
    click(app, "Import 1 row, leave out 1")
    click(app, "Look what would happen")
    assert "Nothing to import" in labels(app)
    app.checkbox("exchange.table.again").check().run()
    click(app, "Import 1 row, leave out 1")
    (row,) = stock.list_filaments(shop)
    assert len(row.spools) == 4


def test_lines_that_are_no_table_are_said_beside_the_form(open_page: OpenPage) -> None:
    app = open_page("inventory", view="exchange")
    app.segmented_control("exchange.table.source").set_value("Pasted lines").run()
    app.text_area("exchange.table.pasted").input("one, two\n1, 2")

    click(app, "Look what would happen")

    assert app.error[0].value.startswith("The first line does not name the columns\\.")
    assert app.text_area("exchange.table.pasted").value == "one, two\n1, 2"


def test_a_spoolman_is_looked_at_then_imported(shop: Shop, open_page: OpenPage) -> None:
    app = open_page("inventory", view="exchange")
    with spoolman_server() as server:
        filament = server.a_filament(server.a_vendor("Polymaker"), name="Black", weight=1000)
        server.a_spool(filament, used_weight=250)
        app.text_input("exchange.spoolman.address").input(server.address)
        app.button("exchange.spoolman.look").click().run()

        assert not app.exception
        assert "1 x 1000 g, 750 g left" in text_of(app)
        click(app, "Import 2 records")

        server.fails_at = 0
        app.button("exchange.spoolman.look").click().run()

    (row,) = stock.list_filaments(shop)
    assert row.on_hand_g == 750
    assert "Nothing was taken in" in app.error[0].value
