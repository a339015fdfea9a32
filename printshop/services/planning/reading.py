"""Everything that planning reads of a shop, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

import polars as pl

from printshop.analytics.allocation import STARTED
from printshop.domain.print_queue import JobStatus
from printshop.domain.units import to_centigrams
from printshop.domain.users import ShopSettings
from printshop.repo import UnitOfWork
from printshop.services.success import of_jobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Frames of one moment: they fit together where the transaction is a snapshot."""

    settings: ShopSettings
    requirements: pl.DataFrame
    queue: pl.DataFrame
    spools: pl.DataFrame
    stock: pl.DataFrame
    printers: pl.DataFrame
    loaded: pl.DataFrame
    started: pl.DataFrame
    measured: pl.DataFrame
    timed: pl.DataFrame
    success: pl.DataFrame | None = None

    @classmethod
    def of(
        cls, uow: UnitOfWork, variant_ids: Sequence[UUID] = (), *, with_success: bool = False
    ) -> Self:
        """Read the queue and all it stands on, and what these variants take beside it.

        Args:
            uow: the transaction.
            variant_ids: versions beside those of the queue.
            with_success: whether late times are to count with prints that fail.

        """
        frames = uow.frames
        queue = frames.queue()
        return cls(
            settings=uow.users.settings(),
            requirements=frames.requirements(variant_ids),
            queue=queue,
            spools=frames.spools(),
            stock=frames.stock(with_archived=True),
            printers=frames.printers(),
            loaded=frames.loaded(),
            started=_started(uow, queue),
            measured=frames.measured(),
            timed=frames.timed(),
            success=of_jobs(uow, queue) if with_success and not queue.is_empty() else None,
        )

    def today(self, as_of: datetime) -> date:
        """The date of this moment in the shop's time zone."""
        return as_of.astimezone(ZoneInfo(self.settings.time_zone)).date()

    @property
    def tail_cg(self) -> int:
        """What stays on each reel, centigrams."""
        return to_centigrams(self.settings.spool_tail_g)


def _started(uow: UnitOfWork, queue: pl.DataFrame) -> pl.DataFrame:
    """STARTED of the jobs that print."""
    printing = queue.filter(pl.col("status") == JobStatus.PRINTING)["job_id"]
    rows = [
        (str(job_id), str(of.filament_id), str(of.spool_id), to_centigrams(of.planned_g))
        for job_id, planned in uow.job_spools.of_jobs([UUID(job) for job in printing]).items()
        for of in planned
    ]
    return pl.DataFrame(rows, schema=STARTED, orient="row")
