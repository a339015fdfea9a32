"""The print queue as the pages show it: who needs what, is it there, when is it done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import polars as pl

from printshop.analytics.allocation import allocate
from printshop.analytics.schedule import earliest, next_free, schedule, totals
from printshop.analytics.staffed_hours import OpenHours, StaffedHours
from printshop.domain.catalog import Plate, Variant
from printshop.domain.feasibility import Feasibility, FeasibilityState
from printshop.domain.filament import Filament
from printshop.domain.print_queue import JobStatus, PrintJob
from printshop.domain.printers import Printer
from printshop.domain.users import ShopSettings
from printshop.repo import UnitOfWork
from printshop.services import readiness
from printshop.services.queue_view import (
    FinishedJob,
    JobNeed,
    PrinterState,
    QueuedJob,
    QueueView,
    Totals,
)
from printshop.services.shop import Shop

_DAYS_A_WEEK = 7
_SECONDS_A_MINUTE = 60


def list_queue(shop: Shop, *, as_of: datetime) -> QueueView:
    """What prints and what waits, each against what the jobs before it leave over.

    Args:
        shop: whose queue.
        as_of: now, aware; estimated times count from it.

    """
    with shop.snapshot() as uow:
        jobs = uow.jobs.open()
        context = _Context.read(uow, jobs)
        queue, spools, printers = uow.frames.queue(), uow.frames.spools(), uow.frames.printers()
        judged = allocate(uow.frames.requirements([]), queue, spools).by_filament
    ready = readiness.by_subject(judged, spools, context.filaments_by_text)
    # Where no day is staffed, nobody can start anything, and the plan says so.
    staffed = staffed_hours(context.settings) if context.settings.staffed_days else None
    turnaround_s = context.settings.turnaround_min * _SECONDS_A_MINUTE
    plan = schedule(queue, printers, as_of=as_of, staffed=staffed, turnaround_s=turnaround_s)
    free = next_free(
        plan.planned, printers, as_of=as_of, staffed=staffed, turnaround_s=turnaround_s
    )
    times = {row["job_id"]: row for row in plan.planned.iter_rows(named=True)}
    shown = tuple(_queued(context, job, ready, times[str(job.id)]) for job in jobs)
    return QueueView(
        jobs=shown,
        printers=_printer_states(context, jobs, free),
        totals=_totals(queue, shown),
        next_free_at=earliest(free),
        done_at=plan.done_at,
        late_done_at=plan.late_done_at,
    )


def list_finished(shop: Shop, *, limit: int = 20) -> tuple[FinishedJob, ...]:
    """The jobs that ended last, latest first, with what was booked."""
    with shop.snapshot() as uow:
        jobs = uow.jobs.finished(limit=limit)
        usage = uow.jobs.usage([job.id for job in jobs])
        context = _Context.read(uow, jobs)
    return tuple(
        FinishedJob(
            job=job,
            model_id=context.variants[job.variant_id].model_id,
            model_name=context.model_names[context.variants[job.variant_id].model_id],
            variant_label=context.variants[job.variant_id].label,
            plate=context.plates[job.plate_id],
            needs=context.needs(job),
            printer=context.printers.get(job.printer_id),
            usage=usage.get(job.id, ()),
        )
        for job in jobs
    )


def staffed_hours(settings: ShopSettings) -> StaffedHours:
    """The shop's opening hours as analytics reads them."""
    day = OpenHours(opens=settings.opens_at, closes=settings.closes_at)
    days = settings.staffed_days
    return StaffedHours(
        week=tuple(day if weekday in days else None for weekday in range(_DAYS_A_WEEK)),
        zone=settings.time_zone,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """What the jobs of one list refer to, read once for all of them."""

    variants: Mapping[UUID, Variant]
    plates: Mapping[UUID, Plate]
    model_names: Mapping[UUID, str]
    printers: Mapping[UUID | None, Printer]
    filaments: Mapping[UUID | None, Filament]
    settings: ShopSettings

    @classmethod
    def read(cls, uow: UnitOfWork, jobs: Sequence[PrintJob]) -> "_Context":
        variants = uow.variants.by_ids(list({job.variant_id for job in jobs}))
        return cls(
            variants=variants,
            plates={plate.id: plate for v in variants.values() for plate in v.plates},
            model_names=uow.models.names([v.model_id for v in variants.values()]),
            printers={printer.id: printer for printer in uow.printers.all()},
            filaments={
                filament.id: filament for filament in uow.filaments.list(with_archived=True)
            },
            settings=uow.users.settings(),
        )

    @property
    def filaments_by_text(self) -> dict[str, Filament]:
        return {str(filament_id): filament for filament_id, filament in self.filaments.items()}

    def needs(self, job: PrintJob) -> tuple[JobNeed, ...]:
        return tuple(
            JobNeed(requirement=need, filament=self.filaments.get(need.filament_id))
            for need in self.plates[job.plate_id].requirements
        )


def _queued(
    context: _Context,
    job: PrintJob,
    ready: Mapping[UUID, Feasibility],
    times: Mapping[str, object],
) -> QueuedJob:
    variant = context.variants[job.variant_id]
    printer_id = times["printer_id"]
    starts_at, ends_at, late_ends_at = (
        times[name] for name in ("starts_at", "ends_at", "late_ends_at")
    )
    return QueuedJob(
        job=job,
        model_id=variant.model_id,
        model_name=context.model_names[variant.model_id],
        variant_label=variant.label,
        plate=context.plates[job.plate_id],
        needs=context.needs(job),
        feasibility=ready.get(job.id, Feasibility(state=FeasibilityState.UNKNOWN)),
        printer=context.printers.get(UUID(printer_id) if isinstance(printer_id, str) else None),
        starts_at=starts_at if isinstance(starts_at, datetime) else None,
        ends_at=ends_at if isinstance(ends_at, datetime) else None,
        schedule_reason=str(times["reason"] or ""),
        late_ends_at=late_ends_at if isinstance(late_ends_at, datetime) else None,
    )


def _printer_states(
    context: _Context, jobs: Sequence[PrintJob], free: pl.DataFrame
) -> tuple[PrinterState, ...]:
    current = {job.printer_id: job for job in jobs if job.status is JobStatus.PRINTING}
    free_at = {row["printer_id"]: row["free_at"] for row in free.iter_rows(named=True)}
    return tuple(
        PrinterState(
            printer=printer,
            current_job=current.get(printer.id),
            free_at=free_at.get(str(printer.id)),
        )
        for printer in context.printers.values()
        if printer.is_active
    )


def _totals(queue: pl.DataFrame, jobs: Sequence[QueuedJob]) -> Totals:
    counted = totals(queue)
    grams = [[need.needed_g for need in job.needs] for job in jobs]
    return Totals(
        jobs=counted.n_jobs,
        print_time_s=counted.print_s,
        unknown_time_jobs=counted.n_unknown_time,
        needed_g=sum((g for of_job in grams for g in of_job if g is not None), Decimal(0)),
        unknown_grams_jobs=sum(1 for of_job in grams if not of_job or None in of_job),
    )
