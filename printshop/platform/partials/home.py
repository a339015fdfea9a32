"""The partials of each shop, by incoming file."""

import contextlib
import fcntl
import threading
import time
from collections import OrderedDict
from pathlib import Path
from typing import Final
from uuid import UUID

from printshop.platform.partials.partial import Partial, Progress, faults

_SUFFIX: Final = ".partial"
# Between two slices of one sender passes much less; after a closed browser nobody waits longer.
_HELD_FOR_S: Final = 5.0
_MOST_REMEMBERED: Final = 64


class PartialsHome:
    """The partials of all shops, and what this process remembers of those it wrote to."""

    def __init__(self, root: Path) -> None:
        """Use `root`, made when first written to."""
        self._root = root
        self._known: OrderedDict[Path, Progress] = OrderedDict()
        self._turns: dict[UUID, threading.Lock] = {}
        self._lock = threading.Lock()

    def of_user(self, user_id: UUID) -> "Partials":
        """Those of one shop."""
        with self._lock:
            turn = self._turns.setdefault(user_id, threading.Lock())
        return Partials(self._root / str(user_id), self._known, turn)


class Partials:
    """The partials of one shop, by incoming file."""

    def __init__(
        self, folder: Path, known: OrderedDict[Path, Progress], turn: threading.Lock
    ) -> None:
        """See `PartialsHome`."""
        self._folder = folder
        self._known = known
        # Who asks which bytes to send must not be answered like another one of this shop at the
        # same moment.
        self.turn = turn

    def size(self, incoming_id: UUID) -> int:
        """How many bytes have come.

        Raises:
            StorageError: the folder cannot be read.

        """
        with faults("read"):
            try:
                return self._path(incoming_id).stat().st_size
            except FileNotFoundError:
                return 0

    def is_busy(self, incoming_id: UUID, *, writer: str) -> bool:
        """Whether somebody writes to it now, or another writer did a moment ago.

        Raises:
            StorageError: it cannot be read.

        """
        path = self._path(incoming_id)
        known = self._known.get(path)
        with faults("read"):
            if known is not None and known.writer != writer:
                is_fresh = time.monotonic() - known.written_at_s < _HELD_FOR_S
                if is_fresh and path.exists():
                    return True
            return _is_locked(path)

    def open(self, incoming_id: UUID, *, writer: str | None) -> "Partial":
        """Open one for writing, empty if it is new; it must be closed.

        Args:
            incoming_id: the file.
            writer: whose turn it is from now on; None where nothing will be added.

        Raises:
            UploadBusyError: somebody else writes to it.
            StorageError: the folder cannot be written to.

        """
        path = self._path(incoming_id)
        with faults():
            # What somebody sends is nobody else's business on this machine.
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            return Partial(path, self._progress_of(path), writer=writer)

    def discard(self, incoming_id: UUID) -> None:
        """Forget what has come; it is no fault if nothing has.

        Raises:
            StorageError: the folder cannot be written to.

        """
        path = self._path(incoming_id)
        self._known.pop(path, None)
        with faults():
            path.unlink(missing_ok=True)

    def move(self, from_id: UUID, to_id: UUID) -> None:
        """Let what has come of one incoming file be another's, unless that has more.

        Raises:
            StorageError: the folder cannot be written to.

        """
        if self.size(from_id) > self.size(to_id):
            self._known.pop(self._path(to_id), None)
            with faults():
                self._path(from_id).replace(self._path(to_id))
        self.discard(from_id)

    def unused_since(self, before_s: float) -> tuple[UUID, ...]:
        """The incoming files of whose bytes none came after this time (seconds since 1970).

        Raises:
            StorageError: the folder cannot be read.

        """
        found = []
        with faults("read"):
            for path in self._folder.glob(f"*{_SUFFIX}"):
                with contextlib.suppress(FileNotFoundError, ValueError):
                    if path.stat().st_mtime < before_s:
                        found.append(UUID(path.stem))
        return tuple(found)

    def _path(self, incoming_id: UUID) -> Path:
        return self._folder / f"{incoming_id}{_SUFFIX}"

    def _progress_of(self, path: Path) -> Progress:
        known = self._known.pop(path, None)
        if known is None:
            known = Progress(None, 0, "", 0.0)
        self._known[path] = known
        while len(self._known) > _MOST_REMEMBERED:
            self._known.popitem(last=False)
        return known


def _is_locked(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
