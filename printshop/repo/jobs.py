"""Print jobs and what they used."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from printshop.domain.print_queue import FINISHED, OPEN, JobStatus, PrintJob, UsageLine
from printshop.errors import NotFoundError
from printshop.repo.faults import translated
from printshop.repo.rows import AnyRow, AnySelect
from printshop.repo.tables import job_filament_usage as usage
from printshop.repo.tables import print_jobs as jobs

_RENAMED: Final = {"position": "queue_position"}
_COLUMNS: Final = [jobs.c[_RENAMED.get(name, name)] for name in PrintJob.model_fields]
_KEPT: Final = 4096
# What prints stands before what waits; then priority, then the order people gave.
_QUEUE_ORDER: Final = (
    (jobs.c.status != JobStatus.PRINTING),
    jobs.c.priority.desc(),
    jobs.c.queue_position,
    jobs.c.number,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRecord:
    """What a job took for one requirement from one spool; spool_id None: from none."""

    job_id: UUID
    requirement_id: UUID | None
    filament_id: UUID | None
    spool_id: UUID | None
    movement_id: int | None
    estimated_g: Decimal
    actual_g: Decimal
    is_measured: bool = False


class Jobs:
    """Jobs by id and in the queue's order."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def open(self) -> tuple[PrintJob, ...]:
        """What prints and what waits, in the order of the queue."""
        query = _select().where(jobs.c.status.in_(OPEN)).order_by(*_QUEUE_ORDER)
        return self._list(query)

    def of_ids(self, job_ids: Sequence[UUID], *, lock: bool = False) -> tuple[PrintJob, ...]:
        """Those of these jobs that there are, by id, with `lock` held as `lock_queued` does."""
        query = _select().where(jobs.c.id.in_(job_ids)).order_by(jobs.c.id)
        return self._list(query.with_for_update() if lock else query)

    def lock_queued(self) -> None:
        """Lock what waits until the transaction ends, always in the same order."""
        waits = jobs.c.status == JobStatus.QUEUED
        self._connection.execute(
            select(jobs.c.id).where(waits).order_by(jobs.c.id).with_for_update()
        )

    def finished(self, *, limit: int, variant_id: UUID | None = None) -> tuple[PrintJob, ...]:
        """Finished jobs, of one version or of all, latest first."""
        query = _select().where(jobs.c.status.in_(FINISHED))
        if variant_id is not None:
            query = query.where(jobs.c.variant_id == variant_id)
        return self._list(query.order_by(jobs.c.finished_at.desc(), jobs.c.number).limit(limit))

    def of_batches(self, batch_ids: Sequence[UUID]) -> tuple[PrintJob, ...]:
        """The jobs of these batches, in the order in which they were queued."""
        return self._list(_select().where(jobs.c.batch_id.in_(batch_ids)).order_by(jobs.c.number))

    def retries_of(self, job_id: UUID) -> tuple[PrintJob, ...]:
        """The jobs that print a failed one again, by number."""
        return self._list(_select().where(jobs.c.retry_of == job_id).order_by(jobs.c.number))

    def first_position(self, priority: int) -> int | None:
        """Where the first that waits with this priority stands; None where none waits."""
        waits = (jobs.c.status == JobStatus.QUEUED) & (jobs.c.priority == priority)
        return self._connection.scalar(select(func.min(jobs.c.queue_position)).where(waits))

    def place(self, places: Sequence[tuple[UUID, int, int]]) -> None:
        """Put jobs at a place of the queue: (job_id, queue_position, priority) of each."""
        rows = [
            {"row_id": job_id, "place": position, "urgency": priority}
            for job_id, position, priority in places
        ]
        if rows:
            statement = update(jobs).where(jobs.c.id == bindparam("row_id"))
            self._connection.execute(
                statement.values(queue_position=bindparam("place"), priority=bindparam("urgency")),
                rows,
            )

    def get(self, job_id: UUID, *, lock: bool = False) -> PrintJob:
        """One job, with `lock` held until the transaction ends.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        query = _select().where(jobs.c.id == job_id)
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        if row is None:
            raise NotFoundError("print job", job_id)
        return _job(row)

    def printing_on(self, printer_id: UUID) -> PrintJob | None:
        """The job that this printer prints now, if any."""
        query = _select().where(
            jobs.c.printer_id == printer_id, jobs.c.status == JobStatus.PRINTING
        )
        row = self._connection.execute(query.limit(1)).one_or_none()
        return _job(row) if row else None

    def add(
        self,
        plates: Sequence[tuple[UUID, UUID]],
        *,
        batch_id: UUID,
        numbers: range,
        priority: int,
        due_at: datetime | None = None,
        retry_of: UUID | None = None,
    ) -> tuple[PrintJob, ...]:
        """Queue (variant_id, plate_id) pairs at the end of their priority.

        Raises:
            DuplicateError: a batch of this id was queued by another browser meanwhile.

        """
        rows = [
            {
                "user_id": self._user_id,
                "variant_id": variant_id,
                "plate_id": plate_id,
                "batch_id": batch_id,
                "batch_position": position,
                "number": number,
                "queue_position": number,
                "priority": priority,
                "due_at": due_at,
                "retry_of": retry_of,
            }
            for position, ((variant_id, plate_id), number) in enumerate(
                zip(plates, numbers, strict=True)
            )
        ]
        with translated():
            self._connection.execute(insert(jobs), rows)
        return self.of_batches([batch_id])

    def change(self, job_id: UUID, **values: Any) -> PrintJob:  # noqa: ANN401 - a column's value
        """Set columns of a job."""
        row = self._connection.execute(
            update(jobs).where(jobs.c.id == job_id).values(values).returning(*_COLUMNS)
        ).one()
        return _job(row)

    def add_usage(self, records: Sequence[UsageRecord]) -> None:
        """Note what a job took."""
        rows = [
            {name: getattr(record, name) for name in UsageRecord.__dataclass_fields__}
            | {"user_id": self._user_id}
            for record in records
        ]
        if rows:
            self._connection.execute(insert(usage), rows)

    def usage(self, job_ids: Sequence[UUID]) -> dict[UUID, tuple[UsageLine, ...]]:
        """What these jobs took, by job."""
        query = select(
            usage.c.job_id,
            usage.c.filament_id,
            usage.c.spool_id,
            usage.c.estimated_g,
            usage.c.actual_g,
        ).where(usage.c.job_id.in_(job_ids))
        lines: dict[UUID, tuple[UsageLine, ...]] = {}
        for row in self._connection.execute(
            query.order_by(usage.c.movement_id.nulls_last(), usage.c.id)
        ):
            line = UsageLine(**{name: getattr(row, name) for name in UsageLine.model_fields})
            lines[row.job_id] = (*lines.get(row.job_id, ()), line)
        return lines

    def forget_usage(self, job_id: UUID) -> None:
        """Take back what was noted of a job; its ledger lines stay and are reversed."""
        self._connection.execute(delete(usage).where(usage.c.job_id == job_id))

    def _list(self, query: AnySelect) -> tuple[PrintJob, ...]:
        return tuple(_job(row) for row in self._connection.execute(query))


def _select() -> AnySelect:
    return select(*_COLUMNS)


def _job(row: AnyRow) -> PrintJob:
    return _checked(tuple(row))


# A long queue is read again with every click, and few of its jobs are other ones than before. A
# job never changes: one whose row is another is another one.
@lru_cache(maxsize=_KEPT)
def _checked(row: tuple[object, ...]) -> PrintJob:
    return PrintJob.model_validate(dict(zip(PrintJob.model_fields, row, strict=True)))
