"""Everything that the shopping list reads of a shop, as of one moment."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self
from uuid import UUID
from zoneinfo import ZoneInfo

import polars as pl

from printshop.analytics.shopping import SHORTAGES
from printshop.domain.catalog import Variant
from printshop.domain.filament import Filament
from printshop.domain.shopping import ShoppingItem, ShoppingStatus
from printshop.domain.units import from_centigrams
from printshop.frames import PRODUCT_DEMAND, UNIT_COSTS
from printshop.repo import UnitOfWork
from printshop.services import costs, demand
from printshop.services.planning import timing
from printshop.services.planning.standing import Standing, demand_since, filaments_by_text
from printshop.services.shop import Shop
from printshop.services.shopping.view import WaitingJob


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Frames and rows that fit together: one snapshot.

    judged is FEASIBILITY_BY_FILAMENT of the newest version of each model, behind the queue;
    printable says which versions these are. lacking are those versions that lack filament,
    product_demand and unit_costs what is expected of them. All of these are empty where no wishes
    are asked for, or nothing lacks.
    """

    stood: Standing
    printable: pl.DataFrame
    judged: pl.DataFrame
    buying: pl.DataFrame
    shipping_cents: Mapping[str, int]
    on_order: pl.DataFrame
    items: Sequence[ShoppingItem]
    filaments: Mapping[str, Filament]
    jobs: Mapping[str, tuple[WaitingJob, ...]]
    shortages: pl.DataFrame
    demand: pl.DataFrame
    lacking: Mapping[UUID, Variant]
    product_demand: pl.DataFrame
    unit_costs: pl.DataFrame
    as_of: datetime

    @classmethod
    def of(cls, shop: Shop, *, as_of: datetime, with_wishes: bool) -> Self:
        """Read it."""
        with shop.snapshot() as uow:
            printable = uow.frames.printable(demand_since=demand_since(as_of))
            printable = printable.filter(pl.col("is_newest") & with_wishes)
            stood = Standing.read(uow, [UUID(one) for one in printable["variant_id"]])
            filaments = filaments_by_text(uow)
            lacks = _lacks(stood)
            judged = stood.of_variants().filter(
                pl.col("subject_id").is_in(printable["variant_id"].implode())
            )
            return cls(
                stood=stood,
                printable=printable,
                judged=judged,
                buying=uow.frames.buying(),
                shipping_cents=dict(uow.frames.shipping().iter_rows()),
                on_order=uow.frames.on_order(),
                items=uow.shopping_items.of_status((ShoppingStatus.NEEDED, ShoppingStatus.ORDERED)),
                filaments=filaments,
                jobs=_jobs(uow, lacks),
                shortages=_shortages(stood, lacks, filaments, as_of=as_of),
                demand=demand.filaments_within(uow, stood.reading, stood.allocation, as_of=as_of),
                as_of=as_of,
                **_of_wishes(uow, judged, as_of=as_of),
            )

    @property
    def zone(self) -> ZoneInfo:
        """The shop's time zone."""
        return ZoneInfo(self.stood.reading.settings.time_zone)

    @property
    def today(self) -> date:
        """The shop's day."""
        return self.stood.reading.today(self.as_of)


# Any: one field of a reading each.
def _of_wishes(uow: UnitOfWork, judged: pl.DataFrame, *, as_of: datetime) -> dict[str, Any]:
    """What wishes are ranked by; it is read only where there is one."""
    short = judged.filter(pl.col("state") == "short")["subject_id"].unique().sort()
    if short.is_empty():
        return {
            "lacking": {},
            "product_demand": PRODUCT_DEMAND.to_frame(),
            "unit_costs": UNIT_COSTS.to_frame(),
        }
    return {
        "lacking": uow.variants.by_ids([UUID(one) for one in short]),
        "product_demand": demand.products_within(uow, as_of=as_of),
        "unit_costs": costs.unit_costs(uow),
    }


def _lacks(stood: Standing) -> pl.DataFrame:
    """(job_id, filament_id, short_cg) of the queue, in the order of printing."""
    return stood.allocation.by_filament.filter(
        pl.col("short_cg") > 0,
        pl.col("state") != "ready_substitute",
        pl.col("filament_id").is_not_null(),
    ).select(pl.col("subject_id").alias("job_id"), "filament_id", "short_cg")


def _jobs(uow: UnitOfWork, lacks: pl.DataFrame) -> dict[str, tuple[WaitingJob, ...]]:
    """The jobs that lack each filament, in the order of printing."""
    labels = {str(job.id): job.label for job in uow.jobs.open()}
    found: dict[str, tuple[WaitingJob, ...]] = defaultdict(tuple)
    for job_id, filament_id, short_cg in lacks.iter_rows():
        waiting = WaitingJob(
            id=UUID(job_id), label=labels[job_id], short_g=from_centigrams(short_cg)
        )
        found[filament_id] = (*found[filament_id], waiting)
    return found


def _shortages(
    stood: Standing, lacks: pl.DataFrame, filaments: Mapping[str, Filament], *, as_of: datetime
) -> pl.DataFrame:
    """SHORTAGES: when the first job that lacks a filament would start, the soonest first."""
    if lacks.is_empty():
        return SHORTAGES.to_frame()
    made = timing.plan(stood.reading, stood.allocation, filaments, as_of=as_of).plan
    starts = dict(made.planned.select("job_id", "starts_at").iter_rows())
    at = {job_id: starts.get(job_id) or made.turns.get(job_id) for job_id in lacks["job_id"]}
    first = lacks.group_by("filament_id", maintain_order=True).agg(
        pl.col("short_cg").sum(), pl.col("job_id").first()
    )
    rows = [
        (filament_id, short_cg, at[job_id]) for filament_id, short_cg, job_id in first.iter_rows()
    ]
    found = pl.DataFrame(rows, schema=SHORTAGES, orient="row")
    return found.sort("runs_out_at", nulls_last=True, maintain_order=True)
