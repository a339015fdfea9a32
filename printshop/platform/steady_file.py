"""A file of this machine, read whole or not at all: one that changes meanwhile is noticed."""

import contextlib
import io
import os
import stat
from collections.abc import Generator
from pathlib import Path
from typing import BinaryIO

from printshop.errors import FileChangedError, UnreadableFileError

_BUFFER_BYTES = 1 << 20
# Size, time of the last change, and which file it is: a rename puts another one in its place.
Signature = tuple[int, int, int]


def signature_of(path: Path) -> Signature | None:
    """What changes when a file does; None where there is no regular file."""
    try:
        return _signature(path.stat())
    except (OSError, ValueError):
        return None


@contextlib.contextmanager
def open_steady(path: Path, name: str) -> Generator[BinaryIO]:
    """Open a file whose reader learns at its end whether it changed since it was opened.

    Args:
        path: of a regular file; pipes and devices are refused.
        name: what sentences call it.

    Raises:
        UnreadableFileError: it cannot be opened or read.
        FileChangedError: from `read`, at the end of the file, each time it is reached.

    """
    try:
        # A pipe without a writer would wait for ever to be opened.
        raw = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise UnreadableFileError(name, why) from error
    opened = _signature(os.fstat(raw))
    if opened is None:
        os.close(raw)
        raise UnreadableFileError(name, "it is not a regular file")
    with (
        os.fdopen(raw, "rb", buffering=0) as file,
        io.BufferedReader(_Steady(file, name, opened), _BUFFER_BYTES) as steady,
    ):
        yield steady


class _Steady(io.RawIOBase):
    """The bytes as they are, and a look at the signature where they end."""

    def __init__(self, file: io.FileIO, name: str, opened: Signature) -> None:
        self._file = file
        self._name = name
        self._opened = opened

    def readinto(self, buffer: memoryview) -> int:  # ty: ignore[incompatible-method-override] - io's own shape
        try:
            n_read = self._file.readinto(buffer)
        except OSError as error:
            # Not an OSError any more: a store would take it for a fault of its own.
            raise UnreadableFileError(self._name, error.strerror or str(error)) from error
        if not n_read and _signature(os.fstat(self._file.fileno())) != self._opened:
            raise FileChangedError(self._name)
        return n_read or 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def _signature(found: os.stat_result) -> Signature | None:
    if not stat.S_ISREG(found.st_mode):
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino
