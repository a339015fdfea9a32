"""The line that tells a browser tab of changes: whose it is, what it says, when it ends."""

import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from itsdangerous import TimestampSigner
from starlette.applications import Starlette
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from printshop.platform.live import ChangeHub
from printshop.platform.postgres import LocalPostgres
from printshop.services.shop import Shop
from printshop.ui import wiring
from printshop.ui.web import live, passes
from tests import builders


@pytest.fixture(scope="module")
def hub(database: LocalPostgres) -> Iterator[ChangeHub]:
    opened = ChangeHub(database.urls.app)
    opened.start()
    assert opened.wait_until_listening(seconds=5)
    yield opened
    opened.close()


@pytest.fixture
def browser(
    hub: ChangeHub, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    monkeypatch.setenv("PRINTSHOP_DATA_DIR", str(tmp_path_factory.getbasetemp() / "live"))
    monkeypatch.setattr(wiring, "changes", lambda: hub)
    with TestClient(Starlette(routes=[live.route()])) as opened:
        yield opened


@contextmanager
def line(browser: TestClient, token: str, **headers: str) -> Generator[WebSocketTestSession]:
    protocols = [live.PROTOCOL, token]
    with browser.websocket_connect(live.PATH, subprotocols=protocols, headers=headers) as opened:
        yield opened


def pass_of(shop: Shop) -> str:
    return passes.mint(shop.user_id, purpose=live.PURPOSE)


def said(socket: WebSocketTestSession) -> dict[str, int]:
    return socket.receive_json()["versions"]


def listen(socket: WebSocketTestSession) -> None:
    """Hear all that is said until the line is ended."""
    while True:
        said(socket)


def closed_with(browser: TestClient, token: str, **headers: str) -> int:
    with line(browser, token, **headers) as socket, pytest.raises(WebSocketDisconnect) as closed:
        socket.receive_json()
    return closed.value.code


def test_a_tab_hears_what_was_changed_in_its_shop_and_in_no_other(
    browser: TestClient, shop: Shop, other_shop: Shop
) -> None:
    with line(browser, pass_of(shop)) as mine, line(browser, pass_of(other_shop)) as others:
        before, untouched = said(mine), said(others)

        builders.a_printer(shop, "Bert")

        now = said(mine)
        assert {topic for topic in now if now[topic] != before[topic]} == {"queue"}
        # The other tab's first word of a change is that of its own.
        builders.a_filament(other_shop)
        now = said(others)
        assert {topic for topic in now if now[topic] != untouched[topic]} == {"stock"}


def test_many_changes_at_once_are_told_together(
    browser: TestClient, shop: Shop, hub: ChangeHub
) -> None:
    with line(browser, pass_of(shop)) as socket:
        said(socket)

        for number in range(10):
            builders.a_printer(shop, f"Printer {number}")

        told = [said(socket)]
        while told[-1] != hub.versions(shop.user_id).of_topic:
            told.append(said(socket))
    assert len(told) <= 3


def test_a_pass_of_something_else_is_of_no_use(browser: TestClient, shop: Shop) -> None:
    of_uploads = passes.mint(shop.user_id, purpose="upload")

    assert closed_with(browser, of_uploads) == 4401
    assert closed_with(browser, "nonsense") == 4401
    with browser.websocket_connect(live.PATH) as socket, pytest.raises(WebSocketDisconnect):
        socket.receive_json()


def test_a_line_ends_with_its_pass_however_late_it_was_opened(
    browser: TestClient, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as earlier:
        made_at_s = int(time.time()) - live.PASS_HOLDS_S + 1
        earlier.setattr(TimestampSigner, "get_timestamp", lambda _: made_at_s)
        old = pass_of(shop)

    with line(browser, old) as socket, pytest.raises(WebSocketDisconnect) as closed:
        listen(socket)

    assert closed.value.code == 4401


def test_a_statement_that_touches_no_row_says_nothing(browser: TestClient, shop: Shop) -> None:
    with line(browser, pass_of(shop)) as socket:
        before = said(socket)
        with shop.unit_of_work() as uow:
            uow.jobs.place([(uuid4(), 0, 0)])
            uow.commit()

        builders.a_filament(shop)

        now = said(socket)
    assert {topic for topic in now if now[topic] != before[topic]} == {"stock"}


def test_a_page_of_another_server_is_refused(browser: TestClient, shop: Shop) -> None:
    token = pass_of(shop)

    assert closed_with(browser, token, origin="https://evil.example") == 4403
    with line(browser, token, origin="http://testserver") as socket:
        assert said(socket)


def test_whoever_sends_something_is_hung_up_on(
    browser: TestClient, shop: Shop, hub: ChangeHub
) -> None:
    with line(browser, pass_of(shop)) as socket:
        said(socket)
        assert hub.count(shop.user_id) == 1
        socket.send_text("x" * 100_000)
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_json()
    assert closed.value.code == 4408
    assert hub.count(shop.user_id) == 0


def test_a_shop_may_have_so_many_tabs_open_and_no_more(
    browser: TestClient, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_PER_SHOP", 1)
    with line(browser, pass_of(shop)) as first:
        said(first)
        assert closed_with(browser, pass_of(shop)) == 4429


def test_while_the_database_is_not_heard_tabs_are_asked_to_come_again(
    browser: TestClient, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> Any:  # noqa: ANN401 - the shape of the seam
        return None

    monkeypatch.setattr(wiring, "changes", nobody)

    assert closed_with(browser, pass_of(shop)) == 1013
