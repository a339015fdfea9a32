"""The print queue in a real browser: jobs moved by mouse and keyboard, and booked once."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from printshop.domain.print_queue import StartJob
from printshop.domain.users import LOCAL_OWNER
from printshop.platform.postgres import LocalPostgres
from printshop.services import printing
from printshop.services.shop import Premises
from tests import builders
from tests.e2e.conftest import a_product
from tests.product import Product, wait_for


@pytest.fixture(scope="module")
def queue(open_folder: Path) -> Iterator[Product]:
    """Give a running product with four jobs, the first of which prints."""
    with a_product(open_folder) as product:
        urls = LocalPostgres(product.data_dir / "postgres").urls
        premises = Premises.open(urls.app, product.data_dir / "files")
        shop = premises.sign_in(LOCAL_OWNER, time_zone="Europe/Berlin")
        filament = builders.a_filament(shop)
        builders.a_spool(shop, filament, "100")
        variant = builders.a_variant(shop, {filament.id: "10"})
        printer = builders.a_printer(shop, "Anvil")
        first, *_ = [builders.a_queued_job(shop, variant) for _ in range(4)]
        step = StartJob(job_id=first.id, printer_id=printer.id)
        printing.start(shop, step, as_of=datetime.now(UTC))
        premises.close()
        yield product


def test_jobs_are_moved_by_mouse_and_keyboard_and_an_order_that_came_too_late_goes_back(
    queue: Product, page: Page
) -> None:
    page.goto(f"{queue.address}/print_queue")
    expect(page.locator(".rows > li")).to_have_count(3)

    drag(page, handle(page, 4), onto=handle(page, 2))
    wait_for(lambda: order_of(queue) == [4, 2, 3])
    expect(page.locator(".rows")).not_to_have_class("rows asking")

    handle(page, 4).focus()
    page.keyboard.press("End")
    wait_for(lambda: order_of(queue) == [2, 3, 4])
    expect(page.locator(".said")).to_have_text("Job 4, Vase: place 3 of 3.")
    expect(page.locator(".rows")).not_to_have_class("rows asking")
    expect(handle(page, 4)).to_be_focused()

    # Somebody else moves a job in the same moment, and is a little quicker.
    with queue.database() as connection, connection.transaction():
        connection.execute("SELECT 1 FROM print_jobs FOR UPDATE")
        page.keyboard.press("Home")
        expect(page.locator(".rows > li").first).to_contain_text("Job 4")
        connection.execute("UPDATE print_jobs SET queue_position = -1 WHERE number = 3")
    expect(page.locator(".rows > li[data-id] .problem")).to_contain_text("othing was moved")
    expect(page.locator(".rows > li", has_text="Job 4").locator(".problem")).to_be_in_viewport()
    expect(page.locator(".rows > li").first).to_contain_text("Job 3")
    assert order_of(queue) == [3, 2, 4]


def test_a_double_click_books_a_print_once(queue: Product, page: Page) -> None:
    page.goto(f"{queue.address}/print_queue")
    page.get_by_role("button", name="Done", exact=True).click()
    dialog = page.get_by_role("dialog")

    dialog.get_by_role("button", name="Book it", exact=True).click()
    # It has only just begun, and is asked about.
    # Both clicks on this button: what comes where it stood may be the way back.
    sure = dialog.get_by_role("button", name="It is right, book it")
    sure.evaluate("button => { button.click(); button.click(); }")

    expect(dialog).to_have_count(0)
    expect(page.get_by_text("Job 1 is completed").first).to_be_visible()
    with queue.database() as connection:
        spools = connection.execute("SELECT quantity_grams FROM filament_inventory").fetchall()
    assert spools == [(Decimal(90),)]
    assert queue.count("job_filament_usage") == 1


def handle(page: Page, number: int) -> Locator:
    return page.get_by_role("button", name=f"Move Job {number},")


def drag(page: Page, source: Locator, *, onto: Locator) -> None:
    source.scroll_into_view_if_needed()
    start, end = source.bounding_box(), onto.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 10, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 10, end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()


def order_of(product: Product) -> list[int]:
    with product.database() as connection:
        rows = connection.execute(
            "SELECT number FROM print_jobs WHERE status = 'queued'"
            " ORDER BY priority DESC, queue_position, number"
        )
        return [number for (number,) in rows]
