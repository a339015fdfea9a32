"""Which spools each job is to take from, and what sits in which printer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Self
from uuid import UUID

import polars as pl

from printshop.analytics.allocation import Allocation
from printshop.analytics.spool_proposal import from_printer
from printshop.domain.print_queue import JobStatus, PlannedSpool, PrintJob
from printshop.domain.printers import LoadedSpool
from printshop.domain.spools import Spool
from printshop.domain.units import from_centigrams, to_centigrams
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

    def takes(
        self,
        allocation: Allocation,
        context: Context,
        planned_on: Mapping[str, str | None],
        tail_cg: int,
    ) -> dict[UUID, tuple[PlannedTake, ...]]:
        """What each job takes from which spool.

        What it was started with wins over all; then spools in the printer that it is planned
        on, as starting it there takes them; then the plan's.

        Args:
            allocation: the plan.
            context: what the jobs refer to.
            planned_on: the printer of each job, by the ids of both.
            tail_cg: what stays on each spool, centigrams.

        """
        found: dict[UUID, list[PlannedTake]] = defaultdict(list)
        needed_cg = {
            (job_id, filament_id): cg
            for job_id, filament_id, cg in allocation.by_filament.select(
                "subject_id", "filament_id", "needed_cg"
            ).iter_rows()
        }
        rack = _Rack(self, tail_cg)
        for job_id, of_job in groupby(allocation.held.iter_rows(), key=itemgetter(0)):
            if UUID(job_id) in self.started:
                rack.hold(of_job)
                continue
            rows = list(of_job)
            for asked_for, of_filament in groupby(rows, key=itemgetter(2)):
                parts = list(of_filament)
                wanted_cg = needed_cg.get((job_id, asked_for))
                loaded = rack.from_printer(planned_on.get(job_id), asked_for, wanted_cg)
                found[UUID(job_id)] += self._planned(loaded or parts, context)
            rack.hold(rows)
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

    def _planned(self, rows: Iterable[tuple[Any, ...]], context: Context) -> list[PlannedTake]:
        """Takes from rows of HELD."""
        takes = []
        for _, filament_id, for_filament_id, spool_id, held_cg in rows:
            filament = context.filaments.get(UUID(filament_id))
            spool = self.spools.get(UUID(spool_id))
            if filament is None or spool is None:
                continue
            asked_for = context.filaments.get(UUID(for_filament_id))
            takes.append(
                PlannedTake(
                    filament=filament,
                    spool_id=spool.id,
                    spool_number=spool.number,
                    planned_g=from_centigrams(held_cg),
                    substitute_for=asked_for if for_filament_id != filament_id else None,
                )
            )
        return takes

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


class _Rack:
    """The loaded spools, and what the jobs so far leave on them."""

    def __init__(self, reels: Reels, tail_cg: int) -> None:
        """Begin with what the jobs that print leave beside the tails."""
        self._by_printer: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._left_cg: dict[str, int] = {}
        for reel in reels.loaded:
            spool = reels.spools.get(reel.spool_id)
            if spool is not None and spool.archived_at is None:
                place = (str(reel.printer_id), str(spool.filament_id))
                self._by_printer[place].append(str(spool.id))
                self._left_cg[str(spool.id)] = to_centigrams(spool.quantity_g) - tail_cg

    def hold(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Take off what a job holds by the plan, given as rows of HELD."""
        for *_, spool_id, held_cg in rows:
            if spool_id in self._left_cg:
                self._left_cg[spool_id] -= held_cg

    def from_printer(
        self, printer_id: str | None, filament_id: str, needed_cg: int | None
    ) -> list[tuple[Any, ...]]:
        """Rows like those of HELD, from spools in the printer where they suffice."""
        spools = self._by_printer.get((printer_id or "", filament_id), [])
        if not spools or not needed_cg:
            return []
        rows = []
        for spool_id in from_printer([(s, self._left_cg[s]) for s in spools], needed_cg):
            held_cg = min(self._left_cg[spool_id], needed_cg)
            needed_cg -= held_cg
            rows.append(("", filament_id, filament_id, spool_id, held_cg))
        return [row for row in rows if row[-1]]
