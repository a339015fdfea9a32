"""The store in a folder of this machine.

Nothing is ever overwritten: a file gets its name by a link, which fails where the name is
taken. Who stores bytes that are there already makes them young again instead, under a lock
that the sweep takes alone: either the sweep sees their new age and leaves them, or it was
there before, and they are stored anew.
"""

import contextlib
import errno
import fcntl
import os
import secrets
import time
from collections.abc import Callable, Collection, Generator, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from printshop.errors import StorageError
from printshop.platform.files.disk import digest_of, faults, flush_folder, write_new
from printshop.platform.files.store import (
    StoredFile,
    StoredKey,
    Swept,
    checked,
    is_key,
    key_of,
)

_PARTIAL_SUFFIX: Final = ".partial"
# A write that goes on touches its file all the time.
_DEAD_PARTIAL_S: Final = 3600.0


class LocalFileStore:
    """The files of one shop in a folder."""

    direct: None = None

    def __init__(self, root: Path) -> None:
        """Use `root`, made when first written to."""
        self._root = root

    def put(self, content: BinaryIO | bytes) -> StoredFile:
        """Write to a file of its own, flush it to the disk, then give it its name.

        Raises:
            StorageError: it could not be stored; nothing of it is left.

        """
        stream = BytesIO(content) if isinstance(content, bytes) else content
        with faults("could not be stored"):
            folder = self._made("partial")
            partial = folder / f"{secrets.token_hex(16)}{_PARTIAL_SUFFIX}"
            try:
                digest, size_bytes = write_new(partial, stream)
                self._name(partial, key_of(digest))
            finally:
                partial.unlink(missing_ok=True)
        return StoredFile(key=key_of(digest), sha256=digest, size_bytes=size_bytes)

    def adopt(self, path: Path) -> StoredFile:
        """Give a complete file its name in the store; copied only from another disk.

        Raises:
            StorageError: it could not be stored; it is still at `path`.

        """
        if not path.is_file():
            raise StorageError("The file could not be stored: it is gone.", hint="Upload it again.")
        with faults("could not be stored"):
            self._made("partial")
            with path.open("rb") as file:
                digest, size_bytes = digest_of(file)
                os.fsync(file.fileno())
            stored = StoredFile(key=key_of(digest), sha256=digest, size_bytes=size_bytes)
            try:
                self._name(path, stored.key)
            except OSError as error:
                # Another disk, or one that knows no links.
                if error.errno not in {errno.EXDEV, errno.EPERM, errno.EMLINK}:
                    raise
                with path.open("rb") as file:
                    stored = self.put(file)
            path.unlink()
        return stored

    def open(self, key: str) -> BinaryIO:
        """Open a stored file for reading; the caller closes it.

        Raises:
            StorageError: there is no such file, or it cannot be read.

        """
        path = self._path(key)
        with faults("could not be read"):
            return path.open("rb")

    @contextlib.contextmanager
    def local_path(self, key: str) -> Generator[Path]:
        """The stored file itself, only to be read.

        Raises:
            StorageError: there is no such file, or it cannot be read.

        """
        path = self._path(key)
        with faults("could not be read"):
            path.stat()
        yield path

    def exists(self, key: str) -> bool:
        """Whether a file is in the store.

        Raises:
            StorageError: this is not a key of the store.

        """
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        """Remove a file; it is no fault if it is gone already.

        Raises:
            StorageError: it could not be removed.

        """
        path = self._path(key)
        with faults("could not be removed"):
            path.unlink(missing_ok=True)

    def keys(self, *, set_aside_too: bool = False) -> Iterator[StoredKey]:  # noqa: ARG002 - protocol
        """All stored files, in no order; what vanishes meanwhile is left out.

        Nothing is ever set aside here: a sweep removes.

        Raises:
            StorageError: the folder cannot be read.

        """
        with faults("cannot be listed"):
            for path in (self._root / "sha256").glob("*/*/*"):
                key = path.relative_to(self._root).as_posix()
                if not is_key(key):
                    continue
                with contextlib.suppress(FileNotFoundError):
                    state = path.stat()
                    yield StoredKey(
                        key=key,
                        size_bytes=state.st_size,
                        changed_at=datetime.fromtimestamp(state.st_mtime, UTC),
                    )

    def download_url(self, key: str, *, name: str, expires_s: int) -> None:  # noqa: ARG002 - protocol
        """None: the app sends the bytes itself.

        Raises:
            StorageError: there is no such file.

        """
        path = self._path(key)
        with faults("could not be read"):
            path.stat()

    def sweep(self, *, older_than: datetime, in_use: Callable[[], Collection[str]]) -> Swept:
        """Remove old files that are not in use, and what crashed writes left behind.

        Args:
            older_than: aware UTC; whatever was stored later stays.
            in_use: gives the keys that something refers to.

        Raises:
            StorageError: the folder cannot be read or changed.

        """
        old = [stored.key for stored in self.keys() if stored.changed_at < older_than]
        used = in_use() if old else ()
        n_orphans = sum(self._remove_old(key, older_than) for key in old if key not in used)
        return Swept(n_orphans=n_orphans, n_unfinished=self.sweep_partials(_DEAD_PARTIAL_S))

    def sweep_partials(self, older_than_s: float) -> int:
        """Remove what crashed writes left behind.

        Args:
            older_than_s: a write that began later may still be going on, seconds.

        Returns:
            How many were removed.

        Raises:
            StorageError: the folder cannot be read.

        """
        oldest_at_s = time.time() - older_than_s
        n_removed = 0
        with faults("could not be removed"):
            for partial in (self._root / "partial").glob(f"*{_PARTIAL_SUFFIX}"):
                with contextlib.suppress(FileNotFoundError):
                    if partial.stat().st_mtime < oldest_at_s:
                        partial.unlink()
                        n_removed += 1
        return n_removed

    def _path(self, key: str) -> Path:
        return self._root / checked(key)

    def _made(self, name: str) -> Path:
        """A folder of the store. The shop's files are nobody else's on this machine."""
        self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = self._root / name
        folder.mkdir(exist_ok=True)
        return folder

    def _remove_old(self, key: str, older_than: datetime) -> bool:
        path = self._path(key)
        with faults("could not be removed"), self._naming(fcntl.LOCK_EX):
            try:
                # Looked at again: it may have been stored once more since it was listed.
                if path.stat().st_mtime >= older_than.timestamp():
                    return False
                path.unlink()
            except FileNotFoundError:
                return False
        return True

    def _name(self, complete: Path, key: str) -> None:
        """Link rather than rename: a file that is there already is never replaced."""
        path = self._root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._naming(fcntl.LOCK_SH):
            with contextlib.suppress(FileExistsError):
                path.hardlink_to(complete)
            # Young from now on, whether it was there or what is adopted lay about for days.
            os.utime(path)
        # The names themselves must be on the disk before the database refers to them.
        for folder in (path.parent, path.parent.parent, path.parent.parent.parent, self._root):
            flush_folder(folder)

    @contextlib.contextmanager
    def _naming(self, kind: int) -> Generator[None]:
        """Hold the lock of the names: many may give names at once, a sweep is alone."""
        # The folder itself is locked, so that there is no file to explain. On a folder of
        # another machine the lock holds only among the processes of this one.
        folder = os.open(self._root, os.O_RDONLY)
        try:
            fcntl.flock(folder, kind)
            yield
        finally:
            os.close(folder)
