"""What was read of shops is kept in this process, by the version of their data.

A look that nothing changed since asks the database nothing. What a shop takes is limited, as is
what all of them take together: those that were not looked at for longest go first.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final
from uuid import UUID

from printshop.analytics.dashboard.spans import Span
from printshop.errors import PrintshopError
from printshop.services.dashboard.joining import Joined, Together
from printshop.services.dashboard.margins import Margins
from printshop.services.dashboard.reading import Read, read_anew, read_months
from printshop.services.shop import Shop

# A shop of 200,000 prints takes about 130 MB, most of it put together.
MOST_BYTES: Final = 256_000_000
# Between them others may look: a filter that is changed meanwhile waits for one such piece.
_MONTHS_AT_ONCE: Final = 4


@dataclass(slots=True, eq=False)
class Kept:
    """What is kept of one shop. Whoever holds the lock may read and change it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    read: Read | None = None
    joined: Joined | None = None
    together: Together | None = None
    margins: tuple[object, date, Margins] | None = None
    is_read_ahead: bool = False

    @property
    def size_bytes(self) -> int:
        """How much memory it takes, about."""
        months = self.read.months.values() if self.read else ()
        joined = self.joined.months.values() if self.joined else ()
        return sum(one.size_bytes for one in months) + sum(one.size_bytes for _, one in joined)


_LOCK: Final = threading.Lock()
_SHOPS: Final[OrderedDict[UUID, Kept]] = OrderedDict()


def fresh(shop: Shop, version: object | None) -> tuple[Kept, Read]:
    """What is kept of a shop, brought to a version of its data.

    Args:
        shop: whose.
        version: taken before this is called; None where nobody knows, then it is asked.

    """
    kept = _of(shop.user_id)
    with kept.lock:
        read = kept.read
        if read is None or version is None or read.version != version:
            with shop.snapshot() as uow:
                read = read_anew(uow, version, kept.read)
            kept.read = read
    return kept, read


def margins_of(shop: Shop, kept: Kept, read: Read, today: date) -> Margins:
    """What is known of margins; they are asked anew on another day, and after a change."""
    with kept.lock:
        known = kept.margins
        if known is None or known[0] is not read.moment or known[1] != today:
            with shop.snapshot() as uow:
                known = kept.margins = (read.moment, today, Margins.read(uow, today))
        return known[2]


def past_of(shop: Shop, kept: Kept, read: Read, spans: Iterable[Span]) -> Together:
    """The past that has these days, and perhaps more of them."""
    months = sorted({month for span in spans for month in read.months_of(span)})
    with kept.lock:
        # Somebody else may have read further meanwhile.
        if kept.read is not None and kept.read.version == read.version:
            read = kept.read
        missing = read.missing(months)
        if missing:
            with shop.snapshot() as uow:
                read = read_months(uow, read, missing)
            kept.read = read
        together = _put_together(kept, read, months)
    _make_room(kept, months)
    return together


def read_ahead(shop: Shop, *, version: object | None = None) -> threading.Thread | None:
    """Begin to read all of a shop's history, so that the next filter need not wait for it.

    To be called once a dashboard is drawn. Faults are left to whoever needs the history.

    Returns:
        The thread that reads; None where nothing is left to read.

    """
    kept = _of(shop.user_id)
    with kept.lock:
        if kept.is_read_ahead or kept.read is None:
            return None
        kept.is_read_ahead = True
    thread = threading.Thread(
        target=_read_ahead, args=(shop, kept, version), name="dashboard-ahead", daemon=True
    )
    thread.start()
    return thread


def size_bytes(user_id: UUID) -> int:
    """How much memory a shop takes, about."""
    return _of(user_id).size_bytes


def forget_all() -> None:
    """Let go of all shops."""
    with _LOCK:
        _SHOPS.clear()


def _read_ahead(shop: Shop, kept: Kept, version: object | None) -> None:
    try:
        with suppress(PrintshopError):
            while (read := kept.read) and read.missing(read.marks) and _fits(kept):
                newest = sorted(read.missing(read.marks))[-_MONTHS_AT_ONCE:]
                with kept.lock, shop.snapshot() as uow:
                    if kept.read is None or kept.read.version != version:
                        return
                    kept.read = read_months(uow, kept.read, newest)
                    kept.joined = joined = Joined.of(kept.read, kept.joined)
                    for one in newest:
                        joined.month(one, kept.read.months[one])
            _make_room(kept, tuple(read.marks if read else ()))
    finally:
        kept.is_read_ahead = False


def _put_together(kept: Kept, read: Read, months: Iterable[date]) -> Together:
    wanted = {one: read.months[one] for one in months}
    last, kept.joined = kept.together, Joined.of(read, kept.joined)
    if last is None or not last.serves(kept.joined, wanted):
        kept.joined.keep_only(read.months)
        kept.together = last = kept.joined.put_together(wanted)
    return last


def _of(user_id: UUID) -> Kept:
    with _LOCK:
        kept = _SHOPS.setdefault(user_id, Kept())
        _SHOPS.move_to_end(user_id)
    return kept


def _fits(kept: Kept) -> bool:
    months = kept.read.months.values() if kept.read else ()
    # What is put together takes about three times what was read.
    return sum(one.size_bytes for one in months) < MOST_BYTES // 4


def _make_room(kept: Kept, months: Sequence[date]) -> None:
    """Let go of what does not fit: other shops first, then the months that nobody asked for."""
    with _LOCK:
        sizes = {user_id: one.size_bytes for user_id, one in _SHOPS.items()}
        for user_id in list(_SHOPS):
            if sum(sizes.values()) <= MOST_BYTES:
                return
            if _SHOPS[user_id] is not kept:
                del _SHOPS[user_id], sizes[user_id]
    with kept.lock:
        if kept.read is not None and kept.size_bytes > MOST_BYTES:
            asked = {one: kept.read.months[one] for one in months if one in kept.read.months}
            kept.read = replace(kept.read, months=asked)
            if kept.joined is not None:
                kept.joined.keep_only(asked)
            kept.together = None
