"""Stored files: what they hold is in the file store, here is what is known of them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from printshop.errors import NotFoundError
from printshop.repo.tables import files


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """A stored file. verified_at: when the worker last found its hash right.

    `split` is its grams and times told apart, as JSON of bambu's own shape; split_rules
    the rules by which that was last tried, None where it never was.
    """

    id: UUID
    sha256: str
    size_bytes: int
    name: str
    storage_key: str
    verified_at: datetime | None
    damaged_at: datetime | None
    split: dict[str, Any] | None = field(repr=False)
    split_rules: int | None


_COLUMNS = [files.c[name] for name in FileRecord.__dataclass_fields__]


class Files:
    """Files by id and by content."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def get(self, file_id: UUID) -> FileRecord:
        """One file.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        query = select(*_COLUMNS).where(files.c.id == file_id)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError("file", file_id)
        return FileRecord(**row)

    def damaged(self, sha256: str) -> FileRecord | None:
        """The file of these bytes, if what is stored was found damaged."""
        query = select(*_COLUMNS).where(files.c.sha256 == sha256, files.c.damaged_at.is_not(None))
        row = self._connection.execute(query).mappings().one_or_none()
        return FileRecord(**row) if row else None

    def add(
        self, *, sha256: str, size_bytes: int, name: str, storage_key: str, is_demo: bool = False
    ) -> FileRecord:
        """Record a file; the same content twice is one file, under its first name."""
        values = {
            "user_id": self._user_id,
            "sha256": sha256,
            "size_bytes": size_bytes,
            "name": name,
            "storage_key": storage_key,
            "is_demo": is_demo,
        }
        # An update that changes nothing, so that the row is returned and locked either way.
        statement = (
            insert(files)
            .values(values)
            .on_conflict_do_update(
                index_elements=[files.c.user_id, files.c.sha256], set_={"sha256": files.c.sha256}
            )
            .returning(*_COLUMNS)
        )
        return FileRecord(**self._connection.execute(statement).mappings().one())

    def mark_checked(self, file_id: UUID, *, is_whole: bool) -> None:
        """Note that the stored bytes were read again and found whole, or not."""
        stamps = {"verified_at": func.now(), "damaged_at": None}
        if not is_whole:
            stamps = {"damaged_at": func.now()}
        self._connection.execute(update(files).where(files.c.id == file_id).values(stamps))
