"""The product as it runs, and a real browser."""

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.product import Product, find_browser, free_port, open_browser

# What is waited for comes in a second or two; a machine that is busy elsewhere may take more.
# Playwright's own five seconds would tell a slow machine from a fast one, not a fault.
_PATIENCE_MS = 30_000


@contextmanager
def a_product(folder: Path) -> Generator[Product]:
    """Run the product in an empty folder; nothing of it is left running."""
    data_dir = Path(mkdtemp(dir=folder))
    data_dir.chmod(0o755)
    product = Product(data_dir=data_dir, port=free_port())
    product.start()
    yield product
    product.stop()


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
    executable = find_browser()
    if executable is None:
        if os.environ.get("CI") == "true":
            pytest.fail("No Chromium here; install Debian's package chromium.")
        pytest.skip("No Chromium here.")
    expect.set_options(timeout=_PATIENCE_MS)
    with open_browser(executable) as chromium:
        yield chromium


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a fresh browser window."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    window = context.new_page()
    window.set_default_timeout(_PATIENCE_MS)
    yield window
    context.close()
