"""The web server with the drop zone on a page, files to send, and the zone as a person sees it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page

from printshop.platform.postgres import LocalPostgres
from tests.e2e.sending.server import Server, serving, write_sliced_file

MakeFile = Callable[..., Path]


@pytest.fixture(scope="module")
def server(database: LocalPostgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(database.urls, tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture
def a_file(tmp_path: Path) -> MakeFile:
    """Give a function that writes a sliced file of about so many megabytes."""
    return lambda name, **options: write_sliced_file(tmp_path / name, **options)


@dataclass(frozen=True, slots=True)
class Zone:
    """The drop zone of a page as a person sees it."""

    page: Page

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.page.get_by_role("button", name="choose files").wait_for()

    def choose(self, *paths: Path) -> None:
        self.page.locator("input.files").set_input_files(list(paths))

    def state(self, name: str) -> str:
        """What is said of a file; nothing where it is not in the list."""
        row = self.page.locator("li").filter(has_text=name).locator(".state")
        return row.first.text_content() or "" if row.count() else ""

    def press(self, what: str, name: str) -> None:
        self.page.get_by_role("button", name=f"{what} {name}", exact=True).click()

    def wait_until(self, name: str, *words: str, seconds: float = 40) -> None:
        """Wait until the state of a file has one of these words."""
        deadline_ms = seconds * 1000
        while not any(word in self.state(name) for word in words):
            deadline_ms -= 50
            assert deadline_ms > 0, f"{name} says {self.state(name)!r}, not {words}"
            self.page.wait_for_timeout(50)


@pytest.fixture
def zone(page: Page) -> Zone:
    return Zone(page)
