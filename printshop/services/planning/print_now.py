"""What can be printed now: every version with its state, the best first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import polars as pl

from printshop.analytics import printable as ranking
from printshop.analytics.print_ends import closes_after, done_at
from printshop.analytics.staffed_hours import StaffedHours
from printshop.domain.catalog import Variant
from printshop.domain.feasibility import READY, Feasibility, FeasibilityState
from printshop.domain.filament import Filament
from printshop.domain.printable import PrintableQuery
from printshop.domain.units import from_centigrams, to_centigrams
from printshop.repo import UnitOfWork
from printshop.services import readiness
from printshop.services.planning import standing
from printshop.services.planning.print_now_view import (
    Printable,
    PrinterFree,
    PrintNow,
    SpoolTake,
    WeighFirst,
)
from printshop.services.planning.spool_words import Shelf
from printshop.services.planning.standing import Standing
from printshop.services.shop import Shop

_SECONDS_A_MINUTE: Final = 60
_WEIGH_FIRST: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class _When:
    """When a print that is started on the printer free first is done."""

    first: PrinterFree | None
    staffed: StaffedHours | None
    closes_at: datetime | None
    turnaround_s: int

    def done_at(self, variant: Variant) -> datetime | None:
        plates_s = [plate.print_time_s for plate in variant.plates]
        known_s = [print_s for print_s in plates_s if print_s is not None]
        if self.first is None or self.staffed is None or len(known_s) < len(plates_s):
            return None
        return done_at(self.first.free_at, known_s, self.staffed, turnaround_s=self.turnaround_s)

    def is_before_closing(self) -> pl.Expr:
        """Of a row of PRINTABLE: while somebody is there, plates follow each other at once."""
        if self.first is None:
            return pl.lit(value=False)
        if self.closes_at is None:
            return pl.col("print_s").is_not_null()
        open_s = int((self.closes_at - self.first.free_at) / timedelta(seconds=1))
        in_between_s = (pl.col("plate_count").cast(pl.Int64) - 1) * self.turnaround_s
        return (pl.col("print_s") + in_between_s <= open_s).fill_null(value=False)


def list_printable(shop: Shop, query: PrintableQuery, *, as_of: datetime) -> PrintNow:
    """One page of the versions that fit, the best first, against what the queue leaves over.

    Args:
        shop: whose.
        query: which of them.
        as_of: now, aware.

    """
    with shop.snapshot() as uow:
        settings = uow.users.settings()
        everything = uow.frames.printable(demand_since=standing.demand_since(as_of))
        ids = [UUID(one) for one in everything["variant_id"]]
        stood = Standing.read(uow, ids, settings)
        judged = stood.of_variants().filter(_is_one_of(everything))
        free = standing.free_printers(uow, stood.queue, settings, as_of)
        staffed = standing.hours_of(settings)
        when = _When(
            first=free[0] if free else None,
            staffed=staffed,
            closes_at=closes_after(staffed, free[0].free_at) if free and staffed else None,
            turnaround_s=settings.turnaround_min * _SECONDS_A_MINUTE,
        )
        loaded = uow.frames.loaded()
        sitting = ranking.loaded_in(judged, loaded)
        fitting = _fitting(ranking.ranked(everything, judged), judged, sitting, query, when)
        found = fitting.filter(pl.col("state") == query.state) if query.state else fitting
        page = found.slice(query.offset, query.limit)
        filaments = standing.filaments_by_text(uow)
        return PrintNow(
            rows=_rows(uow, page, stood, judged, sitting, filaments, when),
            total=found.height,
            counts={FeasibilityState(s): n for s, n in ranking.counts(fitting).items()},
            weigh_first=_weigh_first(uow, judged, stood, filaments),
            first_free=when.first,
            closes_at=when.closes_at,
            version_count=everything.height,
            spool_count=stood.spools.height,
            loaded_count=loaded.height,
        )


def ready_count(shop: Shop, *, as_of: datetime) -> int:
    """How many versions can be printed now with what was weighed."""
    with shop.snapshot() as uow:
        everything = uow.frames.printable(demand_since=standing.demand_since(as_of))
        ids = [UUID(one) for one in everything["variant_id"]]
        judged = Standing.read(uow, ids, uow.users.settings()).of_variants()
    known = ranking.counts(ranking.ranked(everything, judged.filter(_is_one_of(everything))))
    return sum(n for state, n in known.items() if FeasibilityState(state) in READY)


def filaments_to_choose(shop: Shop) -> tuple[Filament, ...]:
    """The filaments that the list can be narrowed to, by name."""
    with shop.snapshot() as uow:
        return uow.filaments.list()


def _fitting(
    rows: pl.DataFrame,
    judged: pl.DataFrame,
    sitting: pl.DataFrame,
    query: PrintableQuery,
    when: _When,
) -> pl.DataFrame:
    """The rows of RANKED that fit all filters but the state."""
    for word in query.search.split():
        found = pl.col("words").str.to_lowercase().str.contains(word.lower(), literal=True)
        rows = rows.filter(found)
    if query.category:
        rows = rows.filter(pl.col("category") == query.category)
    if query.filament_id:
        users = judged.filter(pl.col("filament_id") == str(query.filament_id))["subject_id"]
        rows = rows.filter(pl.col("variant_id").is_in(users.implode()))
    if query.is_loaded:
        rows = rows.filter(pl.col("variant_id").is_in(sitting["variant_id"].implode()))
    if query.is_in_demand:
        rows = rows.filter(pl.col("demand") > 0)
    if query.is_newest_only:
        rows = rows.filter("is_newest")
    if query.is_done_before_closing:
        rows = rows.filter(when.is_before_closing())
    return rows


def _rows(  # noqa: PLR0917 - what one snapshot holds
    uow: UnitOfWork,
    page: pl.DataFrame,
    stood: Standing,
    judged: pl.DataFrame,
    sitting: pl.DataFrame,
    filaments: Mapping[str, Filament],
    when: _When,
) -> tuple[Printable, ...]:
    variants = uow.variants.by_ids([UUID(one) for one in page["variant_id"]])
    own = judged.filter(pl.col("subject_id").is_in(page["variant_id"].implode()))
    ready = readiness.by_subject(own, stood.spools, filaments)
    shelf = Shelf.of(uow, own, filaments)
    names = {str(printer.id): printer.name for printer in uow.printers.all()}
    loaded_in = dict(sitting.iter_rows())
    early = set(page.filter(when.is_before_closing())["variant_id"])
    rows = []
    for said in page.iter_rows(named=True):
        variant = variants[UUID(said["variant_id"])]
        feasibility = ready.get(variant.id, Feasibility(state=FeasibilityState.UNKNOWN))
        rows.append(
            Printable(
                variant=variant,
                model_name=said["model_name"],
                thumbnail_key=thumbnail_key(variant),
                is_newest=said["is_newest"],
                demand=said["demand"],
                feasibility=feasibility,
                takes=_takes(stood, shelf, feasibility),
                done_at=when.done_at(variant),
                is_done_before_closing=said["variant_id"] in early,
                loaded_in=names.get(loaded_in.get(said["variant_id"], ""), ""),
            )
        )
    return tuple(rows)


def _takes(stood: Standing, shelf: Shelf, feasibility: Feasibility) -> tuple[SpoolTake, ...]:
    """Which spools give the grams of a version, those of one filament together."""
    taken = [
        take
        for need in feasibility.filaments
        if need.filament and need.required_g
        for take in stood.takes(str(need.filament.id), to_centigrams(need.required_g))
    ]
    return shelf.takes(taken)


def thumbnail_key(variant: Variant) -> str | None:
    """The picture that stands for a version: that of its first plate that has one."""
    return next((plate.thumbnail_key for plate in variant.plates if plate.thumbnail_key), None)


def _weigh_first(
    uow: UnitOfWork, judged: pl.DataFrame, stood: Standing, filaments: Mapping[str, Filament]
) -> tuple[WeighFirst, ...]:
    found = ranking.weigh_first(judged, stood.left, tail_cg=stood.tail_cg).head(_WEIGH_FIRST)
    if found.is_empty():
        return ()
    shelf = Shelf.of(uow, found, filaments)
    return tuple(
        WeighFirst(
            filament=filaments[row["filament_id"]],
            spool_id=UUID(row["spool_id"]),
            spool_number=shelf.number(row["spool_id"]),
            location=shelf.location(row["spool_id"]),
            assumed_g=from_centigrams(row["assumed_cg"]),
            unlocks=row["unlocks"],
            helps=row["helps"],
        )
        for row in found.iter_rows(named=True)
    )


def _is_one_of(everything: pl.DataFrame) -> pl.Expr:
    return pl.col("subject_id").is_in(everything["variant_id"].implode())
