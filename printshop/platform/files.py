"""The store of uploaded files and thumbnails: content-addressed, written whole or not at all."""

import contextlib
import errno
import hashlib
import os
import re
import secrets
import time
from collections.abc import Generator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

from printshop.errors import StorageError

_CHUNK_BYTES = 1 << 20
_KEY = re.compile(r"sha256/([0-9a-f]{2})/([0-9a-f]{2})/(\1\2[0-9a-f]{60})")
_PARTIAL_SUFFIX = ".partial"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file in the store: the key to get it back by, its digest (hex) and its size."""

    key: str
    sha256: str
    size_bytes: int


class FileStore(Protocol):
    """Where files are kept. The same bytes have the same key, in every store."""

    def put(self, content: BinaryIO | bytes) -> StoredFile:
        """Store a file; storing the same bytes again changes nothing.

        Raises:
            StorageError: it could not be stored; nothing of it is left.

        """
        ...

    def open(self, key: str) -> BinaryIO:
        """Open a stored file for reading; the caller closes it.

        Raises:
            StorageError: there is no such file, or it cannot be read.

        """
        ...

    def exists(self, key: str) -> bool:
        """Whether a file is in the store.

        Raises:
            StorageError: this is not a key of the store.

        """
        ...

    def delete(self, key: str) -> None:
        """Remove a file; it is no fault if it is gone already.

        Raises:
            StorageError: it could not be removed.

        """
        ...


class LocalFileStore:
    """The store in a folder of this machine."""

    def __init__(self, root: Path) -> None:
        """Use `root`, made when first written to."""
        self._root = root

    def put(self, content: BinaryIO | bytes) -> StoredFile:
        """Write to a file of its own, flush it to the disk, then give it its name.

        Raises:
            StorageError: it could not be stored; nothing of it is left.

        """
        stream = BytesIO(content) if isinstance(content, bytes) else content
        with _faults("could not be stored"):
            # The shop's files are nobody else's on this machine.
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder = self._root / "partial"
            folder.mkdir(exist_ok=True)
            partial = folder / f"{secrets.token_hex(16)}{_PARTIAL_SUFFIX}"
            try:
                digest, size_bytes = _write(partial, stream)
                key = f"sha256/{digest[:2]}/{digest[2:4]}/{digest}"
                self._name(partial, key)
            finally:
                partial.unlink(missing_ok=True)
        return StoredFile(key=key, sha256=digest, size_bytes=size_bytes)

    def open(self, key: str) -> BinaryIO:
        """Open a stored file for reading; the caller closes it.

        Raises:
            StorageError: there is no such file, or it cannot be read.

        """
        path = self._path(key)
        with _faults("could not be read"):
            return path.open("rb")

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
        with _faults("could not be removed"):
            path.unlink(missing_ok=True)

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
        with _faults("could not be removed"):
            for partial in (self._root / "partial").glob(f"*{_PARTIAL_SUFFIX}"):
                with contextlib.suppress(FileNotFoundError):
                    if partial.stat().st_mtime < oldest_at_s:
                        partial.unlink()
                        n_removed += 1
        return n_removed

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise StorageError(f"{key!r} is not a key of the file store.")
        return self._root / key

    def _name(self, partial: Path, key: str) -> None:
        """Link rather than rename: a file that is there already is never replaced."""
        path = self._root / key
        path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(partial)
        # The names themselves must be on the disk before the database refers to them.
        for folder in (path.parent, path.parent.parent, path.parent.parent.parent, self._root):
            _flush_folder(folder)


def _write(path: Path, stream: BinaryIO) -> tuple[str, int]:
    digest = hashlib.sha256()
    size_bytes = 0
    with path.open("xb") as file:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
            size_bytes += len(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest(), size_bytes


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _faults(what: str) -> Generator[None]:
    """Turn the system's faults into one sentence."""
    try:
        yield
    except FileNotFoundError as error:
        raise StorageError(
            f"The file {what}: it is not in the store.",
            hint="Upload it again, or restore the data folder from a backup.",
        ) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StorageError(
                f"The file {what}: the disk is full.",
                hint="Make room on the disk of the data folder, then try again.",
            ) from error
        raise StorageError(
            f"The file {what}: {error.strerror or error}.",
            hint="Check the data folder: it must exist and be writable.",
        ) from error
