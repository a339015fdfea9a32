"""Which spools each job is to take from, and what sits in which printer."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

import polars as pl

from printshop.domain.print_queue import JobStatus, PlannedSpool, PrintJob
from printshop.domain.printers import LoadedSpool
from printshop.domain.spools import Spool
from printshop.domain.units import from_centigrams
from printshop.repo import UnitOfWork
from printshop.services.planning.context import Context, spools_by_id
from printshop.services.planning.view import LoadedReel, PlannedTake


@dataclass(frozen=True, slots=True, kw_only=True)
class Reels:
    """The spools that the plan, the running jobs and the printers name."""

    spools: Mapping[UUID, Spool]
    loaded: tuple[LoadedSpool, ...]
    started: Mapping[UUID, tuple[PlannedSpool, ...]]

    @classmethod
    def read(cls, uow: UnitOfWork, jobs: Sequence[PrintJob], held: pl.DataFrame) -> Self:
        """Read them."""
        loaded = uow.printer_slots.all()
        prints = [job.id for job in jobs if job.status is JobStatus.PRINTING]
        started = uow.job_spools.of_jobs(prints)
        named = {UUID(spool_id) for spool_id in held["spool_id"].unique()}
        named |= {reel.spool_id for reel in loaded}
        named |= {planned.spool_id for of_job in started.values() for planned in of_job}
        return cls(spools=spools_by_id(uow, named), loaded=loaded, started=started)

    def takes(self, held: pl.DataFrame, context: Context) -> dict[UUID, tuple[PlannedTake, ...]]:
        """What each job takes from which spool; what it was started with wins over the plan."""
        found: dict[UUID, list[PlannedTake]] = defaultdict(list)
        for row in held.iter_rows(named=True):
            job_id = UUID(row["job_id"])
            filament = context.filaments.get(UUID(row["filament_id"]))
            spool = self.spools.get(UUID(row["spool_id"]))
            if job_id in self.started or filament is None or spool is None:
                continue
            asked_for = context.filaments.get(UUID(row["for_filament_id"]))
            found[job_id].append(
                PlannedTake(
                    filament=filament,
                    spool_id=spool.id,
                    spool_number=spool.number,
                    planned_g=from_centigrams(row["held_cg"]),
                    substitute_for=asked_for if asked_for != filament else None,
                )
            )
        planned = {job_id: tuple(of_job) for job_id, of_job in found.items()}
        return planned | {
            job_id: tuple(self._started(of_job, context)) for job_id, of_job in self.started.items()
        }

    def in_printer(self, printer_id: UUID, context: Context) -> tuple[LoadedReel, ...]:
        """What sits in a printer, by slot."""
        reels = []
        for reel in self.loaded:
            spool = self.spools.get(reel.spool_id)
            filament = context.filaments.get(spool.filament_id) if spool else None
            if reel.printer_id == printer_id and spool and filament:
                reels.append(
                    LoadedReel(
                        slot=reel.slot,
                        spool_id=spool.id,
                        spool_number=spool.number,
                        filament=filament,
                        on_hand_g=spool.quantity_g,
                    )
                )
        return tuple(reels)

    def _started(self, of_job: Sequence[PlannedSpool], context: Context) -> list[PlannedTake]:
        takes = []
        for planned in of_job:
            spool = self.spools.get(planned.spool_id)
            if spool is None:
                continue
            asked_for = context.filaments.get(planned.filament_id)
            filament = context.filaments.get(spool.filament_id) or asked_for
            if filament is None:
                continue
            takes.append(
                PlannedTake(
                    filament=filament,
                    spool_id=spool.id,
                    spool_number=spool.number,
                    planned_g=planned.planned_g,
                    substitute_for=asked_for if asked_for != filament else None,
                )
            )
        return takes
