"""Filament that prints took, and what of it did not end up in the pieces."""

from typing import Final

import polars as pl

from printshop.analytics.dashboard.consumption import Consumption
from printshop.analytics.dashboard.counting import USED_G, WASTE
from printshop.analytics.dashboard.past import MONEY
from printshop.services.dashboard import words
from printshop.services.dashboard.looking import Drawing, Look, chart_over_time
from printshop.services.dashboard.view import Chart, Tile
from printshop.services.dashboard.words import Unit

# How the parts of what a print takes are called, as drawn.
PARTS: Final = {
    "model": "Pieces",
    "support": "Support",
    "tower": "Prime tower",
    "support_or_tower": "Support and tower",
    "flush": "Flush",
    "failed": "Failed prints",
    "untold": "Not told apart",
}
_WASTE: Final = "Support, prime tower and flush, and all that failed prints took"
_HUNDRED: Final = 100
_FRAME: Final = {"x": pl.Date, "series": pl.String, "value": pl.Float64}
_PER: Final[dict[Unit, int]] = {"grams": 100, "money": MONEY}
_SUFFIX: Final[dict[Unit, str]] = {"grams": "cg", "money": "cost"}


def tiles(look: Look) -> tuple[Tile, ...]:
    """Grams and money that prints took, and the waste of them."""
    took = look.took
    before = None if look.rows_before is None else Consumption.of(look.rows_before.uses)
    unpriced = _unpriced(look, took)
    priced_before = before if before and not took.unpriced_g + before.unpriced_g else None
    return (
        Tile(
            key="used",
            label="Filament used",
            unit="grams",
            value=took.grams("used"),
            before=before.grams("used") if before else None,
            explained="By prints that ended well or badly.",
            drill=look.drill("jobs", "used_g"),
        ),
        Tile(
            key="used_cost",
            label="Cost of filament used",
            unit="money",
            value=took.money("used") if took.is_priced else None,
            before=priced_before.money("used") if priced_before else None,
            explained="At what a gram on each spool cost.",
            missing=unpriced,
            drill=look.drill("jobs", "cost"),
        ),
        *_waste(look, took, before),
    )


def charts(look: Look) -> tuple[Chart, ...]:
    """What was used over time by material, and by part in grams and in money."""
    by_material = Drawing(
        key="used_by_material",
        title="Filament used, by material",
        unit="grams",
        rows="jobs",
        sums="used_g",
    )
    return (
        chart_over_time(look, look.took.days, look.dimensions["material"], USED_G, by_material),
        _by_part(look, look.took, "grams"),
        _by_part(look, look.took, "money"),
    )


def _waste(look: Look, took: Consumption, before: Consumption | None) -> tuple[Tile, Tile]:
    unpriced_g = took.unpriced_g + (before.unpriced_g if before else 0)
    waste_g, untold_g = took.grams(*WASTE), took.grams("untold")
    told_g = took.grams("used") - untold_g
    of_what = "what is told apart" if untold_g else "what was used"
    share = f"{words.figure(waste_g * _HUNDRED / told_g, 'pct', '')} of {of_what}" if told_g else ""
    untold = (
        f"At least this: {look.amount(untold_g, 'grams')} are not told apart." if untold_g else ""
    )
    is_known = bool(told_g or not untold_g)
    return (
        Tile(
            key="waste",
            label="Waste",
            unit="grams",
            value=waste_g if is_known else None,
            before=before.grams(*WASTE) if before else None,
            is_more_better=_waste_is_worse(took, before),
            note=share,
            explained=f"{_WASTE}.",
            missing=untold,
            drill=look.drill("jobs", "waste_g"),
        ),
        Tile(
            key="waste_cost",
            label="Cost of waste",
            unit="money",
            value=took.money(*WASTE) if is_known and took.is_priced else None,
            before=before.money(*WASTE) if before and not unpriced_g else None,
            is_more_better=False,
            explained=f"{_WASTE}, at what a gram on each spool cost.",
            missing=untold or _unpriced(look, took),
            drill=look.drill("jobs", "waste_cost"),
        ),
    )


def _waste_is_worse(took: Consumption, before: Consumption | None) -> bool | None:
    """False, as more of it is worse; None where its part of what was used moved the other way.

    Twice as much waste of three times as much filament is no bad news.
    """
    if before is None or not (took.grams("used") and before.grams("used")):
        return False
    now_g, then_g = took.grams(*WASTE), before.grams(*WASTE)
    share_moved = now_g / took.grams("used") - then_g / before.grams("used")
    return None if (now_g - then_g) * share_moved < 0 else False


def _unpriced(look: Look, took: Consumption) -> str:
    if not took.unpriced_g:
        return ""
    if not took.is_priced:
        return "Nobody said what the filament used cost."
    grams = look.amount(took.unpriced_g, "grams")
    return f"At least this: {grams} have no price."


def _by_part(look: Look, took: Consumption, unit: Unit) -> Chart:
    columns = {one: f"{one}_{_SUFFIX[unit]}" for one in PARTS}
    sums = took.days.group_by(look.span.start_of("on")).agg(
        pl.col(column).sum() / _PER[unit] for column in columns.values()
    )
    filled = look.span.starts().to_frame().join(sums, on="x", how="left").fill_null(0).sort("x")
    shown = {one: column for one, column in columns.items() if filled[column].sum() > 0}
    parts = [
        filled.select("x", series=pl.lit(PARTS[one]), value=pl.col(column).cast(pl.Float64))
        for one, column in shown.items()
    ]
    title = f"Filament used, by what became of it{', in money' if unit == 'money' else ''}"
    totals = [
        f"{PARTS[one]} {look.amount(float(filled[column].sum()), unit)}"
        for one, column in shown.items()
    ]
    pieces, behind = look.span.pieces(), "part_cost" if unit == "money" else "part_g"
    return Chart(
        key=f"used_by_part_{unit}",
        title=title,
        kind="stacked",
        unit=unit,
        x_label=look.span.step.capitalize(),
        frame=pl.concat([pl.DataFrame(schema=_FRAME), *parts]),
        alt=f"{title}: {', '.join(totals) or 'nothing'}.",
        missing=_unpriced(look, took) if unit == "money" else "",
        drills=tuple(
            look.drill("jobs", behind, {"part": one}, span=pieces[start])
            for one in shown
            for start in filled["x"]
        ),
    )
