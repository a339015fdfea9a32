"""Fetching a file from an address that a person typed: which addresses, how much, how long.

The name is resolved once, each of its addresses is checked, and the connection goes to the one
that was checked: a name that means something else a moment later reaches nothing. Proxies of
the environment are not asked, as they would resolve the name anew. The time that it may take
counts from asking for the name to the last byte.
"""

import re
import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urljoin, urlsplit

import httpx

from printshop.errors import FetchError, InvalidInputError
from printshop.platform.public_addresses import is_public

MAX_ADDRESS_LENGTH: Final = 500
_MOST_REDIRECTS: Final = 5
# For one answer, and for a connection, seconds.
_ANSWER_S, _CONNECT_S = 20.0, 10.0
_PORTS: Final = {"http": 80, "https": 443}
# A name before a port looks like a scheme; "localhost:7912" is none.
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d+(/|$))", re.IGNORECASE)


def checked_address(url: str, *, private_allowed: bool) -> str:
    """The address as it may be asked: http or https, and of a machine that may be reached.

    Args:
        url: as a person typed it; without a scheme it is https.
        private_allowed: whether it may lie within a private network or on this machine.

    Raises:
        InvalidInputError: it is no web address, or one that may not be asked.
        FetchError: no machine has this name.

    """
    address = _parsed(url)
    _resolved(address, private_allowed=private_allowed, within_s=_ANSWER_S)
    return str(address)


def fetch(
    url: str, *, private_allowed: bool, at_most_bytes: int, at_most_s: float = 120.0
) -> bytes:
    """What stands at an address; redirections are followed, each checked like the first.

    Args:
        url: as a person typed it.
        private_allowed: whether it may lie within a private network or on this machine.
        at_most_bytes: more than this is refused, unpacked.
        at_most_s: for how long it may take in all, seconds.

    Raises:
        InvalidInputError: it is no web address, or one that may not be asked.
        FetchError: it does not answer, or not with a file of this size.

    """
    address = _parsed(url)
    with (
        _Conversation(at_most_s) as talk,
        httpx.Client(trust_env=False, follow_redirects=False) as client,
    ):
        for _ in range(_MOST_REDIRECTS + 1):
            request = _request(client, address, talk, private_allowed=private_allowed)
            try:
                response = client.send(request, stream=True)
                try:
                    if response.is_redirect:
                        address = _parsed(urljoin(str(address), response.headers["location"]))
                        continue
                    _check_answer(address, response)
                    return _read(address, response, talk, at_most_bytes)
                finally:
                    response.close()
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise (_slow(address) if talk.is_over else _silent(address)) from error
    raise FetchError(f"{address.host} sends from one address to the next without end.")


