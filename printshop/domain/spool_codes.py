"""The code on a spool's label: the address of its page, and how it is read back."""

import re
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from printshop.errors import InvalidInputError

MAX_ADDRESS: Final = 200
MAX_SCAN: Final = 500
_MAX_NUMBER: Final = 2**31 - 1
_HOST: Final = re.compile(r"[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]")
_NUMBER: Final = re.compile(r"#?([0-9]{1,10})")
_ID: Final = r"[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}"
# A scanner types like a keyboard. Where its layout is another one than the computer's, the
# signs between word and number come out as other signs; letters and digits hardly do.
_CODE: Final = re.compile(rf"spool[^0-9a-z]{{1,3}}({_ID}|[0-9]{{1,10}})(?![0-9a-z])", re.IGNORECASE)


def checked_address(text: str) -> str:
    """The address of a shop as it goes into codes: `http://192.168.1.20:8501`.

    Raises:
        InvalidInputError: it is not a web address.

    """
    address = text.strip().rstrip("/")
    try:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
        name = host[: -len(f":{parts.port}")] if parts.port is not None else host
    except ValueError:
        name, parts = "", urlsplit("")
    is_address = parts.scheme in {"http", "https"} and _HOST.fullmatch(name)
    has_more = "@" in parts.netloc or parts.query or parts.fragment or re.search(r"\s", address)
    if not is_address or has_more or len(address) > MAX_ADDRESS or not address.isascii():
        raise InvalidInputError(
            "The address of your shop must look like http://192.168.1.20:8501.",
            hint="Take the one that your phone opens Printshop with.",
        )
    return address


def code_of(address: str, number: int) -> str:
    """What the code of a spool holds: the address of its page."""
    return f"{address}/inventory?spool={number}"


def is_this_machine(address: str) -> bool:
    """Whether an address leads to whoever opens it, so that a phone does not find the shop."""
    name = (urlsplit(address).hostname or "").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        found = ip_address(name)
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified


def scanned(text: str) -> int | UUID | None:
    """The spool that a person typed or a scanner read; None where the text names none.

    Returns:
        A number for `12`, `#12` and a label's address, an id where the address holds one.

    """
    said = text.strip()[:MAX_SCAN]
    found = _NUMBER.fullmatch(said) or _last(said)
    if found is None:
        return UUID(said) if re.fullmatch(_ID, said, re.IGNORECASE) else None
    key = found[1]
    if not key.isdecimal():
        return UUID(key)
    return int(key) if 0 < int(key) <= _MAX_NUMBER else None


def _last(text: str) -> re.Match[str] | None:
    return next(reversed(list(_CODE.finditer(text))), None)
