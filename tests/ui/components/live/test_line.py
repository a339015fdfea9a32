"""The tab's line in a real Chromium: when a part is asked to be drawn anew, and when not.

The clock and the server's end are the test's own, so nothing is waited for.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, WebSocketRoute

from printshop.ui.components.live import live

_SCRIPT = Path(live.__file__).with_name("live.js")
_ADDRESS = "http://printer-room.test/"
_PAGE = """<!doctype html><div data-testid=stApp data-test-script-state=notRunning></div>
<script type=module>
import draw from "./live.js";
window.asked = [];
window.drawPart = (key, line, everyS = { connected: 0, alone: 30 }, topics = ["queue"]) =>
  (window.leave = draw({ key, data: { line, topics, everyS },
    setTriggerValue: (name) => asked.push(`${key} ${name}`) }));
draw({ key: "page", data: { isPage: true },
  setTriggerValue: (name) => asked.push(`page ${name}`) });
window.isReady = true;
</script>"""
_ALONE_MS = 31_000


class Tab:
    """A browser tab with its line, whose other end is here."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.lines: list[WebSocketRoute] = []
        page.route(f"{_ADDRESS}**", self._answer)
        page.route_web_socket("**/api/live", lambda line: self.lines.append(line))  # noqa: PLW0108 - a builtin is refused
        page.clock.install(time=0)
        page.goto(_ADDRESS)
        page.wait_for_function("window.isReady")
        page.clock.pause_at(60_000)

    def _answer(self, route: Route) -> None:
        if route.request.url.endswith(".js"):
            route.fulfill(body=_SCRIPT.read_bytes(), content_type="text/javascript")
        else:
            route.fulfill(body=_PAGE, content_type="text/html")

    def draw(self, *, queue: int = 1, hub: str = "a", key: str = "queue", **said: Any) -> None:  # noqa: ANN401 - what the script takes
        line = {"url": "/api/live", "pass": "p", "hub": hub, "versions": {"queue": queue}}
        given = [key, line, *said.values()]
        self.page.evaluate("given => { drawPart(...given) }", given)

    def say(self, *, queue: int, hub: str = "a") -> None:
        self.page.wait_for_function("printshopLive.socket?.readyState === 1")
        self.lines[-1].send(json.dumps({"hub": hub, "versions": {"queue": queue, "stock": 9}}))
        self.page.wait_for_function(
            "([hub, queue]) => printshopLive.said?.hub === hub"
            " && printshopLive.said.versions.queue === queue",
            arg=[hub, queue],
        )

    def wait_ms(self, ms: int) -> None:
        self.page.clock.run_for(ms)

    @property
    def asked(self) -> list[str]:
        return self.page.evaluate("asked.splice(0)")


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    page = browser.new_page()
    yield Tab(page)
    page.close()


def test_a_change_has_the_part_drawn_anew_once(tab: Tab) -> None:
    tab.draw(queue=1)
    tab.say(queue=1)
    tab.wait_ms(1000)
    assert tab.asked == []

    tab.say(queue=2)
    tab.say(queue=3)
    tab.wait_ms(1000)

    assert tab.asked == ["queue changed"]


def test_an_own_change_that_was_drawn_meanwhile_is_not_drawn_again(tab: Tab) -> None:
    tab.draw(queue=1)
    tab.say(queue=1)

    tab.say(queue=2)
    tab.draw(queue=2)
    tab.wait_ms(1000)

    assert tab.asked == []


def test_other_topics_are_no_reason(tab: Tab) -> None:
    tab.draw(queue=1)
    tab.say(queue=1)
    tab.page.evaluate("Object.assign(printshopLive.said.versions, { stock: 10 })")
    tab.wait_ms(1000)

    assert tab.asked == []


def test_a_tab_that_nobody_sees_waits_until_it_is_seen(tab: Tab) -> None:
    tab.draw(queue=1)
    tab.say(queue=1)
    hide = "is => { Object.defineProperty(document, 'hidden', { value: is, configurable: true });"
    hide += " document.dispatchEvent(new Event('visibilitychange')) }"
    tab.page.evaluate(hide, arg=True)
    tab.say(queue=2)
    tab.say(queue=3)
    tab.wait_ms(_ALONE_MS)
    assert tab.asked == []

    tab.page.evaluate(hide, arg=False)
    tab.wait_ms(200)

    assert tab.asked == ["queue changed"]


def test_a_cut_line_is_opened_again_and_what_was_missed_is_asked_for(tab: Tab) -> None:
    tab.draw(queue=1)
    tab.say(queue=1)

    tab.lines[-1].close()
    tab.page.wait_for_function("!printshopLive.socket")
    tab.wait_ms(1000)
    tab.say(queue=1)
    tab.wait_ms(200)

    assert len(tab.lines) == 2
    assert tab.asked == ["queue changed"]


def test_without_a_line_the_part_is_drawn_anew_every_half_minute(tab: Tab) -> None:
    tab.page.evaluate("() => { drawPart('queue', null) }")

    tab.wait_ms(29_000)
    assert tab.asked == []
    tab.wait_ms(3_000)

    assert tab.asked == ["queue changed"]
    assert tab.lines == []


def test_a_pass_that_is_too_old_is_renewed(tab: Tab) -> None:
    tab.draw(queue=1)
    tab.page.wait_for_function("printshopLive.socket?.readyState === 1")
    tab.lines[-1].close(code=4401)
    tab.page.wait_for_function("!printshopLive.socket")

    assert tab.asked == ["queue renew"]


def test_where_the_server_does_not_know_the_part_any_more_the_page_is_run(tab: Tab) -> None:
    tab.draw(queue=1)
    tab.say(queue=1)
    tab.say(queue=2)

    tab.wait_ms(4_500)

    assert tab.asked == ["queue changed", "page stale"]
    # Drawn, whoever asked for it: nothing is owed any more.
    tab.draw(queue=2)
    tab.wait_ms(10_000)
    assert tab.asked == []


def test_a_server_that_was_started_anew_runs_the_page_at_once_and_only_once(tab: Tab) -> None:
    tab.draw(queue=7, hub="a")
    tab.say(queue=7, hub="a")
    tab.say(queue=1, hub="b")
    tab.wait_ms(300)
    assert tab.asked == ["page stale"]

    # Behind a proxy that leads the line to another server than the page: no endless turns.
    tab.draw(queue=7, hub="a")
    tab.wait_ms(10_000)
    assert tab.asked == []


def test_two_parts_share_one_line_which_ends_with_the_last(tab: Tab) -> None:
    tab.draw(queue=1, key="queue")
    tab.page.evaluate("() => { window.leaveFirst = leave }")
    tab.draw(queue=1, key="news")
    tab.say(queue=2)
    tab.wait_ms(200)
    assert sorted(tab.asked) == ["news changed", "queue changed"]
    assert len(tab.lines) == 1

    tab.page.evaluate("() => leaveFirst()")
    tab.wait_ms(4_000)
    assert tab.page.evaluate("printshopLive.socket !== null")
    tab.page.evaluate("() => leave()")
    tab.wait_ms(4_000)
    assert tab.page.evaluate("printshopLive.socket === null")
