"""A shelf in a real browser: its labels printed, each scanned, weighed, and all booked at once."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from tempfile import mkdtemp

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Page, expect

from printshop.domain.users import LOCAL_OWNER
from printshop.platform.postgres import LocalPostgres
from printshop.services.shop import Premises
from tests import builders
from tests.product import Product, free_port, wait_for

SPOOLS = 10
REEL_G = Decimal(250)
FOUND_G = {number: Decimal(1000 - 7 * number) for number in range(1, SPOOLS + 1)}


@pytest.fixture(scope="module")
def shelf(open_folder: Path) -> Iterator[Product]:
    """Give a running product with ten spools on a shelf; nothing of it is left running."""
    data_dir = Path(mkdtemp(dir=open_folder))
    data_dir.chmod(0o755)
    running = Product(data_dir=data_dir, port=free_port())
    running.start()
    urls = LocalPostgres(data_dir / "postgres").urls
    premises = Premises.open(urls.app, data_dir / "files")
    shop = premises.sign_in(LOCAL_OWNER, time_zone="Europe/Berlin")
    filament = builders.a_filament(shop, tare_g=REEL_G)
    builders.a_spool(shop, filament, count=SPOOLS, location="Shelf A")
    premises.close()
    yield running
    running.stop()


def test_ten_spools_are_labelled_scanned_weighed_and_booked(
    shelf: Product, page: Page, tmp_path: Path
) -> None:
    page.goto(f"{shelf.address}/inventory?view=count")
    page.get_by_role("button", name="Begin").click()
    codes = print_labels(page, tmp_path)
    assert codes == [f"{shelf.address}/inventory?spool={number}" for number in FOUND_G]

    # The dialog had the cursor; from here on there is no mouse.
    page.get_by_label("Spool number, or scan").click()
    for code, found_g in zip(codes, FOUND_G.values(), strict=True):
        count_by_keyboard(page, code, found_g)

    assert on_the_spools(shelf) == dict.fromkeys(FOUND_G, Decimal(1000))
    page.get_by_role("button", name="Book all 10 at once").click()
    wait_for(lambda: on_the_spools(shelf) == FOUND_G)
    page.get_by_role("button", name="Undo").click()
    wait_for(lambda: on_the_spools(shelf) == dict.fromkeys(FOUND_G, Decimal(1000)))


def print_labels(page: Page, folder: Path) -> list[str]:
    """Download the labels of the shelf and read their codes as a phone would."""
    page.get_by_role("button", name="Print labels").click()
    dialog = page.get_by_role("dialog")
    with page.expect_download() as download:
        dialog.get_by_role("button", name="Download the PDF").click()
    pdf = folder / "labels.pdf"
    download.value.save_as(pdf)
    dialog.get_by_role("button", name="Close").click()
    with pypdfium2.PdfDocument(pdf) as document:
        (sheet,) = (page.render(scale=200 / 72).to_pil() for page in document)
    codes = [code.text for code in zxingcpp.read_barcodes(sheet)]
    return sorted(codes, key=lambda code: int(code.rpartition("=")[2]))


def count_by_keyboard(page: Page, code: str, found_g: Decimal) -> None:
    """Scan and weigh one spool without a mouse: the cursor is always where it is needed."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(page.get_by_label("On the scale, grams")).to_be_focused()
    page.keyboard.type(str(found_g + REEL_G))
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{found_g:,} g found", exact=False)).to_be_visible()
    expect(page.get_by_label("Spool number, or scan")).to_be_focused()


def on_the_spools(product: Product) -> dict[int, Decimal]:
    with product.database() as connection:
        rows = connection.execute("SELECT number, quantity_grams FROM filament_inventory")
        return dict(rows.fetchall())


def test_a_decimal_comma_is_taken_in_cells_and_in_fields(shelf: Product, page: Page) -> None:
    page.goto(f"{shelf.address}/inventory?show=edit_spools")
    grid = page.get_by_test_id("stDataFrame")
    grid.click(position={"x": 400, "y": 60})
    expect(grid.locator("[role=gridcell][aria-selected=true]")).to_be_attached()
    # The note is the last column; what the reel weighs stands before it.
    for _ in range(7):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    cell = page.locator("input.gdg-input")
    expect(cell).to_be_focused()
    page.keyboard.type("812,5", delay=30)
    expect(cell).to_have_value("812.5")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Save").click()
    wait_for(lambda: Decimal("812.5") in reels_of(shelf))

    page.get_by_role("button", name="Add a filament").click()
    price = page.get_by_role("spinbutton", name="Price per kg")
    for typed, taken in (("19,99", "19.99"), ("1.234,5", "1234.50"), ("1,000", "1000.00")):
        price.fill("")
        price.press_sequentially(typed)
        price.press("Enter")
        expect(price).to_have_value(taken)


def reels_of(product: Product) -> set[Decimal | None]:
    with product.database() as connection:
        return {row[0] for row in connection.execute("SELECT tare_g FROM filament_inventory")}
