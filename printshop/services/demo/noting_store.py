"""A file store that remembers what was put into it, so that it can be taken out again."""

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from printshop.platform.files import DirectUploads, FileStore, StoredFile, StoredKey, Swept


class NotingStore:
    """Another store, with `noted`, the keys of all that was put through here."""

    def __init__(self, store: FileStore) -> None:
        """Take the store that really keeps the files."""
        self._store = store
        self.noted: set[str] = set()

    def put(self, content: BinaryIO | bytes) -> StoredFile:
        """Store a file and note its key."""
        stored = self._store.put(content)
        self.noted.add(stored.key)
        return stored

    def adopt(self, path: Path) -> StoredFile:
        """Take a file over and note its key."""
        stored = self._store.adopt(path)
        self.noted.add(stored.key)
        return stored

    @property
    def direct(self) -> DirectUploads | None:
        """None: what is sent past this store would not be noted."""
        return None

    def open(self, key: str) -> BinaryIO:
        """Open a stored file for reading."""
        return self._store.open(key)

    def exists(self, key: str) -> bool:
        """Whether a file is in the store."""
        return self._store.exists(key)

    def delete(self, key: str) -> None:
        """Remove a file."""
        self._store.delete(key)

    def local_path(self, key: str) -> AbstractContextManager[Path]:
        """A path with the bytes."""
        return self._store.local_path(key)

    def keys(self, *, set_aside_too: bool = False) -> Iterator[StoredKey]:
        """All stored files, noted or not."""
        return self._store.keys(set_aside_too=set_aside_too)

    def download_url(self, key: str, *, name: str, expires_s: int) -> str | None:
        """An address of the file, where the store has one."""
        return self._store.download_url(key, name=name, expires_s=expires_s)

    def sweep(self, *, older_than: datetime, in_use: Callable[[], Collection[str]]) -> Swept:
        """Sweep the other store."""
        return self._store.sweep(older_than=older_than, in_use=in_use)
