"""A month's work in a shop with a history, in a real browser: figures, purchases, sales, costs."""

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pypdfium2
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from printshop.domain.users import LOCAL_OWNER
from printshop.platform.postgres import LocalPostgres
from printshop.services.demo import load_demo
from printshop.services.shop import Premises
from tests.e2e.month_pages import DESK, PHONE, Month, pages, too_small, violations
from tests.product import Product, wait_for

SHOP_NAME = "Kiel Print Works"
MODEL = "Ridge Bookends"
SLIP = "rigde bokends"
ORDER = "M-4711"
PAID = Decimal("57.30")
SHIPPING = Decimal("4.90")
MONEY = re.compile(r"\$\d+\.\d\d")
SPOOLS = "SELECT count(*) FROM filament_inventory"
ORDERED = "SELECT sum(rolls - received_rolls) FROM shopping_list_items WHERE status = 'ordered'"


@pytest.fixture(scope="module")
def month(running: Product) -> Iterator[Month]:
    """Load the demo once for all tests of this file: it takes some seconds."""
    premises = Premises.open(
        LocalPostgres(running.data_dir / "postgres").urls.app, running.data_dir / "files"
    )
    shop = premises.sign_in(LOCAL_OWNER, time_zone="Europe/Berlin")
    load_demo(shop)
    with running.database() as connection:
        connection.execute("UPDATE users SET business_name = %s", (SHOP_NAME,))
    with shop.unit_of_work() as uow:
        model = uow.models.named(MODEL)
        assert model is not None
        newest = uow.variants.newest_of([model.id])[model.id]
    yield Month(product=running, model_id=str(model.id), variant_id=str(newest.id))
    premises.close()


def test_a_month_from_its_figures_to_the_bill_the_sale_and_the_search(
    month: Month, page: Page, tmp_path: Path
) -> None:
    month.open(page, "analytics")
    filters_and_period_stand_in_the_address(page)
    a_figure_is_the_sum_of_what_is_behind_it(page)
    a_chart_is_a_table_and_a_file(page, tmp_path)
    the_month_is_one_page(page, tmp_path)
    spent = spending(page)

    order_a_line(page, month)
    receive_it(page, month)
    month.open(page, "analytics")
    expect(tile(page, "spent")).to_have_text(f"${spent + PAID + SHIPPING:,.2f}")

    sell_a_piece(page, month)
    find_by_a_slip(page, month)
    the_cost_is_one_everywhere(page, month)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_the_month_break_no_rule_of_accessibility(
    month: Month, browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport=DESK, color_scheme=scheme)
    page = context.new_page()
    broken = {one for path in pages(month) for one in violations(month, page, path)}
    context.close()
    assert broken == set()


