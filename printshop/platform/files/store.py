"""What every store of files can do, and how its keys are made."""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from printshop.errors import StorageError
from printshop.platform.files.direct import DirectUploads

_KEY: Final = re.compile(r"sha256/([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file in the store: the key to get it back by, its digest (hex) and its size."""

    key: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredKey:
    """A line of the store's own list. changed_at: when it was last stored, aware UTC."""

    key: str
    size_bytes: int
    changed_at: datetime

    @property
    def sha256(self) -> str:
        """The digest (hex) that its bytes must have."""
        return self.key.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep removed: files that nothing refers to, and uploads that never ended."""

    n_orphans: int = 0
    n_unfinished: int = 0


def key_of(sha256: str) -> str:
    """The key of the bytes with this digest (hex)."""
    return f"sha256/{sha256[:2]}/{sha256[2:4]}/{sha256}"


def is_key(key: str) -> bool:
    """Whether this may be the key of a stored file."""
    return _KEY.fullmatch(key) is not None


def checked(key: str) -> str:
    """The key itself.

    Raises:
        StorageError: this is not a key of a store.

    """
    if not is_key(key):
        raise StorageError(f"{key!r} is not a key of the file store.")
    return key


class FileStore(Protocol):
    """Where the files of one shop are kept. The same bytes have the same key, in every store."""

    @property
    def direct(self) -> DirectUploads | None:
        """How a browser sends a file past the app; None where it must pass through the app."""
        ...

    def put(self, content: BinaryIO | bytes) -> StoredFile:
        """Store a file; storing the same bytes again changes nothing but their age.

        Raises:
            StorageError: it could not be stored; nothing of it is left.

        """
        ...

    def adopt(self, path: Path) -> StoredFile:
        """Take over a complete file of this machine; it is gone from `path` afterwards.

        Raises:
            StorageError: it could not be stored; it is still at `path`.

        """
        ...

    def open(self, key: str) -> BinaryIO:
        """Open a stored file for reading, seekable; the caller closes it.

        Raises:
            StorageError: there is no such file, or it cannot be read.

        """
        ...

    def local_path(self, key: str) -> AbstractContextManager[Path]:
        """A path on this machine with the bytes, only to be read, and only within the block.

        Raises:
            StorageError: there is no such file, or it cannot be read.

        """
        ...

    def exists(self, key: str) -> bool:
        """Whether a file is in the store.

        Raises:
            StorageError: this is not a key of the store, or the store does not answer.

        """
        ...

    def delete(self, key: str) -> None:
        """Remove a file; it is no fault if it is gone already.

        Raises:
            StorageError: it could not be removed.

        """
        ...

    def keys(self, *, set_aside_too: bool = False) -> Iterator[StoredKey]:
        """All stored files, in no order.

        Args:
            set_aside_too: also those that a sweep took for unused and did not remove yet; they
                come back when they are asked for.

        Raises:
            StorageError: the store cannot be listed.

        """
        ...

    def download_url(self, key: str, *, name: str, expires_s: int) -> str | None:
        """An address from which a browser loads the file under `name`, without the app.

        Args:
            key: of the file.
            name: the file's name for the person who saves it.
            expires_s: for how long the address works, seconds.

        Returns:
            None where the app has to send the bytes itself.

        Raises:
            StorageError: there is no such file, or the store does not answer.

        """
        ...

    def sweep(self, *, older_than: datetime, in_use: Callable[[], Collection[str]]) -> Swept:
        """Remove what was stored before `older_than` and is not in use, and dead uploads.

        Bytes that are stored again while this runs are not lost, whether the sweep comes
        to them before or after.

        Args:
            older_than: aware UTC; whatever is younger stays.
            in_use: gives the keys that something refers to; asked after the store was listed.

        Raises:
            StorageError: the store cannot be listed or changed.

        """
        ...
