"""`kill -9` of every part in the middle of a save: nothing is half-done afterwards.

"In the middle" is made certain by a lock that the test holds on a table: the save has
already written some of its rows and waits for the next one when the part is killed.
"""

import os
import signal
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from playwright.sync_api import Page, expect

from printshop.domain.users import LOCAL_OWNER
from printshop.platform.postgres import LocalPostgres
from printshop.services import catalog, uploads
from printshop.services.shop import Premises
from tests.product import Product, children, wait_for

SLICED = "maziggy__bambuddy__7fc28d76__X1E_4_Color_AMS_Test.gcode.3mf"


@contextmanager
def held(product: Product, lock: str) -> Generator[psycopg.Connection]:
    """Hold a lock in a transaction of its own; a server that dies takes it along."""
    connection = product.database()
    try:
        connection.execute("BEGIN")
        connection.execute(lock.encode())
        yield connection
    finally:
        connection.close()


def is_waiting_for_a_lock(product: Product) -> bool:
    with product.database() as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        ).fetchone()
    return row is not None and row[0] > 0


def drop(page: Page, product: Product, file: Path) -> None:
    page.goto(f"{product.address}/upload")
    page.locator("input[type=file]").first.set_input_files(file)
    expect(page.get_by_role("button", name="Save to the catalog")).to_be_visible()
    wait_for(lambda: product.count("processing_jobs WHERE status = 'review'") == 1)
    # The form that was filled from the outline is drawn anew when the file was read.
    expect(page.get_by_text("on the way")).not_to_be_visible()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save to the catalog").click()


def saved_rows(product: Product) -> dict[str, int]:
    tables = ("files", "models", "model_variants", "plates", "filament_requirements", "filaments")
    return {table: product.count(table) for table in tables}


# The file itself is stored as soon as it has arrived, and waits for a person.
NOTHING = dict.fromkeys(
    ("models", "model_variants", "plates", "filament_requirements", "filaments"), 0
) | {"files": 1}
ONCE = NOTHING | {
    "models": 1,
    "model_variants": 1,
    "plates": 1,
    "filament_requirements": 4,
    "filaments": 4,
}


def test_killing_the_web_process_in_a_save_leaves_nothing_half_saved(
    product: Product, page: Page, real_3mf: Path
) -> None:
    drop(page, product, real_3mf / SLICED)

    with held(product, "LOCK TABLE plates IN EXCLUSIVE MODE"):
        save(page)
        wait_for(lambda: is_waiting_for_a_lock(product))
        product.kill("web")
    wait_for(product.is_healthy, seconds=40)
    wait_for(lambda: not is_waiting_for_a_lock(product))

    assert saved_rows(product) == NOTHING
    # The file waits on the page; nobody has to send it again.
    page.goto(f"{product.address}/upload")
    save(page)
    wait_for(lambda: saved_rows(product) == ONCE)


def test_killing_the_database_in_a_save_leaves_nothing_half_saved_and_keeps_the_form(
    product: Product, page: Page, real_3mf: Path
) -> None:
    drop(page, product, real_3mf / SLICED)
    name = page.get_by_label("Name", exact=True).first
    name.fill("A name that was typed")
    name.press("Tab")

    with held(product, "LOCK TABLE plates IN EXCLUSIVE MODE"):
        save(page)
        wait_for(lambda: is_waiting_for_a_lock(product))
        product.kill("postmaster")
        wait_for(product.is_healthy, seconds=40)

    assert saved_rows(product) == NOTHING
    expect(page.get_by_text("Nothing was saved").first).to_be_visible()
    try_again = page.get_by_role("button", name="Try again")
    if try_again.is_visible():
        try_again.click()
    expect(name).to_have_value("A name that was typed")
    save(page)
    wait_for(lambda: saved_rows(product) == ONCE)


def test_killing_the_worker_in_a_job_gets_the_job_done_once_by_the_next(
    product: Product, real_3mf: Path
) -> None:
    local = LocalPostgres(product.data_dir / "postgres")
    premises = Premises.open(local.urls.app, product.data_dir / "files")
    shop = premises.sign_in(LOCAL_OWNER)
    data = (real_3mf / SLICED).read_bytes()
    assert product.process is not None
    worker = next(pid for pid, name in children(product.process.pid) if name == "worker")

    os.kill(worker, signal.SIGSTOP)
    draft = uploads.read(shop, SLICED, data)
    made = uploads.save(shop, draft, data, model=draft.model, variant=draft.variant)
    with held(product, "SELECT 1 FROM files FOR UPDATE"):
        os.kill(worker, signal.SIGCONT)
        wait_for(lambda: is_waiting_for_a_lock(product))
        os.kill(worker, signal.SIGKILL)

    file_id = catalog.model_by_id(shop, made.model_id).variants[0].source_file_id
    assert file_id is not None

    def is_verified() -> bool:
        with shop.unit_of_work() as uow:
            return uow.files.get(file_id).verified_at is not None

    wait_for(is_verified, seconds=60)
    wait_for(lambda: product.count("procrastinate.procrastinate_jobs WHERE status = 'doing'") == 0)
    premises.close()
