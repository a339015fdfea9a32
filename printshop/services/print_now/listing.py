"""What can be printed now: every version with its state, the best first."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

import polars as pl

from printshop.analytics import printable as ranking
from printshop.domain.catalog import Variant
from printshop.domain.feasibility import READY, Feasibility, FeasibilityState
from printshop.domain.filament import Filament
from printshop.domain.printable import PrintableQuery
from printshop.domain.units import from_centigrams, to_centigrams
from printshop.repo import UnitOfWork
from printshop.services.planning import standing
from printshop.services.planning.standing import Standing
from printshop.services.print_now.spool_words import Shelf
from printshop.services.print_now.starts import Starts
from printshop.services.print_now.view import (
    Printable,
    PrintNow,
    SpoolTake,
    WeighFirst,
)
from printshop.services.shop import Shop

_WEIGH_FIRST: Final = 5


def list_printable(shop: Shop, query: PrintableQuery, *, as_of: datetime) -> PrintNow:
    """One page of the versions that fit, the best first, against what the queue leaves over.

    Args:
        shop: whose.
        query: which of them.
        as_of: now, aware.

    """
    with shop.snapshot() as uow:
        everything = uow.frames.printable(demand_since=standing.demand_since(as_of))
        ids = [UUID(one) for one in everything["variant_id"]]
        stood = Standing.read(uow, ids)
        judged = stood.of_variants().filter(_is_one_of(everything))
        starts = Starts.read(everything, stood, as_of)
        loaded = stood.reading.loaded
        sitting = ranking.loaded_in(judged, loaded)
        fitting = _fitting(ranking.ranked(everything, judged), judged, sitting, query, starts)
        found = fitting.filter(pl.col("state") == query.state) if query.state else fitting
        page = found.slice(query.offset, query.limit)
        filaments = standing.filaments_by_text(uow)
        return PrintNow(
            rows=_rows(uow, page, stood, judged, sitting, filaments, starts, as_of),
            total=found.height,
            counts={FeasibilityState(s): n for s, n in ranking.counts(fitting).items()},
            weigh_first=_weigh_first(uow, judged, stood, filaments),
            first_free=starts.first,
            closes_at=starts.closes_at,
            is_open_today=starts.is_open_today,
            has_hours=starts.staffed is not None,
            version_count=everything.height,
            spool_count=stood.reading.spools.height,
            loaded_count=loaded.height,
        )


def ready_count(shop: Shop, *, as_of: datetime) -> int:
    """How many versions can be printed now with what was weighed."""
    with shop.snapshot() as uow:
        everything = uow.frames.printable(demand_since=standing.demand_since(as_of))
        ids = [UUID(one) for one in everything["variant_id"]]
        judged = Standing.read(uow, ids).of_variants()
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
    starts: Starts,
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
        rows = starts.before_closing(rows)
    return rows


def _rows(  # noqa: PLR0917 - what one snapshot holds
    uow: UnitOfWork,
    page: pl.DataFrame,
    stood: Standing,
    judged: pl.DataFrame,
    sitting: pl.DataFrame,
    filaments: Mapping[str, Filament],
    starts: Starts,
    as_of: datetime,
) -> tuple[Printable, ...]:
    variants = uow.variants.by_ids([UUID(one) for one in page["variant_id"]])
    own = judged.filter(pl.col("subject_id").is_in(page["variant_id"].implode()))
    ready = stood.in_words(uow, own, filaments, as_of=stood.reading.today(as_of))
    shelf = Shelf.of(uow, own, filaments)
    names = {str(printer.id): printer.name for printer in uow.printers.all()}
    loaded_in = dict(sitting.iter_rows())
    early = set(starts.before_closing(page)["variant_id"])
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
                printer=starts.printer(variant.id),
                done_at=starts.done_at(variant),
                done_behind_at=starts.done_behind_at(variant),
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
        for take in stood.takes(
            str((need.substitute or need.filament).id), to_centigrams(need.required_g)
        )
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
            on_hand_g=from_centigrams(stood.on_hand_cg[row["spool_id"]]),
            assumed_g=from_centigrams(row["assumed_cg"]),
            unlocks=row["unlocks"],
            helps=row["helps"],
        )
        for row in found.iter_rows(named=True)
    )


def _is_one_of(everything: pl.DataFrame) -> pl.Expr:
    return pl.col("subject_id").is_in(everything["variant_id"].implode())
