"""Reading every stored file again: is all there that the shop names, and is it still the same?"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from printshop.errors import StorageError
from printshop.repo import FileRecord
from printshop.services.shop import Shop
from printshop.services.verification import stored_digest


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFault:
    """Something that is not as it should be with one stored file.

    missing: a row names it, and it is not there. damaged: its bytes are not those of its key.
    unreadable: it could not be read this time. unknown: it is there, and no row names it;
    nothing is lost by that, and it is removed after the grace time.
    """

    key: str
    kind: Literal["missing", "damaged", "unreadable", "unknown"]
    name: str
    why: str = ""

    @property
    def sentence(self) -> str:
        """The fault in words."""
        what = f"{self.name} ({self.key})" if self.name else self.key
        return {
            "missing": f"{what} is missing in the store. Drop the file again, or restore it.",
            "damaged": f"{what} is damaged in the store. Drop the file again, or restore it.",
            "unreadable": f"{what} could not be read this time. {self.why}",
            "unknown": f"{what} belongs to nothing and is removed after the grace time.",
        }[self.kind]


@dataclass(slots=True, kw_only=True)
class CheckCount:
    """How much was read, bytes."""

    n_files: int = 0
    size_bytes: int = 0


def check_files(shop: Shop, count: CheckCount) -> Iterator[StoredFault]:
    """Read all files of a shop, note in the database which are whole, and tell the faults.

    The rows are read before the store is listed, so that what is saved meanwhile is at most
    taken for unknown.

    Args:
        shop: whose files.
        count: counted up on the way.

    Raises:
        DatabaseUnavailableError: the database does not answer.
        StorageError: the store cannot be listed.

    """
    with shop.snapshot() as uow:
        used = uow.stored_keys.in_use()
        rows = {record.storage_key: record for record in uow.files.all()}
    there = set()
    for stored in list(shop.store.keys()):
        there.add(stored.key)
        row = rows.get(stored.key)
        count.n_files += 1
        count.size_bytes += stored.size_bytes
        try:
            is_whole = stored_digest(shop, stored.key) == (row.sha256 if row else stored.sha256)
        except StorageError as error:
            if shop.store.exists(stored.key):
                yield _fault("unreadable", stored.key, row, error.message)
            continue
        _note(shop, row, is_whole=is_whole)
        if not is_whole:
            yield _fault("damaged", stored.key, row)
        if stored.key not in used:
            yield _fault("unknown", stored.key, row)
    yield from _missing(shop, used - there, rows)


def _missing(shop: Shop, keys: set[str], rows: dict[str, FileRecord]) -> Iterator[StoredFault]:
    with shop.snapshot() as uow:
        # What was removed since the rows were read is not missed.
        keys &= uow.stored_keys.in_use() if keys else set()
    for key in sorted(keys):
        row = rows.get(key)
        try:
            is_there = shop.store.exists(key)
        except StorageError as error:
            # One row that names no possible key must not keep the others from being looked at.
            yield _fault("unreadable", key, row, error.message)
            continue
        if not is_there:
            _note(shop, row, is_whole=False)
            yield _fault("missing", key, row)


def _note(shop: Shop, row: FileRecord | None, *, is_whole: bool) -> None:
    if row is not None:
        with shop.unit_of_work() as uow:
            uow.files.mark_checked(row.id, is_whole=is_whole)
            uow.commit()


def _fault(
    kind: Literal["missing", "damaged", "unreadable", "unknown"],
    key: str,
    row: FileRecord | None,
    why: str = "",
) -> StoredFault:
    return StoredFault(key=key, kind=kind, name=row.name if row else "", why=why)
