"""Receiving a delivery from the keyboard alone, in a real browser."""

from decimal import Decimal

from playwright.sync_api import Page, expect

from printshop.domain.filament import Material, NewFilament
from printshop.domain.users import LOCAL_OWNER
from printshop.platform.postgres import LocalPostgres
from printshop.services import stock
from printshop.services.shop import Premises
from tests.product import Product, wait_for

EAN = "6938936710011"
COLORS = {"Black": "#101010", "White": "#FFFFFF", "Red": "#D0211C", "Blue": "#1F4FC4"}


def test_twenty_spools_are_received_from_the_keyboard(product: Product, page: Page) -> None:
    four_filaments(product)
    page.goto(f"{product.address}/inventory?view=receive")
    page.get_by_role("spinbutton", name="Shipping, USD").fill("12")

    page.get_by_role("textbox", name="Scan a barcode").click()
    for line, typed in enumerate(
        ("8 x basic black @ 159.92", "6x basic white @119,94", "4 x basic blue @ 79.96"), start=1
    ):
        # The field keeps the focus: nothing is clicked between two lines.
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Remove")).to_have_count(line)
    for spools in (1, 2):
        page.keyboard.type(EAN)
        page.keyboard.press("Enter")
        expect(
            page.get_by_role("button", name=f"Receive {18 + spools}\u00a0spools")
        ).to_be_visible()
    page.get_by_role("spinbutton", name="Price of the line").last.fill("39.98")
    page.keyboard.press("Enter")
    # 20 x 19.99 and 12 of shipping, by weight over 20 kg.
    expect(page.get_by_text("0.0206 USD per gram")).to_have_count(4)
    page.get_by_role("button", name="Receive 20\u00a0spools").press("Enter")

    expect(page.get_by_text("#1 to #8 Bambu Lab PLA Basic Black")).to_be_visible()
    assert on_hand(product) == {"Black": 8000, "White": 6000, "Blue": 4000, "Red": 2000}

    page.get_by_role("button", name="Undo").press("Enter")
    wait_for(lambda: not any(on_hand(product).values()))
    # Nothing has to be typed again.
    expect(page.get_by_role("button", name="Receive 20\u00a0spools")).to_be_visible()


def four_filaments(product: Product) -> None:
    premises = Premises.open(
        LocalPostgres(product.data_dir / "postgres").urls.app, product.data_dir / "files"
    )
    shop = premises.sign_in(LOCAL_OWNER)
    for name, color_hex in COLORS.items():
        said = NewFilament(
            brand="Bambu Lab",
            material=Material.PLA,
            slicer_name="PLA Basic",
            color_name=name,
            color_hex=color_hex,
            gtin=EAN if name == "Red" else "",
        )
        stock.create_filament(shop, said)
    premises.close()


def on_hand(product: Product) -> dict[str, Decimal]:
    with product.database() as connection:
        rows = connection.execute(
            "SELECT f.color_name, sum(s.quantity_grams) FROM filament_inventory s"
            " JOIN filaments f ON f.id = s.filament_id GROUP BY 1"
        ).fetchall()
    return dict(rows)