def test_pages_of_the_month_fit_a_phone_and_a_thumb(month: Month, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    for path in pages(month):
        assert (path, too_small(month, page, path)) == (path, [])
        width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        assert (path, width) == (path, PHONE["width"])
    context.close()


def filters_and_period_stand_in_the_address(page: Page) -> None:
    all_made = figure(page, "made")
    page.get_by_role("radio", name="90 days").click()
    expect(page).to_have_url(re.compile(r"period=90d"))
    expect(tile(page, "made")).not_to_have_text(all_made)
    of_quarter = figure(page, "made")
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("combobox", name="Material").click()
    page.get_by_role("option", name="PETG", exact=True).click()
    expect(page).to_have_url(re.compile(r"material=PETG"))
    expect(tile(page, "made")).not_to_have_text(of_quarter)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Reset").click()
    expect(page).not_to_have_url(re.compile(r"period|material"))
    expect(tile(page, "made")).to_have_text(all_made)


def a_figure_is_the_sum_of_what_is_behind_it(page: Page) -> None:
    made = figure(page, "made")
    page.locator(".st-key-analytics_tile_made").get_by_role("button", name="See the prints").click()
    expect(page.get_by_role("heading", name="Prints")).to_be_visible()
    expect(page).to_have_url(re.compile(r"jobs="))
    expect(page.get_by_text(re.compile("in all:"))).to_contain_text(f"in all: {made}")
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    page.get_by_role("button", name="Analytics").click()
    expect(tile(page, "made")).to_have_text(made)


def a_chart_is_a_table_and_a_file(page: Page, tmp_path: Path) -> None:
    chart = page.locator(".st-key-analytics_chart_spending_by_material")
    chart.get_by_text("Table", exact=True).click()
    expect(chart.get_by_test_id("stDataFrame")).to_be_visible()
    file = downloaded(
        page, chart.get_by_test_id("stDownloadButton").get_by_role("button"), tmp_path
    )
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    in_all = sum(Decimal(row["Amount, USD"]) for row in rows)
    assert f"${in_all:,.2f}" == figure(page, "spent")


def the_month_is_one_page(page: Page, tmp_path: Path) -> None:
    page.get_by_role("button", name="Report of a month").click()
    said = page.get_by_role("combobox", name="Month").input_value()
    file = downloaded(page, page.get_by_role("button", name="Download the PDF"), tmp_path)
    document = pypdfium2.PdfDocument(file)
    assert len(document) == 1
    text = document[0].get_textpage().get_text_bounded()
    assert SHOP_NAME in text
    assert said in text
    # It is drawn, not blank: paper and ink are there.
    darkest, lightest = document[0].render().to_pil().convert("L").getextrema()
    assert (darkest < 100, lightest) == (True, 255)
    document.close()
    page.keyboard.press("Escape")


def order_a_line(page: Page, month: Month) -> None:
    month.open(page, "shopping_list")
    line = lines(page).first
    # Every line says why it stands there.
    expect(line).to_contain_text(re.compile(r"Job|job|lasts|threshold|reorder"))
    line.get_by_role("checkbox").check(force=True)
    page.get_by_role("button", name="Mark as ordered").click()
    dialog = page.get_by_role("dialog")
    # Today stands there; what is typed before it does is another matter.
    expect(dialog.get_by_role("group", name="Ordered on")).to_contain_text("20")
    dialog.get_by_role("textbox", name="Number of the order").fill(ORDER)
    dialog.get_by_role("spinbutton", name="Price of all").fill(str(PAID))
    dialog.get_by_role("button", name="ordered", exact=False).last.click()
    expect(dialog).not_to_be_visible()


def receive_it(page: Page, month: Month) -> None:
    order = page.locator("[class*=st-key-shopping_ordered_]").filter(has_text=ORDER)
    rolls = month.number(ORDERED)
    spools = month.number(SPOOLS)
    order.get_by_role("link", name="It came: receive it").click()
    expect(page.get_by_text(f"under number {ORDER}")).to_be_visible()
    page.get_by_role("spinbutton", name="Shipping").fill(str(SHIPPING))
    page.get_by_role("spinbutton", name="Shipping").press("Enter")
    page.get_by_role("button", name=re.compile(r"^Receive \d+")).click()
    expect(page.get_by_text("received", exact=False).first).to_be_visible()
    wait_for(lambda: month.number(SPOOLS) == spools + rolls)
    month.open(page, "shopping_list")
    expect(page.get_by_role("heading", name="Shopping list")).to_be_visible()
    expect(page.get_by_text(ORDER)).to_have_count(0)


def sell_a_piece(page: Page, month: Month) -> None:
    month.open(page, f"catalog?model={month.model_id}")
    form = page.locator(".st-key-catalog_sales")
    form.get_by_role("spinbutton", name="Pieces sold").fill("3")
    form.get_by_role("spinbutton", name="Price of each").fill("24.5")
    form.get_by_role("button", name="Sold", exact=True).click()
    expect(form.get_by_text(re.compile(r"Sold 3 · \$24\.50 each")).first).to_be_visible()


def find_by_a_slip(page: Page, month: Month) -> None:
    page.get_by_role("searchbox", name="Search the shop").fill(SLIP)
    page.get_by_role("searchbox", name="Search the shop").press("Enter")
    expect(page.get_by_role("heading", name="Search")).to_be_visible()
    found = page.locator(".st-key-search_group_model")
    found.get_by_role("link", name=MODEL).click()
    expect(page).to_have_url(re.compile(month.model_id))


def the_cost_is_one_everywhere(page: Page, month: Month) -> None:
    expect(page.get_by_role("heading", name="Cost and price")).to_be_visible()
    card = page.locator(f".st-key-catalog_costs_{month.variant_id}")
    cost = card.get_by_test_id("stMetricValue").first.inner_text()
    assert MONEY.fullmatch(cost)
    month.open(page, "catalog")
    expect(page.locator(f".st-key-catalog_card_{month.model_id}")).to_contain_text(f"costs {cost}")
    month.open(page, "print_now")
    expect(page.locator(f".st-key-print_now_row_{month.variant_id}")).to_contain_text(cost)


def tile(page: Page, key: str) -> Locator:
    return page.locator(f".st-key-analytics_tile_{key}").get_by_test_id("stMetricValue")


def figure(page: Page, key: str) -> str:
    return tile(page, key).inner_text()


def spending(page: Page) -> Decimal:
    return Decimal(figure(page, "spent").removeprefix("$").replace(",", ""))


def lines(page: Page) -> Locator:
    return page.locator("[class*=st-key-shopping_line_]")


def downloaded(page: Page, button: Locator, folder: Path) -> Path:
    with page.expect_download() as waiting:
        button.click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    return file
