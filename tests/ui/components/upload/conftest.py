"""The component's scripts in a real Chromium, each loaded as it stands."""

import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route

from printshop.ui.components.upload import sources
from tests.browsers import chromium

_FOLDER = Path(sources.__file__).parent
# The second is secure to the browser like https, the first is as from a machine of the house.
ADDRESS = "http://printer-room.test/"
SECURE_ADDRESS = "http://localhost:1/"
# What a script gives back goes through JSON.
Run = Callable[..., Any]


@pytest.fixture(scope="module")
def scripts() -> Iterator[Page]:
    """Give a page that can import the scripts; it answers from the folder and knows no network."""

    def answer(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name.endswith(".js"):
            route.fulfill(body=(_FOLDER / name).read_bytes(), content_type="text/javascript")
        else:
            route.fulfill(
                body="<!doctype html><input type=file multiple>", content_type="text/html"
            )

    with chromium() as opened:
        page = opened.new_page()
        for address in (ADDRESS, SECURE_ADDRESS):
            page.route(f"{address}**", answer)
        page.goto(ADDRESS)
        yield page


@pytest.fixture
def outline_of(scripts: Page, tmp_path: Path) -> Callable[..., Any]:
    """Give a function that has the browser make the outline of chosen files.

    For each file the bytes of the outline, or (sentence, whether it is final).
    """

    def made(*chosen: Path | tuple[str, bytes]) -> list[bytes | tuple[str, bool]]:
        paths = [_written(tmp_path, each) if isinstance(each, tuple) else each for each in chosen]
        scripts.locator("input").set_input_files(paths)
        answers = scripts.evaluate(
            """async () => {
              const { outlineOf } = await import("./zip_outline.js");
              const { UnreadableError } = await import("./zip_directory.js");
              const asText = async (blob) => {
                const bytes = new Uint8Array(await blob.arrayBuffer());
                let text = "";
                for (const byte of bytes) text += String.fromCharCode(byte);
                return btoa(text);
              };
              return Promise.all([...document.querySelector("input").files].map(async (file) => {
                try {
                  return { outline: await asText(await outlineOf(file)) };
                } catch (fault) {
                  if (!(fault instanceof UnreadableError)) throw fault;
                  return { sentence: fault.message, isFinal: fault.isFinal };
                }
              }));
            }"""
        )
        return [
            base64.b64decode(answer["outline"])
            if "outline" in answer
            else (answer["sentence"], answer["isFinal"])
            for answer in answers
        ]

    return made


def _written(folder: Path, named: tuple[str, bytes]) -> Path:
    name, data = named
    path = folder / name
    path.write_bytes(data)
    return path
