"""Copying every stored file from one kind of store to the other, so that it can go on later."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from printshop.errors import StorageError
from printshop.platform.files.disk import digest_of
from printshop.platform.files.shops import Stores
from printshop.platform.files.store import FileStore, StoredKey

_SAY_EVERY_S: Final = 2.0
_MB: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a run copied, and what it found there already. damaged: `shop/key` of those left out."""

    n_copied: int
    n_already_there: int
    damaged: tuple[str, ...]


def copy_all(source: Stores, target: Stores, say: Callable[[str], None]) -> Moved:
    """Copy the files of all shops; the source keeps its own.

    What is in the target with its size is not sent again: a store names nothing that did not
    arrive whole. So a run that was cut goes on where it stopped. Each file is read and
    compared with its key before it is sent, and read back from the target after that.

    Args:
        source: where from.
        target: where to.
        say: told now and then how far it is.

    Raises:
        StorageError: one of the two does not answer, or a file did not arrive as it was sent.

    """
    progress = _Progress(say)
    for user_id, shop in source.of_all_users():
        _copy_shop(user_id, shop, target.of_user(user_id), progress)
    progress.tell()
    return Moved(
        n_copied=progress.n_copied,
        n_already_there=progress.n_already_there,
        damaged=tuple(progress.damaged),
    )


class _Progress:
    """Counts, and says so every two seconds."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.n_copied = 0
        self.n_already_there = 0
        self.damaged: list[str] = []
        self.size_bytes = 0
        self._say = say
        self._said_at_s = time.monotonic()

    def step(self) -> None:
        if time.monotonic() - self._said_at_s >= _SAY_EVERY_S:
            self.tell()

    def tell(self) -> None:
        self._said_at_s = time.monotonic()
        self._say(
            f"{self.n_copied} files copied ({self.size_bytes / _MB:.1f} MB),"
            f" {self.n_already_there} were there already."
        )


def _copy_shop(user_id: UUID, source: FileStore, target: FileStore, progress: _Progress) -> None:
    there = {stored.key: stored.size_bytes for stored in target.keys()}  # noqa: SIM118 - no mapping
    for stored in _listed(source):
        if there.get(stored.key) == stored.size_bytes:
            progress.n_already_there += 1
        elif _copy(stored, source, target):
            progress.n_copied += 1
            progress.size_bytes += stored.size_bytes
        else:
            progress.damaged.append(f"{user_id}/{stored.key}")
        progress.step()


def _listed(store: FileStore) -> Iterator[StoredKey]:
    """In the order of the keys, so that a run that goes on says numbers that fit."""
    # A row may name what was set aside; which one does is not to be seen from here.
    return iter(sorted(store.keys(set_aside_too=True), key=lambda stored: stored.key))


def _copy(stored: StoredKey, source: FileStore, target: FileStore) -> bool:
    """Copy a file; False, and nothing is sent, if its bytes are not those of its key."""
    with source.local_path(stored.key) as path:
        with path.open("rb") as file:
            if digest_of(file)[0] != stored.sha256:
                return False
        if target.exists(stored.key):
            # Of another size: whatever it is, it is not this file.
            target.delete(stored.key)
        with path.open("rb") as file:
            target.put(file)
    with target.open(stored.key) as arrived:
        if digest_of(arrived)[0] == stored.sha256:
            return True
    target.delete(stored.key)
    raise StorageError(
        f"The file {stored.key} did not arrive as it was sent.",
        hint="Run the command again; it goes on where it stopped.",
    )
