"""Stored files: what they hold is in the file store, here is what is known of them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from printshop.errors import NotFoundError
from printshop.repo.tables import files
from printshop.repo.tables import model_variants as variants
from printshop.repo.tables import processing_jobs as incoming


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

    def all(self) -> tuple[FileRecord, ...]:
        """All files of the shop, oldest first, without their splits."""
        columns = [column for column in _COLUMNS if column is not files.c.split]
        query = select(*columns).order_by(files.c.created_at, files.c.id)
        rows = self._connection.execute(query).mappings()
        return tuple(FileRecord(**row, split=None) for row in rows)

    def damaged(self, sha256: str) -> FileRecord | None:
        """The file of these bytes, if what is stored was found damaged."""
        query = select(*_COLUMNS).where(files.c.sha256 == sha256, files.c.damaged_at.is_not(None))
        row = self._connection.execute(query).mappings().one_or_none()
        return FileRecord(**row) if row else None

    def whole(self, sha256: str) -> FileRecord | None:
        """The file of these bytes, unless what is stored was found damaged."""
        query = select(*_COLUMNS).where(files.c.sha256 == sha256, files.c.damaged_at.is_(None))
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

    def remove_unused(self) -> int:
        """Forget the files that no version and no incoming file refers to; gives how many.

        Their bytes are then nobody's, and go with the next sweep of the store.
        """
        # Locked first and looked at by a statement of its own: whoever is just about to refer
        # to one has its row locked, or finds it gone and makes it anew.
        unused = select(files.c.id).where(~_is_referred_to()).with_for_update(skip_locked=True)
        locked = tuple(self._connection.scalars(unused))
        statement = delete(files).where(files.c.id.in_(locked), ~_is_referred_to())
        return self._connection.execute(statement).rowcount

    def mark_checked(self, file_id: UUID, *, is_whole: bool) -> None:
        """Note that the stored bytes were read again and found whole, or not."""
        stamps = {"verified_at": func.now(), "damaged_at": None}
        if not is_whole:
            stamps = {"damaged_at": func.now()}
        self._connection.execute(update(files).where(files.c.id == file_id).values(stamps))


def _is_referred_to() -> ColumnElement[bool]:
    """Whether a version was made of a file, or keeps it as its project, or it is on its way."""
    return or_(
        exists().where(
            or_(variants.c.source_file_id == files.c.id, variants.c.project_file_id == files.c.id)
        ),
        exists().where(incoming.c.file_id == files.c.id),
    )
