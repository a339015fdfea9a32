"""The whole main job in a real browser, on a file that a real slicer wrote."""

from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.product import Product, wait_for

SLICED = "maziggy__bambuddy__7fc28d76__X1E_4_Color_AMS_Test.gcode.3mf"
# What the slicer's own plate says, by colour of the filament.
PLATE_G = {
    "#8E9089": Decimal("5.28"),
    "#000000": Decimal("2.26"),
    "#2850E0": Decimal("6.08"),
    "#FFFFFF": Decimal("3.88"),
}
FULL = {color: Decimal("1000.00") for color in PLATE_G}
USED_UP = {color: Decimal(1000) - grams for color, grams in PLATE_G.items()}


def on_the_spools(product: Product) -> dict[str, Decimal]:
    with product.database() as connection:
        rows = connection.execute(
            "SELECT f.color_hex, sum(s.quantity_grams) FROM filament_inventory s"
            " JOIN filaments f ON f.id = s.filament_id GROUP BY 1"
        ).fetchall()
    return dict(rows)


def test_from_a_sliced_file_to_booked_filament_and_back(
    product: Product, page: Page, real_3mf: Path
) -> None:
    upload(page, product, real_3mf / SLICED)
    add_a_spool_of_each(page, product)
    assert on_the_spools(product) == FULL

    queue_it(page, product)
    start_it(page, product)
    complete_it(page)

    wait_for(lambda: on_the_spools(product) == USED_UP)
    the_ledger_shows_the_job(page, product)

    undo(page, product)
    wait_for(lambda: on_the_spools(product) == FULL)


def upload(page: Page, product: Product, file: Path) -> None:
    page.goto(f"{product.address}/upload")
    page.locator("input[type=file]").first.set_input_files(file)
    # While it may still be on its way: it is saved as soon as it was read.
    page.get_by_role("button", name="Save to the catalog").click()
    expect(page.get_by_role("link", name="Open in the catalog")).to_be_visible()


def add_a_spool_of_each(page: Page, product: Product) -> None:
    with product.database() as connection:
        filaments = connection.execute("SELECT id FROM filaments").fetchall()
    assert len(filaments) == len(PLATE_G)
    for (filament_id,) in filaments:
        page.goto(f"{product.address}/inventory?filament={filament_id}")
        page.get_by_role("button", name="Add the spools").click()
        expect(page.get_by_text("1,000 g").first).to_be_visible()


def queue_it(page: Page, product: Product) -> None:
    page.goto(f"{product.address}/catalog")
    expect(page.get_by_text("Ready").first).to_be_visible()
    with product.database() as connection:
        (model_id,) = connection.execute("SELECT id FROM models").fetchall()[0]
    page.goto(f"{product.address}/catalog?model={model_id}")
    expect(page.get_by_text("Ready").first).to_be_visible()
    page.get_by_role("button", name="Add to the queue").click()
    wait_for(lambda: product.count("print_jobs") == 1)


def start_it(page: Page, product: Product) -> None:
    page.goto(f"{product.address}/print_queue")
    page.get_by_role("button", name="Add a printer").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").first.fill("X1E by the window")
    dialog.get_by_role("button", name="Add").first.click()
    page.get_by_role("button", name="Start on X1E by the window").first.click()
    wait_for(lambda: product.count("print_jobs WHERE status = 'printing'") == 1)


def complete_it(page: Page) -> None:
    page.get_by_role("button", name="Done").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Book it", exact=True).click()
    # A print of hours that began a moment ago is asked about.
    dialog.get_by_role("button", name="It is right, book it").click()


def the_ledger_shows_the_job(page: Page, product: Product) -> None:
    with product.database() as connection:
        booked = connection.execute(
            "SELECT f.color_hex, -m.amount_grams FROM inventory_movements m"
            " JOIN print_jobs j ON j.id = m.job_id"
            " JOIN filament_inventory s ON s.id = m.spool_id"
            " JOIN filaments f ON f.id = s.filament_id"
        ).fetchall()
    assert dict(booked) == PLATE_G
    page.goto(f"{product.address}/inventory?spool=1")
    ledger = page.get_by_test_id("stDataFrame").last
    # The table is drawn on a canvas; what it says is in the table it gives to screen readers.
    expect(ledger.get_by_text("Job 1").first).to_be_attached()


def undo(page: Page, product: Product) -> None:
    page.goto(f"{product.address}/print_queue")
    page.get_by_text("Finished jobs").click()
    page.get_by_role("button", name="Undo").first.click()
