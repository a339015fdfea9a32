"""Files that are still being sent: what has come of them, kept until the rest comes.

One file in a folder a shop, `incoming/<user>/<incoming file>.partial`. Only one writer at a
time: who writes holds a lock of the system on it, which ends with the process that has it.
Nothing here asks the database; what a partial belongs to is said by its name.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self
from uuid import UUID

from printshop.errors import DiskFullError, StorageError, UploadBusyError

if TYPE_CHECKING:
    from hashlib import _Hash

_CHUNK_BYTES: Final = 1 << 20
_SUFFIX: Final = ".partial"
# Between two slices of one sender passes much less; after a closed browser nobody waits longer.
_HELD_FOR_S: Final = 5.0
_MOST_REMEMBERED: Final = 64


@dataclass(slots=True)
class _Progress:
    """What this process knows of a partial: hashed so far, and who wrote last, when."""

    digest: "_Hash | None"
    hashed_bytes: int
    writer: str
    written_at_s: float


class PartialsHome:
    """The partials of all shops, and what this process remembers of those it wrote to."""

    def __init__(self, root: Path) -> None:
        """Use `root`, made when first written to."""
        self._root = root
        self._known: OrderedDict[Path, _Progress] = OrderedDict()
        self._turn = threading.Lock()

    def of_user(self, user_id: UUID) -> "Partials":
        """Those of one shop."""
        return Partials(self._root / str(user_id), self._known, self._turn)


class Partials:
    """The partials of one shop, by incoming file."""

    def __init__(
        self, folder: Path, known: OrderedDict[Path, _Progress], turn: threading.Lock
    ) -> None:
        """See `PartialsHome`."""
        self._folder = folder
        self._known = known
        # Who asks which bytes to send must not be answered like another one at the same moment.
        self.turn = turn

    def size(self, incoming_id: UUID) -> int:
        """How many bytes have come."""
        try:
            return self._path(incoming_id).stat().st_size
        except FileNotFoundError:
            return 0

    def is_busy(self, incoming_id: UUID, *, writer: str) -> bool:
        """Whether somebody writes to it now, or another writer did a moment ago."""
        path = self._path(incoming_id)
        known = self._known.get(path)
        if known is not None and known.writer != writer:
            is_fresh = time.monotonic() - known.written_at_s < _HELD_FOR_S
            if is_fresh and path.exists():
                return True
        try:
            with path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

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
        with _faults():
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
        with _faults():
            path.unlink(missing_ok=True)

    def move(self, from_id: UUID, to_id: UUID) -> None:
        """Let what has come of one incoming file be another's, unless that has more.

        Raises:
            StorageError: the folder cannot be written to.

        """
        if self.size(from_id) > self.size(to_id):
            self._known.pop(self._path(to_id), None)
            with _faults():
                self._path(from_id).replace(self._path(to_id))
        self.discard(from_id)

    def unused_since(self, before_s: float) -> tuple[UUID, ...]:
        """The incoming files of whose bytes none came after this time (seconds since 1970)."""
        found = []
        for path in self._folder.glob(f"*{_SUFFIX}"):
            with contextlib.suppress(FileNotFoundError, ValueError):
                if path.stat().st_mtime < before_s:
                    found.append(UUID(path.stem))
        return tuple(found)

    def _path(self, incoming_id: UUID) -> Path:
        return self._folder / f"{incoming_id}{_SUFFIX}"

    def _progress_of(self, path: Path) -> _Progress:
        known = self._known.pop(path, None)
        if known is None:
            known = _Progress(None, 0, "", 0.0)
        self._known[path] = known
        while len(self._known) > _MOST_REMEMBERED:
            self._known.popitem(last=False)
        return known


class Partial:
    """One partial, open and locked."""

    def __init__(self, path: Path, progress: _Progress, *, writer: str | None) -> None:
        """Open and lock it; see `Partials.open`."""
        self.path = path
        self._progress = progress
        self._writer = writer
        self._file = FileIO(path, "a+", opener=partial(os.open, mode=0o600))
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.close()
            raise UploadBusyError from error
        self._mark()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    @property
    def size(self) -> int:
        """How many bytes have come."""
        return os.fstat(self._file.fileno()).st_size

    def write(self, block: bytes | bytearray) -> None:
        """Add to its end; on a fault what fitted stays.

        Raises:
            DiskFullError: there is no room for it.
            StorageError: it cannot be written to.

        """
        self._catch_up()
        view = memoryview(block)
        with _faults():
            while view:
                n_written = self._file.write(view)
                self._hash(view[:n_written])
                view = view[n_written:]
        self._mark()

    def digest(self) -> str:
        """SHA-256 (hex) of what has come: computed on the way, else read once."""
        self._catch_up()
        assert self._progress.digest is not None  # noqa: S101 - made by what is called before
        return self._progress.digest.hexdigest()

    def close(self) -> None:
        """Let others write."""
        self._mark()
        self._file.close()

    def _mark(self) -> None:
        if self._writer is not None:
            self._progress.writer = self._writer
            self._progress.written_at_s = time.monotonic()

    def _catch_up(self) -> None:
        """Hash what came before this process, or before another one wrote."""
        if self._progress.digest is not None and self._progress.hashed_bytes == self.size:
            return
        self._progress.digest = hashlib.sha256()
        self._progress.hashed_bytes = 0
        self._file.seek(0)
        while n_missing := self.size - self._progress.hashed_bytes:
            self._hash(self._file.read(min(n_missing, _CHUNK_BYTES)))

    def _hash(self, block: bytes | memoryview) -> None:
        assert self._progress.digest is not None  # noqa: S101 - made before anything is hashed
        self._progress.digest.update(block)
        self._progress.hashed_bytes += len(block)


@contextlib.contextmanager
def _faults() -> Generator[None]:
    """Turn the system's faults into one sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError from error
        raise StorageError(
            f"What was sent could not be written: {error.strerror or error}.",
            hint="Check the data folder: it must exist and be writable.",
        ) from error
