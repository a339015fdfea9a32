"""The files of one shop in a bucket.

S3 and R2 cannot remove an object *if nobody stored it again meanwhile*. So a sweep does not
remove: it moves to `swept/`, from where a key that is asked for comes back by itself, and
empties that only a second grace time later, of keys that still nothing refers to.
"""

import contextlib
from collections.abc import Callable, Collection, Generator, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile, SpooledTemporaryFile
from typing import BinaryIO, Final, cast
from urllib.parse import quote

from printshop.errors import NotStoredError, StorageError
from printshop.platform.files.disk import CHUNK_BYTES, digest_of, faults
from printshop.platform.files.s3.direct import S3DirectUploads
from printshop.platform.files.s3.objects import Objects, ObjectState
from printshop.platform.files.store import StoredFile, StoredKey, Swept, checked, is_key, key_of

_IN_MEMORY_BYTES: Final = 8 << 20
_SWEPT: Final = "swept/"
_INCOMING: Final = "incoming/"
_LONGEST_URL_S: Final = 7 * 24 * 3600


class S3FileStore:
    """The files of one shop, below a prefix of their own."""

    def __init__(self, objects: Objects) -> None:
        """Use the objects below the shop's prefix."""
        self._objects = objects
        self.direct = S3DirectUploads(objects)

    def put(self, content: BinaryIO | bytes) -> StoredFile:
        """Read to the end for the key, then send, unless the store has it.

        Raises:
            StorageError: it could not be stored; nothing of it is left.

        """
        stream = BytesIO(content) if isinstance(content, bytes) else content
        with faults("could not be stored"), SpooledTemporaryFile(_IN_MEMORY_BYTES) as spool:
            file = cast("BinaryIO", spool)
            digest, size_bytes = digest_of(stream, copy_to=file)
            file.seek(0)
            return self._kept(file, digest, size_bytes)

    def adopt(self, path: Path) -> StoredFile:
        """Send a complete file of this machine, then remove it here.

        Raises:
            StorageError: it could not be stored; it is still at `path`.

        """
        if not path.is_file():
            raise StorageError("The file could not be stored: it is gone.", hint="Upload it again.")
        with faults("could not be stored"):
            with path.open("rb") as file:
                digest, size_bytes = digest_of(file)
                file.seek(0)
                stored = self._kept(file, digest, size_bytes)
            path.unlink()
        return stored

    def open(self, key: str) -> BinaryIO:
        """Open a stored file for reading in ranges; the caller closes it.

        Raises:
            StorageError: there is no such file, or it cannot be read.

        """
        return self._objects.open(self._there(key))

    @contextlib.contextmanager
    def local_path(self, key: str) -> Generator[Path]:
        """A copy on this machine, removed after the block.

        Raises:
            StorageError: there is no such file, or it cannot be read.

        """
        with NamedTemporaryFile(prefix="printshop-", suffix=".stored") as copy:
            with faults("could not be read"), self.open(key) as file:
                while block := file.read(CHUNK_BYTES):
                    copy.write(block)
                copy.flush()
            yield Path(copy.name)

    def exists(self, key: str) -> bool:
        """Whether a file is in the store.

        Raises:
            StorageError: this is not a key of the store, or the store does not answer.

        """
        return self._state(checked(key)) is not None

    def delete(self, key: str) -> None:
        """Remove a file for good; it is no fault if it is gone already.

        Raises:
            StorageError: it could not be removed.

        """
        self._objects.remove(_SWEPT + checked(key))
        self._objects.remove(key)

    def keys(self, *, set_aside_too: bool = False) -> Iterator[StoredKey]:
        """All stored files, in no order.

        Args:
            set_aside_too: also those that a sweep set aside.

        Raises:
            StorageError: the store cannot be listed.

        """
        seen = set()
        # In this order: what a sweep sets aside meanwhile is not overlooked.
        for under in ("", _SWEPT) if set_aside_too else ("",):
            for found in self._objects.all(f"{under}sha256/"):
                key = found.key.removeprefix(under)
                if is_key(key) and key not in seen:
                    seen.add(key)
                    yield StoredKey(
                        key=key, size_bytes=found.size_bytes, changed_at=found.changed_at
                    )

    def download_url(self, key: str, *, name: str, expires_s: int) -> str:
        """A signed address of the file; whoever has it may load the file until it expires.

        Args:
            key: of the file.
            name: the file's name for the person who saves it.
            expires_s: for how long the address works, seconds; seven days at most.

        Raises:
            StorageError: there is no such file, or the store does not answer.

        """
        self._there(key)
        quoted = quote(name, safe="")
        with self._objects.bucket.faults("could not be read"):
            return self._objects.bucket.client.generate_presigned_url(
                "get_object",
                Params={
                    **self._objects.where(key),
                    "ResponseContentDisposition": f"attachment; filename*=utf-8''{quoted}",
                    "ResponseContentType": "model/3mf",
                },
                ExpiresIn=min(expires_s, _LONGEST_URL_S),
            )

    def sweep(self, *, older_than: datetime, in_use: Callable[[], Collection[str]]) -> Swept:
        """Set old files aside that are not in use, and remove what was set aside long ago.

        Args:
            older_than: aware UTC; whatever was stored, begun or set aside later stays.
            in_use: gives the keys that something refers to.

        Raises:
            StorageError: the store cannot be listed or changed.

        """
        old = [state for state in self._objects.all("sha256/") if state.changed_at < older_than]
        aside = [state for state in self._objects.all(_SWEPT) if state.changed_at < older_than]
        unfinished = self._unfinished(older_than)
        used = in_use() if old or aside or unfinished else ()
        for state in aside:
            key = state.key.removeprefix(_SWEPT)
            if key in used:
                self._state(key)  # comes back
            self._objects.remove(state.key)
        orphans = [state for state in old if is_key(state.key) and state.key not in used]
        for state in orphans:
            self._objects.copy(state.key, _SWEPT + state.key, etag=state.etag)
            self._objects.remove(state.key)
        return Swept(n_orphans=len(orphans), n_unfinished=self._remove_unfinished(unfinished, used))

    def _unfinished(self, older_than: datetime) -> list[tuple[str, str | None]]:
        """(key, upload id) of uploads that rest; no upload id: it arrived and was not taken."""
        # In the shop's own part only: below it nothing else is sent in parts for so long.
        begun = (
            found for under in (_INCOMING, "sha256/") for found in self._objects.unfinished(under)
        )
        parts = [(key, upload_id) for key, upload_id, at in begun if at < older_than]
        whole = (of for of in self._objects.all(_INCOMING) if of.changed_at < older_than)
        return [*parts, *((of.key, None) for of in whole)]

    def _remove_unfinished(self, found: list[tuple[str, str | None]], used: Collection[str]) -> int:
        dead = [(key, upload_id) for key, upload_id in found if key not in used]
        for key, upload_id in dead:
            if upload_id is None:
                self._objects.remove(key)
            else:
                self._objects.abort_parts(key, upload_id)
        return len(dead)

    def _kept(self, file: BinaryIO, digest: str, size_bytes: int) -> StoredFile:
        key = key_of(digest)
        if self._state(key) is None:
            self._objects.send(key, file, size_bytes=size_bytes, sha256=digest)
        return StoredFile(key=key, sha256=digest, size_bytes=size_bytes)

    def _there(self, key: str) -> ObjectState:
        state = self._state(checked(key))
        if state is None:
            raise NotStoredError(
                "The file could not be read: it is not in the store.",
                hint="Upload it again, or restore it from a backup.",
            )
        return state

    def _state(self, key: str) -> ObjectState | None:
        """The stored object; one that a sweep set aside comes back first."""
        state = self._objects.state(key)
        if state is not None:
            return state
        aside = self._objects.state(_SWEPT + key)
        if aside is None:
            return None
        self._objects.copy(aside.key, key, etag=aside.etag)
        return self._objects.state(key)
