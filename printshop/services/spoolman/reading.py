"""Reading all of a Spoolman through its API.

The library `spoolman` knows the API and what can go wrong with it. What it asks goes out
through `printshop.platform.fetching`, which knows which machines may be asked, how much may
come and for how long. Its own lists are not used: they leave out archived spools, prices,
places and batches, and version 0.1 refuses every record with a field that is not set.
"""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast
from urllib.parse import urlencode, urlsplit, urlunsplit

from pydantic import ValidationError

from printshop.domain.text import printable
from printshop.errors import FetchError, InvalidInputError
from printshop.platform.fetching import checked_address, fetch
from printshop.services.spoolman.records import (
    FilamentRecord,
    SpoolmanStock,
    SpoolRecord,
    Unreadable,
)

if TYPE_CHECKING:
    from aiohttp import ClientSession
    from spoolman import Spoolman

MAX_RECORDS: Final = 20_000
_PAGE: Final = 500
# A record with all its fields is about 2 kB.
_MOST_BYTES_OF_A_PAGE: Final = 16_000_000
_MOST_BYTES: Final = 64_000_000
_TIME_S: Final = 120.0
_PORT: Final = 7912
# Pages of Spoolman's own, as they stand in the address of a browser.
_PAGES: Final = {"home", "spool", "filament", "vendor", "locations", "settings", "help"}
# What reading JSON that was made to hurt can end in: nested without end, numbers without end.
_NOT_A_RECORD: Final = (ValueError, TypeError, RecursionError, OverflowError)
_R = TypeVar("_R", FilamentRecord, SpoolRecord)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the library looks at of an answer."""

    data: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json"})

    def raise_for_status(self) -> None:
        """It is good: `fetch` raises for every other."""

    async def json(self) -> Any:  # noqa: ANN401 - checked record by record
        return json.loads(self.data)


class _Door:
    """The library's session: the only way out, to one address, within limits of its own."""

    def __init__(self, address: str, *, private_allowed: bool) -> None:
        self._address = address
        self._private_allowed = private_allowed
        self._left_bytes = _MOST_BYTES
        self._ends_at_s = time.monotonic() + _TIME_S

    async def request(
        self, method: str, url: object, *, params: Mapping[str, str] | None, headers: object
    ) -> _Answer:
        """Ask for what the library asks; it knows no https, and no folder before the API."""
        del method, headers
        path = urlsplit(str(url)).path
        query = f"?{urlencode(params)}" if params else ""
        left_s = max(1.0, self._ends_at_s - time.monotonic())
        if self._left_bytes <= 0:
            raise FetchError(f"This Spoolman sends more than {_MOST_BYTES // 1_000_000} MB.")
        # Nothing else runs in this loop that waiting here could hold up.
        data = fetch(
            f"{self._address}{path}{query}",
            private_allowed=self._private_allowed,
            at_most_bytes=min(_MOST_BYTES_OF_A_PAGE, self._left_bytes),
            at_most_s=left_s,
        )
        self._left_bytes -= len(data)
        return _Answer(data)


def read_stock(address: str, *, private_allowed: bool) -> SpoolmanStock:
    """Read all filaments and spools of a Spoolman, archived ones too.

    Args:
        address: as a person typed it: `spoolman.local`, `http://192.168.1.5:7912`.
        private_allowed: whether it may lie within a private network or on this machine.

    Raises:
        FetchError: it does not answer, stops in the middle, or is no Spoolman.
        InvalidInputError: this is no address, or one that may not be asked.

    """
    base = base_of(address)
    checked_address(base, private_allowed=private_allowed)
    try:
        filaments, spools = asyncio.run(_read(_Door(base, private_allowed=private_allowed)))
    except FetchError as error:
        raise FetchError(
            error.message,
            hint="Check that Spoolman runs there, and look again. Nothing was taken in.",
        ) from error
    unreadable: list[Unreadable] = []
    return SpoolmanStock(
        address=base,
        filaments=_records(FilamentRecord, filaments, "Filament", unreadable),
        spools=_records(SpoolRecord, spools, "Spool", unreadable),
        unreadable=unreadable,
    )


