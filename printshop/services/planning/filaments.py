"""What the queue takes of each filament against what is there, and where it runs out."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import polars as pl

from printshop.analytics.allocation import Allocation
from printshop.analytics.allocation import run_outs as allocation_run_outs
from printshop.domain.units import from_centigrams
from printshop.services.planning.context import Context
from printshop.services.planning.view import FilamentDemand, QueuedJob, RunOut


def demand(
    rows: Sequence[QueuedJob], spools: pl.DataFrame, context: Context
) -> tuple[FilamentDemand, ...]:
    """Each filament the queue names, the shortest first, then the most asked for.

    The grams of a job are those that it is judged by: what prints really took is in them.
    """
    on_hand = spools.group_by("filament_id").agg(pl.col("on_hand_cg").sum())
    on_hand_cg = {UUID(filament_id): cg for filament_id, cg in on_hand.iter_rows()}
    needed_g: dict[UUID, Decimal] = defaultdict(Decimal)
    short_g: dict[UUID, Decimal] = defaultdict(Decimal)
    for row in rows:
        for need in row.feasibility.filaments:
            if need.filament and need.required_g is not None:
                needed_g[need.filament.id] += need.required_g
                short_g[need.filament.id] += need.short_g
    found = [
        FilamentDemand(
            filament=context.filaments[filament_id],
            needed_g=grams,
            on_hand_g=from_centigrams(on_hand_cg.get(filament_id, 0)),
            short_g=short_g[filament_id],
        )
        for filament_id, grams in needed_g.items()
    ]
    return tuple(sorted(found, key=lambda of: (-of.short_g, -of.needed_g, of.filament.label)))


def run_outs(
    allocation: Allocation, queue: pl.DataFrame, rows: Sequence[QueuedJob], context: Context
) -> tuple[RunOut, ...]:
    """The first job that each filament does not suffice for, soonest first."""
    by_job = {str(row.job.id): (place, row) for place, row in enumerate(rows)}
    found = []
    for out in allocation_run_outs(allocation, queue).iter_rows(named=True):
        filament = context.filaments_by_text.get(out["filament_id"])
        if filament is None:
            continue
        place, row = by_job[out["job_id"]]
        said = RunOut(
            filament=filament,
            job=row.job,
            at=row.starts_at,
            short_g=from_centigrams(out["short_cg"]),
            short_in_all_g=from_centigrams(out["short_in_all_cg"]),
        )
        found.append((place, said))
    return tuple(said for _, said in sorted(found, key=lambda pair: pair[0]))
