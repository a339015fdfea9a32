"""Fetching a file from an address that a person typed: which addresses, how much, how long.

The name is resolved once, each of its addresses is checked, and the connection goes to the one
that was checked: a name that means something else a moment later reaches nothing. Proxies of
the environment are not asked, as they would resolve the name anew.
"""

import ipaddress
import re
import socket
import time
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx

from printshop.errors import FetchError, InvalidInputError

MAX_ADDRESS_LENGTH: Final = 500
_MOST_REDIRECTS: Final = 5
_TIMEOUT: Final = httpx.Timeout(20.0, connect=10.0)
_PORTS: Final = {"http": 80, "https": 443}
# A name before a port looks like a scheme; "localhost:7912" is none.
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d+(/|$))", re.IGNORECASE)
# IPv4 addresses that are written as IPv6 ones.
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address


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
    _resolved(address, private_allowed=private_allowed)
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
    ends_at_s = time.monotonic() + at_most_s
    with httpx.Client(timeout=_TIMEOUT, trust_env=False, follow_redirects=False) as client:
        for _ in range(_MOST_REDIRECTS + 1):
            request = _request(client, address, private_allowed=private_allowed)
            try:
                response = client.send(request, stream=True)
                try:
                    if response.is_redirect:
                        address = _parsed(urljoin(str(address), response.headers["location"]))
                        continue
                    _check_answer(address, response)
                    return _read(address, response, at_most_bytes, ends_at_s)
                finally:
                    response.close()
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise _silent(address) from error
    raise FetchError(f"{address.host} sends from one address to the next without end.")


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


def _request(client: httpx.Client, address: httpx.URL, *, private_allowed: bool) -> httpx.Request:
    """Ask the checked machine by its number, and call it by its name."""
    number = _resolved(address, private_allowed=private_allowed)
    return client.build_request(
        "GET",
        address.copy_with(host=number),
        headers={
            "Host": address.netloc.decode("ascii"),
            "Accept-Encoding": "identity",
            "User-Agent": "Printshop",
        },
        extensions={"sni_hostname": address.host},
    )


def _resolved(address: httpx.URL, *, private_allowed: bool) -> str:
    """The number of the machine; all numbers of the name must be allowed."""
    port = address.port or _PORTS[address.scheme]
    try:
        found = socket.getaddrinfo(address.raw_host.decode("ascii"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(
            f"There is no machine called {address.host}.",
            hint="Check the address, and whether this machine is online.",
        ) from error
    numbers = [str(entry[4][0]) for entry in found]
    if not private_allowed and not all(_is_public(number) for number in numbers):
        raise InvalidInputError(
            f"{address.host} lies within a private network, where Printshop fetches nothing.",
            hint="Whoever runs this Printshop can allow it: PRINTSHOP_FETCH_PRIVATE_ADDRESSES.",
        )
    # IPv4 first: where IPv6 leads nowhere, the wait for it is long.
    return min(numbers, key=lambda number: ":" in number)


def _is_public(number: str) -> bool:
    given = ipaddress.ip_address(number.split("%", maxsplit=1)[0])
    return all(ip.is_global and not ip.is_multicast for ip in (given, *_within(given)))


def _within(ip: _IpAddress) -> tuple[_IpAddress, ...]:
    """The IPv4 address that an IPv6 one stands for."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ()
    if ip in _NAT64:
        return (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF),)
    return tuple(inner for inner in (ip.ipv4_mapped, ip.sixtofour) if inner is not None)


def _check_answer(address: httpx.URL, response: httpx.Response) -> None:
    if response.status_code != httpx.codes.OK:
        raise FetchError(
            f"{address.host} answered {response.status_code} instead of sending the file.",
            hint="Open the address in a browser: it must lead to the file itself.",
        )


def _read(
    address: httpx.URL, response: httpx.Response, at_most_bytes: int, ends_at_s: float
) -> bytes:
    data = bytearray()
    for chunk in response.iter_bytes():
        data += chunk
        if len(data) > at_most_bytes:
            raise FetchError(
                f"What {address.host} sends is larger than {at_most_bytes // 1_000_000} MB.",
                hint="Check that the address leads to the data set.",
            )
        if time.monotonic() > ends_at_s:
            raise FetchError(
                f"{address.host} sends too slowly; nothing was taken in.",
                hint="Try again, or download the file and choose it here.",
            )
    return bytes(data)


def _silent(address: httpx.URL) -> FetchError:
    return FetchError(
        f"{address.host} does not answer.",
        hint="Try again later, or download the file and choose it here.",
    )
