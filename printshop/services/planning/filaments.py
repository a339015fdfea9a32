"""What the queue takes of each filament against what is there, and where it runs out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

import polars as pl

from printshop.analytics.allocation import Allocation
from printshop.analytics.allocation import run_outs as allocation_run_outs
from printshop.domain.feasibility import FeasibilityState
from printshop.domain.filament import Filament
from printshop.domain.units import from_centigrams
from printshop.services.planning.context import Context
from printshop.services.planning.view import FilamentDemand, QueuedJob, RunOut


def demand(
    rows: Sequence[QueuedJob], spools: pl.DataFrame, context: Context, *, tail_cg: int = 0
) -> tuple[FilamentDemand, ...]:
    """Each filament the queue takes, the shortest first, then the most asked for.

    The grams of a job are those that it is judged by: what prints really took is in them.
    """
    on_hand = spools.group_by("filament_id").agg(
        pl.col("on_hand_cg").sum(),
        pl.col("on_hand_cg").clip(upper_bound=tail_cg).sum().alias("tail_cg"),
    )
    stock_cg = {UUID(one): (on_hand_cg, tails_cg) for one, on_hand_cg, tails_cg in on_hand.rows()}
    found = []
    for filament_id, sums in _sums(rows).items():
        on_hand_cg, tails_cg = stock_cg.get(filament_id, (0, 0))
        found.append(
            FilamentDemand(
                filament=context.filaments[filament_id],
                needed_g=sums.needed_g,
                on_hand_g=from_centigrams(on_hand_cg),
                tail_g=from_centigrams(tails_cg),
                short_g=sums.short_g,
                short_jobs=sums.short_jobs,
                unweighed_g=sums.unweighed_g,
                replaced_g=sums.replaced_g,
                substitutes=tuple(sums.substitutes.values()),
            )
        )
    return tuple(sorted(found, key=lambda of: (-of.short_g, -of.needed_g, of.filament.label)))


@dataclass(slots=True)
class _Sum:
    """What all jobs take of a filament, grams."""

    needed_g: Decimal = Decimal(0)
    short_g: Decimal = Decimal(0)
    short_jobs: int = 0
    unweighed_g: Decimal = Decimal(0)
    replaced_g: Decimal = Decimal(0)
    substitutes: dict[UUID, Filament] = field(default_factory=dict)


def _sums(rows: Sequence[QueuedJob]) -> dict[UUID, _Sum]:
    sums: dict[UUID, _Sum] = defaultdict(_Sum)
    for need in (need for row in rows for need in row.feasibility.filaments):
        if need.filament is None or need.required_g is None:
            continue
        own = sums[need.filament.id]
        own.needed_g += need.required_g
        if need.substitute is not None:
            own.replaced_g += need.required_g
            own.substitutes[need.substitute.id] = need.substitute
            sums[need.substitute.id].needed_g += need.required_g
            continue
        own.short_g += need.short_g
        own.short_jobs += need.short_g > 0
        if need.state is FeasibilityState.UNVERIFIED:
            own.unweighed_g += max(need.required_g - need.available_g, Decimal(0))
    return sums


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
