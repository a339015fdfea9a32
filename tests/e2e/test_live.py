"""Two people at two browsers: what one changes the other sees, and goes on typing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect

from printshop.domain.filament import Filament
from printshop.domain.users import LOCAL_OWNER
from printshop.platform.postgres import LocalPostgres
from printshop.services.shop import Premises, Shop
from tests import builders
from tests.e2e.conftest import a_product

WITHIN_MS: Final = 1_000
# Of several moves on a busy machine, one has to be seen so soon.
MOST_TRIES: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A running shop with two jobs that wait for one filament."""

    address: str
    shop: Shop
    filament: Filament


@pytest.fixture(scope="module")
def house(open_folder: Path) -> Iterator[House]:
    with a_product(open_folder) as product:
        urls = LocalPostgres(product.data_dir / "postgres").urls
        premises = Premises.open(urls.app, product.data_dir / "files")
        shop = premises.sign_in(LOCAL_OWNER, time_zone="Europe/Berlin")
        filament = builders.a_filament(shop)
        builders.a_spool(shop, filament)
        builders.a_printer(shop, "Bert")
        for _ in range(2):
            builders.a_queued_job(shop, builders.a_variant(shop, {filament.id: "10"}))
        yield House(address=product.address, shop=shop, filament=filament)
        premises.close()


@pytest.fixture
def other(browser: Browser) -> Iterator[Page]:
    """Give the window of a second person."""
    context = browser.new_context(viewport={"width": 390, "height": 800})
    yield context.new_page()
    context.close()


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.wait_for_function("() => window.printshopLive?.said")
    # What is typed while the page is still drawn for the first time may be drawn over.
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    return page


def is_followed_at_once(page: Page, other: Page) -> bool:
    """Move the first job down by key, and see whether the other window shows it in time."""
    second = page.locator(".rows > li").nth(1).locator(".title").inner_text()
    page.locator(".rows > li").first.locator(".handle").press("ArrowDown")
    expect(page.locator(".rows")).not_to_have_class("rows asking")
    expect(page.locator(".rows > li").first).to_contain_text(second)
    first_of_other = other.locator(".rows > li").first
    try:
        expect(first_of_other).to_contain_text(second, timeout=WITHIN_MS)
    except AssertionError:
        # A busy machine: that it comes at all is asked anyway.
        expect(first_of_other).to_contain_text(second)
        return False
    return True


def test_a_job_that_one_moves_has_moved_for_the_other_who_goes_on_typing(
    house: House, page: Page, other: Page
) -> None:
    for window in (page, other):
        opened(window, f"{house.address}/print_queue")
    expect(other.locator(".rows > li").first).to_contain_text("Job 1 ")
    other.get_by_role("button", name="Printers").click()
    other.get_by_role("dialog").get_by_role("button", name="Add a printer").click()
    name = other.get_by_role("dialog").get_by_role("textbox", name="Name")
    name.press_sequentially("Half a na")

    assert any(is_followed_at_once(page, other) for _ in range(MOST_TRIES))

    name.press_sequentially("me")
    expect(name).to_have_value("Half a name")
    expect(name).to_be_focused()


def test_stock_that_comes_in_is_seen_and_a_grid_that_is_typed_into_stands_still(
    house: House, page: Page, other: Page
) -> None:
    opened(page, f"{house.address}/inventory")
    search = page.get_by_label("Search").first
    search.press_sequentially("bambu")
    opened(other, f"{house.address}/inventory?show=edit_spools")
    expect(other.get_by_text("1 row. Type into")).to_be_visible()

    builders.a_spool(house.shop, house.filament, "777")

    expect(page.get_by_test_id("stMetric").filter(has_text="On hand")).to_contain_text("1.78 kg")
    expect(search).to_have_value("bambu")
    expect(other.get_by_text("Something was changed elsewhere.")).to_be_visible()
    other.get_by_role("button", name="Show it").click()
    expect(other.get_by_text("2 rows. Type into")).to_be_visible()
    expect(other.get_by_text("Something was changed elsewhere.")).not_to_be_visible()
