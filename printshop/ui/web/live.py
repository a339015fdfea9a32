"""The route that tells a browser tab of its shop's changes, over a WebSocket.

Who asks shows a pass that the page minted, as the second of two subprotocols: an address would
be written into logs. The shop is the one inside it. Sent are the versions
of the shop's topics: at first, when they change (four times a second at most), and now and
then, so that either side notices a dead line. Nothing is expected from the browser.

| closed with | why |
|---|---|
| 4401 | the pass is of no use, or too old: the page mints another |
| 4403 | a page of another server asks |
| 4408 | the browser sends something |
| 4429 | the shop has too many tabs open |
| 1013 | nothing is heard of the database just now: try again later |
"""

import asyncio
import contextlib
import logging
from collections.abc import Generator
from typing import Final

import orjson
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from printshop.errors import PrintshopError
from printshop.platform.live import ChangeHub, Subscription
from printshop.ui import wiring
from printshop.ui.web import passes
from printshop.ui.web.passes import Pass

PATH: Final = "/api/live"
PURPOSE: Final = "live"
PROTOCOL: Final = "printshop.live"
# As long as a tablet may stand by the printers; it gets another pass from its page then.
PASS_HOLDS_S: Final = 12 * 3600
MOST_PER_SHOP: Final = 200

_LOG = logging.getLogger(__name__)
_BAD_PASS: Final = 4401
_FOREIGN: Final = 4403
_UNASKED: Final = 4408
_TOO_MANY: Final = 4429
_LATER: Final = 1013
# One transaction says several words, and several people click: they are told together.
_GATHER_S: Final = 0.02
_REST_S: Final = 0.23
_SIGN_OF_LIFE_S: Final = 25.0


def route() -> WebSocketRoute:
    """The route, to stand before Streamlit's own."""
    return WebSocketRoute(PATH, answer)


async def answer(socket: WebSocket) -> None:
    """Tell one browser tab of changes until it goes."""
    hub = wiring.changes()
    protocol, *given = socket.scope["subprotocols"] or [""]
    shown = await asyncio.to_thread(_read, given[0] if given else "")
    with _subscribed(hub, shown) as subscription:
        code = _refusal(socket, hub, shown)
        # Closed after it was opened: of a socket that never was, a browser says no code.
        await socket.accept(subprotocol=PROTOCOL if protocol == PROTOCOL else None)
        if code is None and hub and shown and subscription:
            code = await _serve(socket, hub, subscription, holds_s=shown.holds_s)
    if code is not None:
        # It may go at this very moment.
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(code)


@contextlib.contextmanager
def _subscribed(hub: ChangeHub | None, shown: Pass | None) -> Generator[Subscription | None]:
    """Count a tab from the start: of many that come at once none is overlooked."""
    if hub is None or shown is None:
        yield None
        return
    subscription = hub.subscribe(asyncio.get_running_loop(), shown.user_id)
    try:
        yield subscription
    finally:
        hub.unsubscribe(subscription)


async def _serve(
    socket: WebSocket, hub: ChangeHub, subscription: Subscription, *, holds_s: float
) -> int | None:
    """Tell until somebody ends it; why this side does, None where the browser went."""
    telling = asyncio.create_task(_tell(socket, hub, subscription, holds_s=holds_s))
    hearing = asyncio.create_task(socket.receive())
    try:
        done, _ = await asyncio.wait({telling, hearing}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        telling.cancel()
        hearing.cancel()
        await asyncio.wait({telling, hearing})
    if hearing in done:
        return None if hearing.result()["type"] == "websocket.disconnect" else _UNASKED
    return _BAD_PASS if telling.result() else None


def _refusal(socket: WebSocket, hub: ChangeHub | None, shown: Pass | None) -> int | None:
    """Why this socket is closed at once; None if it is not."""
    origin = socket.headers.get("origin")
    host = socket.headers.get("host", "")
    if origin is not None and origin.partition("://")[2].lower() != host.lower():
        return _FOREIGN
    if shown is None:
        return _BAD_PASS
    if hub is None or not hub.is_listening:
        return _LATER
    return _TOO_MANY if hub.count(shown.user_id) > MOST_PER_SHOP else None


def _read(token: str) -> Pass | None:
    try:
        return passes.read(token, purpose=PURPOSE, max_age_s=PASS_HOLDS_S)
    except PrintshopError as error:
        _LOG.warning("%s", error)
        return None


async def _tell(
    socket: WebSocket, hub: ChangeHub, subscription: Subscription, *, holds_s: float
) -> bool:
    """Send the versions whenever they change, for as long as the pass holds.

    Returns:
        Whether the pass is too old now, rather than the browser gone.
    """
    loop = asyncio.get_running_loop()
    until_s = loop.time() + holds_s
    while (left_s := until_s - loop.time()) > 0:
        versions = hub.versions(subscription.user_id)
        said = {"hub": versions.hub, "versions": versions.of_topic}
        try:
            await socket.send_text(orjson.dumps(said).decode())
        except (RuntimeError, WebSocketDisconnect):
            return False
        await asyncio.sleep(_REST_S)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(subscription.changed(), min(left_s, _SIGN_OF_LIFE_S))
            await asyncio.sleep(_GATHER_S)
    return True
