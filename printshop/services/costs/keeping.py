"""Keeping beside each version what it costs, so that lists can be sorted and filtered by it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import polars as pl

from printshop.analytics.cost.history import to_be_kept, worth_noting
from printshop.domain.costing import MILLIONTHS
from printshop.repo.variant_costs import KeptCost, NotedCost
from printshop.services.costs.reading import Reading, WorkedOut
from printshop.services.shop import Shop

_HUNDREDTHS: Final = 100
_CG_A_GRAM: Final = 100
# For so long each day's cost stays; nobody asks further back than a third of it.
_DAY_BY_DAY: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """How many versions cost or succeed otherwise than was kept, and how many costs were noted."""

    kept: int = 0
    noted: int = 0


def refresh(shop: Shop, as_of: datetime) -> Refreshed:
    """Keep what each version costs and how often it succeeds, and note costs that moved.

    Only what differs is written, so doing it again changes nothing. A cost is noted for the
    day when it moved by half a hundredth or more since it last was, or became known or unknown;
    of a version that is noted, notes that are a season old are thinned to one a month.

    Args:
        shop: whose.
        as_of: now, aware.

    Raises:
        NotFoundError: the user was removed.

    """
    with shop.snapshot() as uow:
        reading = Reading.of(uow, None)
        before, noted = uow.frames.kept_costs(), uow.frames.last_noted_costs()
    of = reading.work_out()
    kept = _kept(to_be_kept(of.costs.totals, reading.costed.rates), before)
    moved = worth_noting(of.costs.totals, noted)
    if not kept and moved.is_empty():
        return Refreshed()
    noted_on = as_of.astimezone(ZoneInfo(of.settings.time_zone)).date()
    with shop.unit_of_work() as uow:
        changed = uow.variant_costs.keep(kept)
        notes = _noted(of, moved)
        written = uow.variant_costs.note(noted_on, notes)
        ids = [note.variant_id for note in notes]
        uow.variant_costs.thin(ids, before=noted_on - _DAY_BY_DAY)
        uow.commit()
    return Refreshed(kept=changed, noted=written)


def _kept(now: pl.DataFrame, before: pl.DataFrame) -> list[KeptCost]:
    """Those that are another now, in one order for all who lock them."""
    values = ["unit_e2", "success_e2"]
    other = now.join(before, on=["variant_id", *values], how="anti", nulls_equal=True)
    return [
        KeptCost(
            variant_id=UUID(variant_id),
            unit_cost=_hundredths(unit_e2),
            success_pct=_hundredths(success_e2),
        )
        for variant_id, unit_e2, success_e2 in other.sort("variant_id").iter_rows()
    ]


def _noted(of: WorkedOut, moved: pl.DataFrame) -> list[NotedCost]:
    lines = _lines(of, moved["variant_id"])
    return [
        NotedCost(
            variant_id=UUID(variant_id),
            unit_cost=None if unit_e6 is None else Decimal(unit_e6) / MILLIONTHS,
            lines=lines.get(variant_id, "[]"),
        )
        for variant_id, unit_e6 in moved.iter_rows()
    ]


def _lines(of: WorkedOut, variant_ids: pl.Series) -> dict[str, str]:
    """What a unit of each is made of: amount by kind and filament, and the price of a gram."""
    amount, cg = pl.col("piece_e6"), pl.col("cg")
    run = pl.col("run_e6")
    summed = (
        of.costs.lines.filter(pl.col("variant_id").is_in(variant_ids.implode()))
        .group_by("variant_id", "kind", "filament_id", maintain_order=True)
        .agg(
            pl.when(~amount.has_nulls()).then(amount.sum() / MILLIONTHS).alias("amount"),
            pl.when((cg.sum() > 0) & ~run.has_nulls())
            .then(run.sum() / MILLIONTHS / (cg.sum() / _CG_A_GRAM))
            .round(6)
            .alias("per_g"),
        )
    )
    said: dict[str, list[dict[str, object]]] = {}
    for row in summed.iter_rows(named=True):
        said.setdefault(row.pop("variant_id"), []).append(row)
    return {variant_id: orjson.dumps(lines).decode() for variant_id, lines in said.items()}


def _hundredths(value_e2: int | None) -> Decimal | None:
    return None if value_e2 is None else Decimal(value_e2) / _HUNDREDTHS
