"""The list of waiting jobs in a real Chromium: which moves are asked for, in which order."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from printshop.ui.components import queue_list

_FOLDER = Path(queue_list.__file__).parent
_ADDRESS = "http://printer-room.test/"
_ROW = {
    "title": "Vase", "part": "", "thumbnail": "", "badge": "", "icon": "", "tone": "gray",
    "chips": [], "when": "", "where": "", "due": "", "is_late": False, "priority": "",
    "note": "", "start": "",
}  # fmt: skip
_PAGE = """<!doctype html><div id=list>%s</div><script type=module>
import mount from "./queue_list.js";
window.asked = [];
const root = document.getElementById("list");
window.draw = (data) => mount({ data, parentElement: root,
  setTriggerValue: (name, value) => asked.push(value) });
window.isReady = true;
</script>"""


class Listed:
    """The list, whose other end is here."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.route(f"{_ADDRESS}**", self._answer)
        page.goto(_ADDRESS)
        page.wait_for_function("window.isReady")

    def _answer(self, route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        if name.endswith(".js"):
            route.fulfill(body=(_FOLDER / name).read_bytes(), content_type="text/javascript")
        else:
            html = (_FOLDER / "queue_list.html").read_text(encoding="utf-8")
            route.fulfill(body=_PAGE % html, content_type="text/html")

    def draw(self, order: str, *, revision: str, operation: str = "", problem: str = "") -> None:
        rows = [_ROW | {"id": job, "label": f"Job {job}"} for job in order]
        data = {
            "shown": json.dumps({"rows": rows, "pictures": {}}),
            "total": len(rows),
            "revision": revision,
            "operation": operation,
            "problem": problem,
        }
        self.page.evaluate("data => { draw(data) }", data)

    def press(self, job: str, key: str) -> None:
        self.page.locator(f"li[data-id={job}] .handle").press(key)

    @property
    def order(self) -> str:
        return "".join(
            self.page.locator(".rows > li").evaluate_all("all => all.map(one => one.dataset.id)")
        )

    @property
    def asked(self) -> list[dict[str, Any]]:
        return self.page.evaluate("asked.splice(0)")


@pytest.fixture
def listed(browser: Browser) -> Iterator[Listed]:
    page = browser.new_page()
    yield Listed(page)
    page.close()


def test_moves_made_while_an_answer_is_awaited_follow_in_the_order_they_were_made_in(
    listed: Listed,
) -> None:
    listed.draw("abc", revision="1")
    listed.press("a", "End")
    [first] = listed.asked
    listed.press("b", "ArrowDown")
    assert listed.asked == []

    # A job was added meanwhile, behind those that are moved.
    listed.draw("bcad", revision="2", operation=first["operation"])

    assert listed.order == "cbad"
    [second] = listed.asked
    assert (second["revision"], second["moves"]) == ("2", [{"id": "b", "to": 1}])


def test_moves_made_in_an_order_that_somebody_else_changed_are_dropped_with_a_word(
    listed: Listed,
) -> None:
    listed.draw("abc", revision="1")
    listed.press("a", "End")
    [first] = listed.asked
    listed.press("b", "ArrowDown")

    # The move was made, and somebody put another job first before the page was read.
    listed.draw("cba", revision="3", operation=first["operation"])

    assert listed.asked == []
    assert listed.order == "cba"
    assert "Somebody else changed the queue" in listed.page.locator(".problem").inner_text()
