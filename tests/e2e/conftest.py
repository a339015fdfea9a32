"""The product as it runs, and a real browser."""

import subprocess
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest
from playwright.sync_api import Browser, Page, expect

from printshop.platform.postgres import LocalPostgres
from printshop.platform.roles import ensure_roles
from printshop.repo.schema import upgrade
from tests.browsers import chromium
from tests.product import Product, free_port

# What is waited for comes in a second or two; a machine that is busy elsewhere may take more.
# Playwright's own five seconds would tell a slow machine from a fast one, not a fault.
_PATIENCE_MS = 30_000


@contextmanager
def a_product(folder: Path) -> Generator[Product]:
    """Run the product of an empty shop; nothing of it is left running.

    Its database is a copy of one that is new: to make and migrate one takes longer than to copy
    it, and the tests that make a `Product` of their own start in an empty folder.
    """
    data_dir = Path(mkdtemp(dir=folder))
    data_dir.chmod(0o755)
    # With the owners of the files: PostgreSQL refuses those of somebody else.
    subprocess.run(["cp", "-a", _new_database(folder), data_dir / "postgres"], check=True)
    product = Product(data_dir=data_dir, port=free_port())
    product.start()
    yield product
    product.stop()


def _new_database(folder: Path) -> Path:
    """Give the folder of a new, stopped database, made once for all tests of a process."""
    made = folder / "new_database"
    if not made.exists():
        with LocalPostgres(made, durable=False) as local:
            ensure_roles(local.superuser_url)
            upgrade(local.urls.owner)
    return made


@pytest.fixture
def product(open_folder: Path) -> Iterator[Product]:
    """Give a running product of the test's own, with an empty shop."""
    with a_product(open_folder) as product:
        yield product


@pytest.fixture(scope="module")
def running(open_folder: Path) -> Iterator[Product]:
    """Give one running product for all tests of a file: starting one takes some seconds."""
    with a_product(open_folder) as product:
        yield product


# Not for the whole session: while it is open, no other test can run an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give a real Chromium; without one the tests skip, but fail in CI."""
    expect.set_options(timeout=_PATIENCE_MS)
    with chromium() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a fresh browser window."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    window = context.new_page()
    window.set_default_timeout(_PATIENCE_MS)
    yield window
    context.close()