class _Conversation:
    """Connections that are cut when the time is over, however little at a time a server says."""

    def __init__(self, at_most_s: float) -> None:
        self._ends_at_s = time.monotonic() + at_most_s
        self._timer = threading.Timer(at_most_s, self._cut)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            for connection in self._sockets:
                connection.close()
            self._sockets.clear()

    @property
    def left_s(self) -> float:
        """How much time is left; never none, as that would mean without end."""
        return max(self._ends_at_s - time.monotonic(), 0.001)

    @property
    def is_over(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self._ends_at_s

    def hear(self, event: str, said: Mapping[str, Any]) -> None:
        """Note each connection, before anything is said on it."""
        if event == "connection.connect_tcp.complete":
            # The same connection under a number of its own: TLS takes the first one over.
            with self._lock:
                self._sockets.append(said["return_value"].get_extra_info("socket").dup())
            if self.is_over:
                self._cut()

    def _cut(self) -> None:
        with self._lock:
            for connection in self._sockets:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


def _parsed(url: str) -> httpx.URL:
    typed = url.strip()
    typed = typed if _SCHEME.match(typed) else f"https://{typed}"
    try:
        # The standard library refuses a port that is none, httpx what no host is called.
        parts = urlsplit(typed)
        address = httpx.URL(typed)
        is_good = parts.port != 0 and address.scheme in _PORTS and bool(address.host)
    except (ValueError, httpx.InvalidURL):
        is_good = False
    if not is_good or len(typed) > MAX_ADDRESS_LENGTH or not typed.isprintable() or " " in typed:
        raise InvalidInputError(
            "This is not a web address.",
            hint="It begins with https:// or http:// and names a file.",
        )
    return address


def _request(
    client: httpx.Client, address: httpx.URL, talk: _Conversation, *, private_allowed: bool
) -> httpx.Request:
    """Ask the checked machine by its number, and call it by its name."""
    number = _resolved(address, private_allowed=private_allowed, within_s=talk.left_s)
    left_s = talk.left_s
    return client.build_request(
        "GET",
        address.copy_with(host=number),
        headers={
            "Host": address.netloc.decode("ascii"),
            "Accept-Encoding": "identity",
            "User-Agent": "Printshop",
        },
        extensions={"sni_hostname": address.host, "trace": talk.hear},
        timeout=httpx.Timeout(min(_ANSWER_S, left_s), connect=min(_CONNECT_S, left_s)),
    )


def _resolved(address: httpx.URL, *, private_allowed: bool, within_s: float) -> str:
    """The number of the machine; all numbers of the name must be allowed."""
    found = _looked_up(address, within_s)
    numbers = [str(entry[4][0]) for entry in found]
    if not private_allowed and not all(is_public(number) for number in numbers):
        raise InvalidInputError(
            f"{address.host} lies within a private network, where Printshop fetches nothing.",
            hint="Whoever runs this Printshop can allow it: PRINTSHOP_FETCH_PRIVATE_ADDRESSES.",
        )
    # IPv4 first: where IPv6 leads nowhere, the wait for it is long.
    return min(numbers, key=lambda number: ":" in number)


def _looked_up(address: httpx.URL, within_s: float) -> list[Any]:
    """Ask for the numbers; nothing can cut that short, so that it is left behind if it takes long.

    It ends by itself, when the system gives up asking.
    """
    port = address.port or _PORTS[address.scheme]
    answer: list[Any] = []

    def ask() -> None:
        with suppress(OSError, UnicodeError):
            host = address.raw_host.decode("ascii")
            answer.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))

    asking = threading.Thread(target=ask, name="printshop-name", daemon=True)
    asking.start()
    asking.join(within_s)
    if asking.is_alive():
        raise _slow(address)
    if not answer:
        raise FetchError(
            f"There is no machine called {address.host}.",
            hint="Check the address, and whether this machine is online.",
        )
    return answer


def _check_answer(address: httpx.URL, response: httpx.Response) -> None:
    if response.status_code != httpx.codes.OK:
        raise FetchError(
            f"{address.host} answered {response.status_code} instead of sending the file.",
            hint="Open the address in a browser: it must lead to the file itself.",
        )


def _read(
    address: httpx.URL, response: httpx.Response, talk: _Conversation, at_most_bytes: int
) -> bytes:
    data = bytearray()
    for chunk in response.iter_bytes():
        data += chunk
        if len(data) > at_most_bytes:
            raise FetchError(
                f"What {address.host} sends is larger than {at_most_bytes // 1_000_000} MB.",
                hint="Check that the address leads to the data set.",
            )
    # A connection that was cut can look like the end of the file.
    if talk.is_over:
        raise _slow(address)
    return bytes(data)


def _slow(address: httpx.URL) -> FetchError:
    return FetchError(
        f"{address.host} sends too slowly; nothing was taken in.",
        hint="Try again, or download the file and choose it here.",
    )


def _silent(address: httpx.URL) -> FetchError:
    return FetchError(
        f"{address.host} does not answer.",
        hint="Try again later, or download the file and choose it here.",
    )
