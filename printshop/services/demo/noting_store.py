"""A file store that remembers what was put into it, so that it can be taken out again."""

from typing import BinaryIO

from printshop.platform.files import FileStore, StoredFile


class NotingStore:
    """Another store, with `keys` of all that was put through here."""

    def __init__(self, store: FileStore) -> None:
        """Take the store that really keeps the files."""
        self._store = store
        self.keys: set[str] = set()

    def put(self, content: BinaryIO | bytes) -> StoredFile:
        """Store a file and note its key."""
        stored = self._store.put(content)
        self.keys.add(stored.key)
        return stored

    def open(self, key: str) -> BinaryIO:
        """Open a stored file for reading."""
        return self._store.open(key)

    def exists(self, key: str) -> bool:
        """Whether a file is in the store."""
        return self._store.exists(key)

    def delete(self, key: str) -> None:
        """Remove a file."""
        self._store.delete(key)
