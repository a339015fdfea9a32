"""The splits of files that were told apart a moment ago and are not saved yet."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from threading import Lock
from typing import Any
from uuid import UUID

Split = Mapping[str, Any]
"""JSON of `printshop.bambu.split.split_record`."""

Key = tuple[UUID, str]
"""The shop and the SHA-256 of the bytes: what one shop read tells another nothing."""


class RecentSplits:
    """The last splits of this process, each computed once however many ask at once."""

    def __init__(self, *, at_most: int) -> None:
        """Begin empty; the longest unasked goes when there are more."""
        self._at_most = at_most
        self._kept: OrderedDict[Key, Future[Split]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Split | None:
        """The split if it is there; it is not waited for."""
        with self._lock:
            found = self._kept.get(key)
        return found.result() if found and found.done() and not found.exception() else None

    def get_or(self, key: Key, compute: Callable[[], Split]) -> Split:
        """The split, computed by the first who asks; what that raises all of them get."""
        with self._lock:
            found = self._kept.get(key)
            is_first = found is None
            if found is None:
                found = self._kept[key] = Future()
            self._kept.move_to_end(key)
            while len(self._kept) > self._at_most:
                self._kept.popitem(last=False)
        if is_first:
            self._fill(key, found, compute)
        return found.result()

    def _fill(self, key: Key, future: Future[Split], compute: Callable[[], Split]) -> None:
        try:
            future.set_result(compute())
        except BaseException as fault:  # whatever it is, nobody may wait for ever
            with self._lock:
                self._kept.pop(key, None)
            future.set_exception(fault)
            raise
