"""The real Chromium of the tests that need one."""

import os
from collections.abc import Generator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from tests.product import find_browser, open_browser


@contextmanager
def chromium() -> Generator[Browser]:
    """Open it; without one the test skips, but fails in CI."""
    executable = find_browser()
    if executable is None:
        if os.environ.get("CI") == "true":
            pytest.fail("No Chromium here; install Debian's package chromium.")
        pytest.skip("No Chromium here.")
    with open_browser(executable) as opened:
        yield opened
