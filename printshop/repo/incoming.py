"""Files on their way into the catalog."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from printshop.domain.incoming import (
    OPEN_STATUSES,
    FormValues,
    IncomingFile,
    IncomingStage,
    IncomingStatus,
    NewIncoming,
)
from printshop.errors import NotFoundError
from printshop.repo.faults import translated
from printshop.repo.rows import AnyRow, AnySelect
from printshop.repo.tables import processing_jobs as incoming

_COLUMNS: Final = [incoming.c[name] for name in IncomingFile.model_fields]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedKin:
    """A file that was saved, by what others of its model know it."""

    batch_id: UUID
    title: str
    design_model_id: str
    variant_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingStep:
    """How far a file is, for a page that looks every second.

    is_known: something can be said of what is in it; outline_is_checked: by our own reading.
    """

    id: UUID
    name: str
    status: IncomingStatus
    stage: IncomingStage
    progress_pct: int
    message: str
    is_known: bool
    outline_is_checked: bool
    updated_at: datetime


_STEP: Final = [
    ((incoming.c.summary != {}) if name == "is_known" else incoming.c[name]).label(name)
    for name in IncomingStep.__dataclass_fields__
]


class Incoming:
    """Incoming files by id, by batch, by content. Outlines are read apart: they are large."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def get(self, incoming_id: UUID, *, lock: bool = False) -> IncomingFile:
        """One incoming file; with `lock` nobody else changes it until the transaction ends.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        query = select(*_COLUMNS).where(incoming.c.id == incoming_id)
        found = self._list(query.with_for_update() if lock else query)
        if not found:
            raise NotFoundError("incoming file", incoming_id)
        return found[0]

    def by_ids(self, incoming_ids: Sequence[UUID]) -> tuple[IncomingFile, ...]:
        """These incoming files, oldest first."""
        return self._list(_oldest_first(select(*_COLUMNS).where(incoming.c.id.in_(incoming_ids))))

    def open(self) -> tuple[IncomingFile, ...]:
        """All that are neither saved nor left out, oldest first."""
        return self._list(
            _oldest_first(select(*_COLUMNS).where(incoming.c.status.in_(OPEN_STATUSES)))
        )

    def saved_lately(self, *, since: datetime) -> tuple[IncomingFile, ...]:
        """Those that were saved since then, newest first."""
        query = select(*_COLUMNS).where(
            incoming.c.status == IncomingStatus.SAVED, incoming.c.updated_at >= since
        )
        return self._list(query.order_by(incoming.c.updated_at.desc(), incoming.c.id))

    def of_content(self, sha256: str, *, lock: bool = False) -> tuple[IncomingFile, ...]:
        """Those that are said to have these bytes and are neither saved nor left out.

        With `lock` nobody else changes them until the transaction ends.
        """
        query = _oldest_first(
            select(*_COLUMNS).where(
                incoming.c.sha256 == sha256, incoming.c.status.in_(OPEN_STATUSES)
            )
        )
        return self._list(query.with_for_update() if lock else query)

    def ever_of_content(self, sha256: str) -> tuple[IncomingFile, ...]:
        """Those that are said to have these bytes, saved and left out ones too, newest first."""
        query = select(*_COLUMNS).where(incoming.c.sha256 == sha256)
        return self._list(query.order_by(incoming.c.created_at.desc(), incoming.c.id))

    def saved_kin(
        self, *, batch_ids: Collection[UUID], design_model_ids: Collection[str]
    ) -> tuple[SavedKin, ...]:
        """What was saved of these batches and designs, oldest first."""
        design, title = (incoming.c.summary[name].astext for name in ("design_model_id", "title"))
        query = (
            select(incoming.c.batch_id, title, design, incoming.c.variant_id)
            .where(
                incoming.c.status == IncomingStatus.SAVED,
                incoming.c.variant_id.is_not(None),
                or_(incoming.c.batch_id.in_(batch_ids), design.in_(design_model_ids)),
            )
            .order_by(incoming.c.updated_at, incoming.c.id)
        )
        return tuple(
            SavedKin(batch_id=batch_id, title=said or "", design_model_id=of or "", variant_id=kept)
            for batch_id, said, of, kept in self._connection.execute(query)
        )

    def steps(self) -> tuple[IncomingStep, ...]:
        """How far each file is that is neither saved nor left out, oldest first."""
        query = select(*_STEP).where(incoming.c.status.in_(OPEN_STATUSES))
        rows = self._connection.execute(_oldest_first(query)).mappings()
        return tuple(IncomingStep(**row) for row in rows)

    def projects_for(self, incoming_id: UUID) -> tuple[IncomingFile, ...]:
        """Files that are to be kept beside what this one becomes, as people accepted them."""
        said = incoming.c.form_values["project_of"].astext
        query = select(*_COLUMNS).where(
            said == str(incoming_id),
            incoming.c.accepted_at.is_not(None),
            incoming.c.status == IncomingStatus.REVIEW,
        )
        return self._list(_oldest_first(query.with_for_update()))

    def move_projects(self, from_id: UUID, to_id: UUID) -> None:
        """Let the files that are to be kept beside one incoming file be kept beside another."""
        said = incoming.c.form_values
        statement = update(incoming).where(
            said["project_of"].astext == str(from_id),
            incoming.c.id != to_id,
            incoming.c.status.in_(OPEN_STATUSES),
        )
        moved = said.concat({"project_of": str(to_id)})
        self._connection.execute(statement.values(form_values=moved))

    def wait_for_kin(self, signs: Collection[str]) -> None:
        """Let no two files of these signs be saved at once, until the transaction ends.

        The second then finds what the first became.
        """
        for sign in sorted(set(signs)):
            lock = func.pg_advisory_xact_lock(func.hashtextextended(f"{self._user_id}:{sign}", 0))
            self._connection.execute(select(lock))

    def count_open(self) -> int:
        """How many are neither saved nor left out."""
        query = select(func.count()).where(incoming.c.status.in_(OPEN_STATUSES))
        return self._connection.scalar(query) or 0

    def add(
        self, new: NewIncoming, *, outline: bytes | None, incoming_id: UUID | None = None
    ) -> IncomingFile:
        """Note that a file is about to come, with its outline as the sender made it.

        Raises:
            DuplicateError: the sender chose the id, and it is taken.

        """
        values = {
            **({} if incoming_id is None else {"id": incoming_id}),
            **new.model_dump(),
            "user_id": self._user_id,
            "outline": outline,
            "status": IncomingStatus.RECEIVING,
        }
        with translated():
            row = self._connection.execute(
                insert(incoming).values(values).returning(*_COLUMNS)
            ).one()
        return _incoming(row)

    def change(self, incoming_id: UUID, **changes: Any) -> IncomingFile:  # noqa: ANN401 - each column has its own type
        """Set columns of an incoming file, by their names; `outline` too.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        statement = update(incoming).where(incoming.c.id == incoming_id).values(_stored(changes))
        with translated():
            row = self._connection.execute(statement.returning(*_COLUMNS)).one_or_none()
        if row is None:
            raise NotFoundError("incoming file", incoming_id)
        return _incoming(row)

    def outline(self, incoming_id: UUID) -> bytes | None:
        """The file without its bulk; None where there is none.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        query = select(incoming.c.outline).where(incoming.c.id == incoming_id)
        row = self._connection.execute(query).one_or_none()
        if row is None:
            raise NotFoundError("incoming file", incoming_id)
        return None if row.outline is None else bytes(row.outline)

    def remove_ended(self, *, before: datetime) -> int:
        """Forget those that were saved or left out before then; gives how many."""
        ended = (IncomingStatus.SAVED, IncomingStatus.DISMISSED)
        statement = delete(incoming).where(
            incoming.c.status.in_(ended), incoming.c.updated_at < before
        )
        return self._connection.execute(statement).rowcount

    def _list(self, query: AnySelect) -> tuple[IncomingFile, ...]:
        return tuple(_incoming(row) for row in self._connection.execute(query))


def _oldest_first(query: AnySelect) -> AnySelect:
    return query.order_by(incoming.c.created_at, incoming.c.id)


def _incoming(row: AnyRow) -> IncomingFile:
    return IncomingFile.model_validate(dict(zip(IncomingFile.model_fields, row, strict=True)))


def _stored(changes: Mapping[str, Any]) -> dict[str, Any]:
    said = changes.get("form_values")
    if not isinstance(said, FormValues):
        return dict(changes)
    return {**changes, "form_values": said.model_dump(mode="json", exclude_defaults=True)}