def base_of(address: str) -> str:
    """Where the API begins: with http and Spoolman's own port where neither was typed.

    Raises:
        InvalidInputError: there is no machine in it.

    """
    typed = address.strip()
    is_bare = "://" not in typed
    try:
        parts = urlsplit(f"http://{typed}" if is_bare else typed)
        port, host = parts.port, parts.hostname
    except ValueError:
        port, host = None, None
    if not host or parts.username is not None:
        raise InvalidInputError(
            "This is not the address of a Spoolman.",
            hint="It looks like http://192.168.1.5:7912, as in the browser.",
        )
    machine = parts.netloc if port or not is_bare else f"{parts.netloc}:{_PORT}"
    folders = [one for one in parts.path.split("/") if one]
    ends = [at for at, one in enumerate(folders) if one in {*_PAGES, "api"}]
    folders = folders[: ends[0]] if ends else folders
    return urlunsplit((parts.scheme, machine, "".join(f"/{one}" for one in folders), "", ""))


async def _read(door: _Door) -> tuple[Sequence[object], Sequence[object]]:
    # Only an import from Spoolman needs them, and they take a while to load.
    from spoolman import Spoolman, SpoolmanError  # noqa: PLC0415

    # The door stands where its own session would; the host is the door's business.
    client = Spoolman(host="spoolman", session=cast("ClientSession", door))
    try:
        if not await client.health():
            raise FetchError("Spoolman is not well: it says so itself.")
        filaments = await _all(client, "filament", {})
        spools = await _all(client, "spool", {"allow_archived": "true"})
    except (*_NOT_A_RECORD, SpoolmanError, KeyError, AttributeError) as error:
        raise FetchError("What answers there is not a Spoolman.") from error
    return filaments, spools


async def _all(client: "Spoolman", what: str, params: Mapping[str, str]) -> Sequence[object]:
    """All records of a kind, a page at a time; the last page is the one that is not full."""
    found: list[object] = []
    while len(found) <= MAX_RECORDS:
        page = {"sort": "id:asc", "limit": str(_PAGE), "offset": str(len(found)), **params}
        # The library's one way to ask what it has no method for.
        records = await client._request(what, params=page)  # noqa: SLF001
        if not isinstance(records, list):
            raise TypeError(what)
        found.extend(records)
        if len(records) < _PAGE:
            return found
        if len(records) > _PAGE:
            # Versions before 0.13 know no pages, and send all at once.
            return found[: MAX_RECORDS + 1]
    raise FetchError(f"This Spoolman has more than {MAX_RECORDS:,} of a kind.")


def _records(
    kind: type[_R], items: Sequence[object], what: str, unreadable: list[Unreadable]
) -> Sequence[_R]:
    """The records by id, each once: one that was added meanwhile can move others to a page."""
    found: dict[int, _R] = {}
    for item in items:
        try:
            record = kind.model_validate(item)
        except _NOT_A_RECORD as error:
            key = item.get("id", "?") if isinstance(item, dict) else "?"
            name = str(key)[:20] if isinstance(key, int | str) else "?"
            unreadable.append(Unreadable(where=f"{what} {printable(name)}", fault=_fault(error)))
        else:
            found[record.id] = record
    return tuple(found.values())


def _fault(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return "It cannot be read. Correct it in Spoolman."
    fault = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in fault["loc"]) or "It"
    said = fault["input"]
    # What is nested is not written out: it may be nested without end.
    shown = repr(said[:60] if isinstance(said, str) else said) if _is_plain(said) else "this"
    return f"{where} cannot be {shown[:60]}. Correct it in Spoolman."


def _is_plain(said: object) -> bool:
    return said is None or isinstance(said, str | int | float)
