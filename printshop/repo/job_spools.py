"""The spools that jobs were started with."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from printshop.domain.print_queue import PlannedSpool
from printshop.repo.faults import translated
from printshop.repo.tables import job_spools

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
