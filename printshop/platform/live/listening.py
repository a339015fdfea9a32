"""The ear: one thread and one connection that hear what the triggers say of every shop.

A connection may be there and yet hear nothing, behind a pooler for one. So the ear says a word
of its own first, and is called listening only once that word came back.
"""

import logging
import secrets
import select
import socket
import threading
import time
from collections.abc import Callable, Iterable
from typing import Final
from uuid import UUID

import psycopg
from psycopg.conninfo import make_conninfo

from printshop.errors import DatabaseUnavailableError

TOPICS: Final = ("queue", "stock", "catalog", "settings")
Change = tuple[UUID, str]

_LOG = logging.getLogger(__name__)
_CHANNEL: Final = "printshop_changes"
_ECHO_WITHIN_S: Final = 5.0
_FIRST_WAIT_S: Final = 0.1
_LONGEST_WAIT_S: Final = 5.0
# A line that died without a word is noticed within some twenty seconds.
_KEEPALIVE: Final = {
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
    "connect_timeout": 5,
}


class Ear:
    """Listens until it is closed, whatever happens to the database meanwhile."""

    def __init__(
        self,
        url: str,
        *,
        on_changes: Callable[[Iterable[Change]], None],
        on_listening: Callable[[], None],
    ) -> None:
        """Take a login past any pooler; nothing is asked of the database yet.

        Args:
            url: the login.
            on_changes: called with what was heard, in the ear's own thread.
            on_listening: called when it has begun to listen: what was said before is not known.

        """
        self._url = make_conninfo(url, **_KEEPALIVE)
        self._on_changes = on_changes
        self._on_listening = on_listening
        self._hears = threading.Event()
        self._is_closed = threading.Event()
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="live-changes", daemon=True)

    @property
    def is_listening(self) -> bool:
        """Whether the database is heard just now."""
        return self._hears.is_set()

    def start(self) -> None:
        """Begin to listen, and to try again for as long as the database is away."""
        self._thread.start()

    def wait_until_listening(self, *, seconds: float) -> bool:
        """Wait until the database is heard, so long at most."""
        return self._hears.wait(seconds)

    def close(self) -> None:
        """Listen no more."""
        self._is_closed.set()
        self._wake.send(b"x")
        if self._thread.is_alive():
            self._thread.join()
        self._wake.close()
        self._woken.close()

    def _run(self) -> None:
        wait_s = _FIRST_WAIT_S
        while not self._is_closed.is_set():
            try:
                self._listen()
            except (psycopg.Error, OSError, DatabaseUnavailableError) as error:
                if self._hears.is_set():
                    wait_s = _FIRST_WAIT_S
                # Said once, not each time it is tried.
                if wait_s == _FIRST_WAIT_S:
                    _LOG.warning("Changes are not heard and tried for again: %s", error)
            self._hears.clear()
            self._is_closed.wait(wait_s)
            wait_s = min(2 * wait_s, _LONGEST_WAIT_S)

    def _listen(self) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f"LISTEN {_CHANNEL}".encode())
            echo = secrets.token_hex(16)
            until_s = time.monotonic() + _ECHO_WITHIN_S
            connection.execute("SELECT pg_notify(%s, %s)", [_CHANNEL, echo])
            while not self._is_closed.is_set():
                said = [one.payload for one in connection.notifies(timeout=0)]
                if echo in said and not self._hears.is_set():
                    self._hears.set()
                    self._on_listening()
                if changes := dict.fromkeys(filter(None, map(_change, said))):
                    self._on_changes(changes)
                if not self._hears.is_set() and time.monotonic() > until_s:
                    raise DatabaseUnavailableError(
                        "The database takes LISTEN but says nothing.",
                        hint="Behind a connection pooler, set DATABASE_DIRECT_URL.",
                    )
                self._wait(connection, None if self._hears.is_set() else _ECHO_WITHIN_S)

    def _wait(self, connection: psycopg.Connection, within_s: float | None) -> None:
        select.select([connection.fileno(), self._woken], [], [], within_s)


def _change(payload: str) -> Change | None:
    """What a word of the trigger means; None for one that is no such word."""
    shop, _, topic = payload.partition(" ")
    if topic not in TOPICS:
        return None
    try:
        return UUID(shop), topic
    except ValueError:
        return None
