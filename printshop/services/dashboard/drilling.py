"""The rows behind a figure of the dashboard; their sum is the figure."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Final

import polars as pl

from printshop.analytics.dashboard.counting import (
    SPENT_MONEY,
    STOCK_MONEY,
    USED_MONEY,
    WASTE,
    part_g,
    part_money,
)
from printshop.analytics.dashboard.hours import HOUR_S
from printshop.analytics.dashboard.narrowing import Narrowing, Value
from printshop.analytics.dashboard.past import PARTS
from printshop.analytics.dashboard.spans import Span
from printshop.errors import InvalidInputError
from printshop.services.dashboard import buying, periods
from printshop.services.dashboard.asking import look_at
from printshop.services.dashboard.dimensions import Dimension
from printshop.services.dashboard.looking import Look
from printshop.services.dashboard.printing_hours import RAN
from printshop.services.dashboard.view import DRILL_FIELDS, DashboardQuery, Drill
from printshop.services.shop import Shop

_LONGEST: Final = 4_000
_HINT: Final = "Open the list again from its figure on the dashboard."
_NOT: Final = "not_"
# The columns that a figure may be the sum of.
_SUMS: Final = {
    "jobs": (
        *("hours", "good", "rejected", "used_g", "cost", "waste_g", "waste_cost", "part_g"),
        *("part_cost", "runs", "made"),
    ),
    "purchases": ("net_g", "cost"),
    "spools": ("left_g", "value"),
}
# What a print has some of that is behind such a sum: one that took nothing is not.
_COUNTED: Final = {
    "used_g": "used_g",
    "cost": "used_g",
    "waste_g": "waste_g",
    "waste_cost": "waste_g",
    "good": "good",
    "rejected": "rejected",
}


def rows_behind(
    shop: Shop,
    query: DashboardQuery,
    drill: Drill,
    *,
    as_of: datetime,
    version: object | None = None,
) -> pl.DataFrame:
    """The rows that a figure was counted from, newest first.

    Of jobs: number, model_id, model, version, plate, category, printer, status, reason,
    started_at, finished_at, hours, good, rejected, used_g, cost, waste_g, waste_cost, part_g,
    part_cost, runs, made. Of purchases: spool_id, spool, received_on, filament, material, brand,
    supplier, net_g, cost. Of spools: spool_id, spool, filament, material, brand, location,
    purchased_on, age_days, left_g, value. Names are as typed; null is unknown, and what is known
    of a job's cost is in it.

    Args:
        shop: whose.
        query: the dashboard's.
        drill: the figure's.
        as_of: now, aware.
        version: as of `dashboard`.

    Raises:
        InvalidInputError: the drill names what there is not, or the query's days are none.

    """
    also = _span(drill.fields)
    return rows_of(look_at(shop, query, as_of=as_of, version=version, also=also), drill)


def rows_of(look: Look, drill: Drill) -> pl.DataFrame:
    """The rows of a look; see `rows_behind`."""
    _check(drill)
    also = _span(drill.fields)
    narrowing = _narrowing(look, drill.fields).within(also or look.span)
    if drill.rows == "jobs":
        rows = _jobs(look, narrowing, drill.fields.get("part"))
        counted = _COUNTED.get(drill.sums)
        return rows if counted is None else rows.filter(pl.col(counted) > 0)
    if drill.rows == "purchases":
        return _purchases(look, narrowing)
    return _spools(look, narrowing, drill.fields.get("age"))


def _check(drill: Drill) -> None:
    strange = [name for name in drill.fields if name not in DRILL_FIELDS]
    is_known = drill.sums in {"", *_SUMS[drill.rows]}
    if strange or not is_known or any(len(said) > _LONGEST for said in drill.fields.values()):
        raise InvalidInputError("The address names rows that there are not.", hint=_HINT)


def _narrowing(look: Look, fields: Mapping[str, str]) -> Narrowing:
    narrowing = look.now
    for name, said in fields.items():
        own = look.dimensions.get(name.removeprefix(_NOT))
        if own is not None:
            narrowing = _with(narrowing, own, own.meant(said), is_not=name.startswith(_NOT))
    return narrowing


def _with(
    narrowing: Narrowing, own: Dimension, values: frozenset[Value], *, is_not: bool
) -> Narrowing:
    if is_not:
        return replace(narrowing, unwanted={**narrowing.unwanted, own.column: values})
    before = narrowing.wanted.get(own.column)
    both = values if before is None else values & before
    return replace(narrowing, wanted={**narrowing.wanted, own.column: both})


def _span(fields: Mapping[str, str]) -> Span | None:
    """The days of a drill; None where it names none."""
    if "since" not in fields and "until" not in fields:
        return None
    try:
        since, until = (date.fromisoformat(fields.get(name, "")) for name in ("since", "until"))
    except ValueError as error:
        raise InvalidInputError("The address names a day that there is not.", hint=_HINT) from error
    return Span(since=max(since, periods.FIRST), until=min(until, periods.LAST))


def _jobs(look: Look, narrowing: Narrowing, part: str | None) -> pl.DataFrame:
    if part is not None and part not in (*PARTS, RAN):
        raise InvalidInputError("The address names a part that there is not.", hint=_HINT)
    past, names = look.past, look.dimensions
    if part == RAN:
        jobs = replace(look, now=narrowing).ran_on(narrowing.span or look.span)
        took = _took(narrowing.within(None).uses(past), None)
    else:
        jobs = narrowing.jobs(past).with_columns(busy_s=pl.lit(None, pl.Int64))
        took = _took(narrowing.uses(past), part)
    plates = past.plates.select("plate_key", "plate_index", "model_id", "model_name", "version")
    printers = past.printers.select("printer_key", printer="name")
    rows = (
        jobs.join(took, on="number", how="left")
        .join(plates, on="plate_key", how="left")
        .join(printers, on="printer_key", how="left")
        .sort("finished_at", "number", descending=True)
    )
    if part in PARTS:
        rows = rows.filter(pl.col("part_g") > 0)
    return rows.select(
        "number",
        "model_id",
        model="model_name",
        version="version",
        plate="plate_index",
        category=pl.col("category").cast(pl.String),
        printer=pl.col("printer").fill_null(names["printer"].gone),
        status=pl.col("status").cast(pl.String),
        reason="reason",
        started_at="started_at",
        finished_at="finished_at",
        hours=pl.col("busy_s") / HOUR_S,
        good="good",
        rejected="rejected",
        used_g=pl.col("used_g").fill_null(0),
        cost="cost",
        waste_g=pl.col("waste_g").fill_null(0),
        waste_cost="waste_cost",
        part_g=pl.col("part_g").fill_null(0),
        part_cost="part_cost",
        runs=pl.lit(1, pl.Int64),
        made="made",
    )


def _took(uses: pl.DataFrame, part: str | None) -> pl.DataFrame:
    """What each job took; a cost is that of the uses whose price is known."""
    parts = PARTS if part is None else (part,)
    measures = {
        "used_g": part_g(*PARTS),
        "cost": USED_MONEY,
        "waste_g": part_g(*WASTE),
        "waste_cost": part_money(*WASTE),
        "part_g": part_g(*parts),
        "part_cost": part_money(*parts),
    }
    return uses.group_by("number").agg(
        (pl.when(one.each.is_not_null().any()).then(one.each.sum()) / one.per).alias(name)
        for name, one in measures.items()
    )


def _purchases(look: Look, narrowing: Narrowing) -> pl.DataFrame:
    rows = narrowing.purchases(look.past).sort("received_on", "number", descending=True)
    return _named(look, rows).select(
        "spool_id",
        spool="number",
        received_on="received_on",
        filament="filament",
        material=pl.col("material").cast(pl.String),
        brand="brand",
        supplier="supplier",
        net_g=pl.col("initial_cg") / 100,
        cost=SPENT_MONEY.of_row,
    )


def _spools(look: Look, narrowing: Narrowing, age: str | None) -> pl.DataFrame:
    stock = narrowing.stock(look.past).with_columns(age=buying.age_of(look.today))
    if age is not None:
        stock = stock.filter(pl.col("age") == age)
    rows = _named(look, stock.sort("number", descending=True))
    return rows.select(
        "spool_id",
        spool="number",
        filament="filament",
        material=pl.col("material").cast(pl.String),
        brand="brand",
        location="location",
        purchased_on="purchased_on",
        age_days=(pl.lit(look.today) - pl.col("purchased_on")).dt.total_days(),
        left_g=pl.col("on_hand_cg") / 100,
        value=STOCK_MONEY.of_row,
    )


def _named(look: Look, rows: pl.DataFrame) -> pl.DataFrame:
    names = look.past.filaments.unique("own_key").select("own_key", filament="name")
    return rows.join(
        names, left_on="filament_key", right_on="own_key", how="left", maintain_order="left"
    )
