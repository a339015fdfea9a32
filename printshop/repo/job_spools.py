"""The spools that jobs were started with."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select

from printshop.domain.print_queue import JobStatus, PlannedSpool
from printshop.repo.faults import translated
from printshop.repo.tables import job_spools, print_jobs

_COLUMNS = [job_spools.c[name] for name in PlannedSpool.model_fields]


class JobSpools:
    """What each started job is to take from which spool."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def of_jobs(self, job_ids: Sequence[UUID]) -> dict[UUID, tuple[PlannedSpool, ...]]:
        """The spools of these jobs, in the order in which they give; jobs without are left out."""
        query = select(*_COLUMNS).where(job_spools.c.job_id.in_(job_ids))
        found: dict[UUID, tuple[PlannedSpool, ...]] = {}
        for row in self._connection.execute(query.order_by(job_spools.c.position)).mappings():
            found[row["job_id"]] = (*found.get(row["job_id"], ()), PlannedSpool(**row))
        return found

    def held_g(self, spool_ids: Sequence[UUID], *, but: UUID) -> dict[UUID, Decimal]:
        """What running jobs other than `but` are still to take from these spools, grams."""
        query = (
            select(job_spools.c.spool_id, func.sum(job_spools.c.planned_g))
            .join(print_jobs, print_jobs.c.id == job_spools.c.job_id)
            .where(
                job_spools.c.spool_id.in_(spool_ids),
                job_spools.c.job_id != but,
                print_jobs.c.status == JobStatus.PRINTING,
            )
            .group_by(job_spools.c.spool_id)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def printing_from(
        self, spool_ids: Sequence[UUID], *, but: UUID | None = None
    ) -> dict[UUID, UUID]:
        """The job other than `but` that prints from each of these spools; idle ones left out."""
        query = (
            select(job_spools.c.spool_id, job_spools.c.job_id)
            .join(print_jobs, print_jobs.c.id == job_spools.c.job_id)
            .where(job_spools.c.spool_id.in_(spool_ids), print_jobs.c.status == JobStatus.PRINTING)
            .order_by(print_jobs.c.number.desc())
        )
        if but is not None:
            query = query.where(job_spools.c.job_id != but)
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def replace(self, job_id: UUID, planned: Sequence[PlannedSpool]) -> None:
        """Say anew which spools a job takes from.

        Raises:
            NotFoundError: one of the spools or filaments is not in the shop.

        """
        self._connection.execute(delete(job_spools).where(job_spools.c.job_id == job_id))
        rows = [{**spool.model_dump(), "user_id": self._user_id} for spool in planned]
        if rows:
            with translated():
                self._connection.execute(insert(job_spools), rows)
