"""The print queue as the pages show it: who needs what, is it there, when is it done."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import polars as pl

from printshop.analytics.schedule import totals
from printshop.domain.feasibility import Feasibility, FeasibilityState
from printshop.domain.print_queue import JobStatus, PrintJob, queue_revision
from printshop.services.planning import verdicts
from printshop.services.planning.changes import small_proposal
from printshop.services.planning.context import Context
from printshop.services.planning.filaments import demand, run_outs
from printshop.services.planning.holding import hold
from printshop.services.planning.nights import tonight
from printshop.services.planning.oddities import oddities
from printshop.services.planning.reading import Reading
from printshop.services.planning.splits import split_filaments
from printshop.services.planning.takes import Reels
from printshop.services.planning.timing import Timing, plan
from printshop.services.planning.view import (
    PlannedTake,
    PrinterState,
    QueuedJob,
    QueueView,
    Refusal,
    Totals,
)
from printshop.services.shop import Shop


def list_queue(shop: Shop, *, as_of: datetime) -> QueueView:
    """What prints and what waits: what each job takes, on which printer, and when it is done.

    Args:
        shop: whose queue.
        as_of: now, aware; estimated times count from it.

    """
    with shop.snapshot() as uow:
        jobs = uow.jobs.open()
        context = Context.read(uow, jobs)
        reading = Reading.of(uow, with_success=True)
        allocation = hold(reading)
        reels = Reels.read(uow, jobs, allocation.held)
        filaments = context.filaments_by_text
        today = reading.today(as_of)
        odd = oddities(uow, reading, allocation, filaments, as_of=today)
    ready = verdicts.by_subject(
        allocation.by_filament,
        reading.spools,
        filaments,
        tail_cg=reading.tail_cg,
        warnings=odd,
    )
    timing = plan(reading, allocation, filaments, as_of=as_of)
    on = dict(timing.plan.planned.select("job_id", "printer_id").iter_rows())
    takes = reels.takes(allocation, context, on, reading.tail_cg)
    shown = _rows(jobs, context, ready, timing, takes)
    return QueueView(
        jobs=shown,
        printers=_printer_states(context, jobs, timing, reels),
        totals=_totals(reading.queue, shown),
        next_free_at=timing.next_free_at,
        revision=queue_revision(jobs),
        done_at=timing.plan.done_at,
        late_done_at=timing.plan.late_done_at,
        demand=demand(shown, reading.spools, context, tail_cg=reading.tail_cg),
        run_outs=run_outs(allocation, reading.queue, _in_turn(shown, timing), context),
        splits=split_filaments(allocation, context),
        proposal=small_proposal(reading, allocation, as_of=as_of),
        tonight=tonight(reading, timing, shown, context, as_of=as_of),
        has_hours=bool(reading.settings.staffed_days),
    )


def _rows(
    jobs: Sequence[PrintJob],
    context: Context,
    ready: Mapping[UUID, Feasibility],
    timing: Timing,
    takes: Mapping[UUID, tuple[PlannedTake, ...]],
) -> tuple[QueuedJob, ...]:
    times = {row["job_id"]: row for row in timing.plan.planned.iter_rows(named=True)}
    refused = _refusals(timing.plan.refused, context)
    due = {job_id: (late, risk) for job_id, late, risk in timing.due.drop("due_at").iter_rows()}
    rows = []
    for job in jobs:
        row = _queued(context, job, times[str(job.id)], ready)
        is_late, is_at_risk = due[str(job.id)]
        rows.append(
            QueuedJob(
                **row,
                is_late=is_late,
                is_at_risk=is_at_risk,
                planned=takes.get(job.id, ()),
                refusals=refused.get(str(job.id), ()),
            )
        )
    return tuple(rows)


def _in_turn(rows: Sequence[QueuedJob], timing: Timing) -> list[QueuedJob]:
    """Let jobs that wait for filament start when it would be their turn: then it runs out."""
    turns = timing.plan.turns
    return [replace(row, starts_at=row.starts_at or turns.get(str(row.job.id))) for row in rows]


# Any: the cells of a SCHEDULE row, typed by its contract, and the fields of a QueuedJob.
def _queued(
    context: Context, job: PrintJob, times: Mapping[str, Any], ready: Mapping[UUID, Feasibility]
) -> dict[str, Any]:
    variant = context.variants[job.variant_id]
    feasibility = ready.get(job.id, Feasibility(state=FeasibilityState.UNKNOWN))
    return {
        "job": job,
        "model_id": variant.model_id,
        "model_name": context.model_names[variant.model_id],
        "variant_label": variant.label,
        "plate": context.plates[job.plate_id],
        "needs": context.needs(job),
        "feasibility": feasibility,
        "printer": context.printer(times["printer_id"]),
        "starts_at": times["starts_at"],
        "ends_at": times["ends_at"],
        "late_ends_at": times["late_ends_at"],
        "schedule_reason": times["reason"] or "",
        "warnings": tuple(warning.text for warning in feasibility.warnings),
    }


def _refusals(refused: pl.DataFrame, context: Context) -> dict[str, tuple[Refusal, ...]]:
    found: dict[str, tuple[Refusal, ...]] = {}
    for job_id, printer_id, sentence in refused.iter_rows():
        printer = context.printer(printer_id)
        if printer is not None:
            said = Refusal(printer=printer, sentence=sentence)
            found[job_id] = (*found.get(job_id, ()), said)
    return found


def _printer_states(
    context: Context, jobs: Sequence[PrintJob], timing: Timing, reels: Reels
) -> tuple[PrinterState, ...]:
    current = {job.printer_id: job for job in jobs if job.status is JobStatus.PRINTING}
    return tuple(
        PrinterState(
            printer=printer,
            current_job=current.get(printer.id),
            free_at=timing.free_at.get(str(printer.id)),
            loaded=reels.in_printer(printer.id, context),
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
