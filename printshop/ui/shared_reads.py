"""What all open pages of a shop read after one change, read once for all of them.

A change has every page that shows it drawn anew at the same moment. The first one reads; those
that were asked by the same word of the database take what it read. A page that a person's own
click has drawn reads for itself, since that click may not have been heard of yet.
"""

import contextlib
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar
from uuid import UUID

from printshop.platform.live import Versions

T = TypeVar("T")
_Place = tuple[UUID, str, str, tuple[tuple[str, int], ...]]

# Times in it are as of the moment it was read. While nothing changes, pages are drawn anew by the
# clock, each at its own second of a minute: a third of a minute has them read three times in it.
_KEPT_S: Final = 20.0
# All at once would take the locks of Python and Streamlit from each other, and all be ready last.
_TURNS: Final = threading.Semaphore(2)
_TURN_PATIENCE_S: Final = 1.0
# A reading that takes longer hangs on something that need not hold up the others.
_READ_PATIENCE_S: Final = 2.0
_ASKED_BY: Final[ContextVar[Versions | None]] = ContextVar("asked_by", default=None)


@dataclass(frozen=True, slots=True)
class _Read:
    begun_at_s: float = field(default_factory=time.monotonic)
    # Of any type: whoever asks under the same name reads the same.
    result: Future[Any] = field(default_factory=Future)


_LOCK: Final = threading.Lock()
_READS: Final[dict[_Place, _Read]] = {}


@contextmanager
def asked_by(versions: Versions | None) -> Generator[None]:
    """Draw in this block because the shop has come to these versions; None for another reason."""
    token = _ASKED_BY.set(versions)
    try:
        with contextlib.nullcontext() if versions is None else _turn():
            yield
    finally:
        _ASKED_BY.reset(token)


@contextmanager
def _turn() -> Generator[None]:
    """Wait until few others draw; not for long, since one of them may wait for the database."""
    is_mine = _TURNS.acquire(timeout=_TURN_PATIENCE_S)
    try:
        yield
    finally:
        if is_mine:
            _TURNS.release()


def once(user_id: UUID, name: str, read: Callable[[], T]) -> T:
    """What `read` gives, or gave to another page that the same change has drawn just now.

    Who waits for another page's reading in vain, since it failed or takes long, reads itself.

    Args:
        user_id: whose shop is read.
        name: of what is read; what it depends on besides the shop must stand in it.
        read: reads; what it gives is not changed by anybody.

    """
    versions = _ASKED_BY.get()
    if versions is None:
        return read()
    place = (user_id, name, versions.hub, tuple(sorted(versions.of_topic.items())))
    with _LOCK:
        _forget_old()
        known = _READS.get(place)
        mine = known or _READS.setdefault(place, _Read())
    if known is None:
        try:
            mine.result.set_result(read())
        except BaseException as error:
            mine.result.set_exception(error)
            with _LOCK:
                _READS.pop(place, None)
            raise
        return mine.result.result()
    with suppress(TimeoutError):
        if mine.result.exception(timeout=_READ_PATIENCE_S) is None:
            return mine.result.result()
    return read()


def _forget_old() -> None:
    until_s = time.monotonic() - _KEPT_S
    for place in [place for place, one in _READS.items() if one.begun_at_s < until_s]:
        del _READS[place]
