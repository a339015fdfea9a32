"""The keys of the search in a real Chromium: they lead to it, and take none from who types."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from printshop.ui.components import search_keys

_SCRIPT = Path(search_keys.__file__).parent / "search_keys.js"
_ADDRESS = "http://printer-room.test/"
_PAGE = """<!doctype html>
<div class=st-key-search_side><input id=side></div><textarea id=note></textarea>
<div class=st-key-search_box hidden><input id=box></div>
<div class=st-key-search_results>
<a data-testid=stPageLink-NavLink id=one href=#1>1</a>
<a data-testid=stPageLink-NavLink id=two href=#2>2</a></div>
<script type=module>import mount from "./search_keys.js"; mount(); mount();</script>"""


@pytest.fixture
def page(browser: Browser) -> Page:
    opened = browser.new_page()

    def answer(route: Route) -> None:
        if route.request.url.endswith(".js"):
            route.fulfill(body=_SCRIPT.read_bytes(), content_type="text/javascript")
        else:
            route.fulfill(body=_PAGE, content_type="text/html")

    opened.route(f"{_ADDRESS}**", answer)
    opened.goto(_ADDRESS)
    opened.wait_for_function("window.printshopSearchKeys")
    return opened


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id")


def test_keys_lead_to_the_search_but_not_while_somebody_types(page: Page) -> None:
    page.keyboard.press("/")
    assert focused(page) == "side"
    assert page.locator("#side").input_value() == ""
    page.locator("#note").focus()
    page.keyboard.type("1/2")
    page.keyboard.press("Control+k")
    assert (focused(page), page.locator("#note").input_value()) == ("note", "1/2")

    page.evaluate("document.querySelector('.st-key-search_box').hidden = false")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Control+k")
    assert focused(page) == "box"


def test_arrows_and_enter_go_through_what_was_found(page: Page) -> None:
    page.evaluate("document.querySelector('.st-key-search_box').hidden = false")
    page.locator("#box").focus()
    went = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
        went.append(focused(page))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    assert went == ["one", "two", "two", "one", "box"]
    assert page.url.endswith("#1")

    # As after Enter in the box beside another page: that box is gone.
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "one"
