"""One file that is still being sent: written to by one at a time, and hashed on the way."""

import contextlib
import errno
import fcntl
import hashlib
import os
import time
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from printshop.errors import DiskFullError, StorageError, UploadBusyError

if TYPE_CHECKING:
    from hashlib import _Hash

_CHUNK_BYTES: Final = 1 << 20


@dataclass(slots=True)
class Progress:
    """What this process knows of a partial: hashed so far, and who wrote last, when."""

    digest: "_Hash | None"
    hashed_bytes: int
    writer: str
    written_at_s: float


class Partial:
    """One partial, open and locked."""

    def __init__(self, path: Path, progress: Progress, *, writer: str | None) -> None:
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
        view = memoryview(block)
        with faults():
            self._catch_up()
            while view:
                n_written = self._file.write(view)
                self._hash(view[:n_written])
                view = view[n_written:]
        self._mark()

    def digest(self) -> str:
        """SHA-256 (hex) of what has come: computed on the way, else read once.

        Raises:
            StorageError: it cannot be read.

        """
        with faults("read"):
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
def faults(what: str = "written") -> Generator[None]:
    """Turn the system's faults into one sentence."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError from error
        raise StorageError(
            f"What was sent could not be {what}: {error.strerror or error}.",
            hint="Check the data folder: it must exist and be writable.",
        ) from error
