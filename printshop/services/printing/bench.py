"""What stands beside a printer before a start: the job's needs, and the spools that could give."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

import polars as pl

from printshop.analytics.allocation import Allocation
from printshop.analytics.booking import SpoolBalance, booking_order
from printshop.analytics.spool_proposal import from_printer
from printshop.domain.print_queue import JobStatus, PlannedSpool, PrintJob, StartJob
from printshop.domain.printers import Printer
from printshop.domain.spools import Spool
from printshop.domain.units import from_centigrams, to_centigrams
from printshop.repo import UnitOfWork
from printshop.services import running_reels
from printshop.services.planning.holding import held as plan_of_queue
from printshop.services.printing import needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What a job needs, and what each spool can still give.

    Attributes:
        job: the job to be started.
        needed_cg: by filament of its file, safely; None where nobody has said the grams.
        spools: the spools it could take, by id.
        usable_cg: of each, without its tail and what running jobs are still to take.
        loaded: those that sit in the printer, by slot.
        held: by filament those that the plan of the queue holds for the job.
        before_cg: what the plan holds on a spool for the waiting jobs before it.
        in_use: the spools that other jobs print from now, with the job; none is proposed.

    """

    job: PrintJob
    needed_cg: Mapping[UUID, int | None]
    spools: Mapping[UUID, Spool]
    usable_cg: dict[UUID, int]
    loaded: tuple[UUID, ...]
    held: Mapping[UUID, tuple[UUID, ...]]
    before_cg: Mapping[UUID, int]
    in_use: Mapping[UUID, PrintJob]

    @classmethod
    def seen(cls, uow: UnitOfWork, job: PrintJob, printer: Printer) -> "Bench":
        """Look at all spools of the shop that are not put away."""
        requirements = needs.requirements(uow, job, is_safe=True)
        needed_cg, plan = needs.of_job(requirements, job), Planned.of(uow, job)
        return cls._of(uow, job, printer, needed_cg=needed_cg, plan=plan, spools=uow.spools.all())

    @classmethod
    def locked(
        cls,
        uow: UnitOfWork,
        job: PrintJob,
        printer: Printer,
        named: Iterable[UUID],
        plan: "Planned",
    ) -> "Bench":
        """Lock the spools of the job's filaments, those of the plan and those that are named."""
        requirements = needs.requirements(uow, job, is_safe=True)
        needed_cg = needs.of_job(requirements, job)
        holding = uow.spools.holding(list(needed_cg))
        of_plan = {spool_id for spool_ids in plan.held.values() for spool_id in spool_ids}
        spools = uow.spools.lock(list({spool.id for spool in holding} | of_plan | set(named)))
        return cls._of(uow, job, printer, needed_cg=needed_cg, plan=plan, spools=spools)

    @classmethod
    def _of(
        cls,
        uow: UnitOfWork,
        job: PrintJob,
        printer: Printer,
        *,
        needed_cg: Mapping[UUID, int | None],
        plan: "Planned",
        spools: Sequence[Spool],
    ) -> "Bench":
        by_id = {spool.id: spool for spool in spools}
        in_use = running_reels.running(uow, by_id, but=job.id)
        taken_g = uow.job_spools.held_g(list(by_id), but=job.id)
        tail_g = uow.users.settings().spool_tail_g
        left_g = {
            spool.id: spool.quantity_g - taken_g.get(spool.id, 0) - tail_g
            for spool in spools
            if spool.archived_at is None
        }
        return cls(
            job=job,
            needed_cg=needed_cg,
            spools=by_id,
            usable_cg={
                spool_id: max(to_centigrams(left_g.get(spool_id, Decimal(0))), 0)
                for spool_id in by_id
            },
            loaded=tuple(
                slot.spool_id
                for slot in uow.printer_slots.all()
                if slot.printer_id == printer.id and slot.spool_id not in in_use
            ),
            held={
                filament_id: tuple(spool_id for spool_id in own if spool_id not in in_use)
                for filament_id, own in plan.held.items()
            },
            before_cg=plan.before_cg,
            in_use=in_use,
        )

    def proposed(self, filament_id: UUID, *, with_substitutes: bool = False) -> list[UUID]:
        """The spools to take of a filament where nobody chooses, in the order they give.

        Args:
            filament_id: of the file.
            with_substitutes: whether the plan's spools of another filament count; a substitute
                is for a person to choose.

        """
        wanted_cg = self.needed_cg[filament_id]
        if wanted_cg == 0:
            return []
        # Where nobody has said the grams, any spool that gives is the best answer.
        needed_cg = wanted_cg or 1
        loaded = [s for s in self.loaded if self._is_of(s, filament_id)]
        in_printer = from_printer(
            [(s, self.usable_cg[s] - self.before_cg.get(s, 0)) for s in loaded], needed_cg
        )
        of_plan = [
            s
            for s in self.held.get(filament_id, ())
            if s in self.spools and (with_substitutes or self._is_of(s, filament_id))
        ]
        if in_printer:
            return in_printer
        if sum(self.usable_cg[spool_id] for spool_id in of_plan) >= needed_cg:
            return of_plan
        return from_printer([(s, self.usable_cg[s]) for s in loaded], needed_cg) or self._by_rule(
            filament_id, needed_cg
        )

    def _is_of(self, spool_id: UUID, filament_id: UUID) -> bool:
        return spool_id in self.spools and self.spools[spool_id].filament_id == filament_id

    def in_use_of(self, filament_id: UUID) -> list[UUID]:
        """The spools of a filament that other jobs print from now."""
        return [s for s in self.in_use if self.spools[s].filament_id == filament_id]

    def plan(
        self, filament_id: UUID, spool_ids: Sequence[UUID], position: int
    ) -> list[PlannedSpool]:
        """Share what is needed out over spools, in order, and take it off what they can give."""
        missing_cg = self.needed_cg[filament_id] or 0
        planned = []
        for place, spool_id in enumerate(spool_ids, start=position):
            taken_cg = min(self.usable_cg[spool_id], missing_cg)
            missing_cg -= taken_cg
            self.usable_cg[spool_id] -= taken_cg
            planned.append(
                PlannedSpool(
                    job_id=self.job.id,
                    filament_id=filament_id,
                    spool_id=spool_id,
                    position=place,
                    planned_g=from_centigrams(taken_cg),
                )
            )
        return planned

    def _by_rule(self, filament_id: UUID, needed_cg: int) -> list[UUID]:
        balances = [
            SpoolBalance(
                spool_id=str(spool.id),
                on_hand_cg=self.usable_cg[spool.id],
                is_weighed=spool.is_weighed,
                expires_on=spool.expires_on,
            )
            for spool in self.spools.values()
            if spool.filament_id == filament_id and spool.id not in self.in_use
        ]
        return [UUID(spool_id) for spool_id, _ in booking_order(balances, needed_cg)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What the plan of the whole queue holds for a job, and for the waiting jobs before it."""

    held: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    before_cg: Mapping[UUID, int] = field(default_factory=dict)

    @classmethod
    def of(cls, uow: UnitOfWork, job: PrintJob) -> "Planned":
        """What it holds in this transaction."""
        allocation = plan_of_queue(uow)
        own: dict[UUID, tuple[UUID, ...]] = {}
        of_job = allocation.held.filter(pl.col("job_id") == str(job.id))
        for filament_id, spool_id in of_job.select("for_filament_id", "spool_id").iter_rows():
            own[UUID(filament_id)] = (*own.get(UUID(filament_id), ()), UUID(spool_id))
        return cls(held=own, before_cg=_before(uow, allocation, job))


def planned_for(uow: UnitOfWork, step: StartJob) -> Planned:
    """What the plan of the queue holds for a job that is to start.

    It is asked before anything is locked: planning a long queue takes longer than others should
    wait. What it names is locked and looked at again. It is worth its time only where there is
    something to choose.
    """
    job = uow.jobs.get(step.job_id)
    if job.status is not JobStatus.QUEUED:
        return Planned()
    chosen = {choice.filament_id for choice in step.spools}
    needed_cg = needs.of_job(needs.requirements(uow, job, is_safe=True), job)
    open_cg = {each: cg for each, cg in needed_cg.items() if each not in chosen}
    holding = uow.spools.holding(list(open_cg))
    if all(_is_plain(holding, *need) for need in open_cg.items()):
        return Planned()
    return Planned.of(uow, job)


def _is_plain(holding: Sequence[Spool], filament_id: UUID, needed_cg: int | None) -> bool:
    """Whether one spool alone holds a filament, and more of it than is needed."""
    own = [spool for spool in holding if spool.filament_id == filament_id]
    return len(own) == 1 and to_centigrams(own[0].quantity_g) > (needed_cg or 0)


def _before(uow: UnitOfWork, allocation: Allocation, job: PrintJob) -> dict[UUID, int]:
    """Centigrams by spool that waiting jobs before this one hold; what prints is not counted."""
    in_order = allocation.by_filament["subject_id"].unique(maintain_order=True).to_list()
    place = in_order.index(str(job.id)) if str(job.id) in in_order else len(in_order)
    prints = {str(one.id) for one in uow.jobs.open() if one.status is JobStatus.PRINTING}
    before = [job_id for job_id in in_order[:place] if job_id not in prints]
    of_them = allocation.held.filter(pl.col("job_id").is_in(before))
    held = of_them.group_by("spool_id").agg(pl.col("held_cg").sum())
    return {UUID(spool_id): held_cg for spool_id, held_cg in held.iter_rows()}
