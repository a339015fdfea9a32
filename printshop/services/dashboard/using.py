"""Filament that prints took, and what of it did not end up in the pieces."""

from typing import Final

import polars as pl

from printshop.analytics.dashboard import counting
from printshop.analytics.dashboard.counting import USED_G, USED_MONEY, WASTE, part_g, part_money
from printshop.services.dashboard.looking import (
    Drawing,
    Look,
    at_least,
    chart_over_time,
)
from printshop.services.dashboard.view import Chart, Tile

# How the parts of what a print takes are called, as drawn.
PARTS: Final = {
    "model": "Pieces",
    "support": "Support",
    "tower": "Prime tower",
    "support_or_tower": "Support and tower",
    "flush": "Flush",
    "untold": "Not told apart",
}
_HUNDRED: Final = 100


def tiles(look: Look) -> tuple[Tile, ...]:
    """Grams and money that prints took, and the waste of them."""
    return _used(look), _cost(look), _waste(look), _waste_cost(look)


def charts(look: Look) -> tuple[Chart, ...]:
    """What was used over time by material, and by part in grams and in money."""
    uses = look.rows.uses
    by_material = chart_over_time(
        look,
        uses,
        look.dimensions["material"],
        USED_G,
        Drawing(
            key="used_by_material",
            title="Filament used, by material",
            unit="grams",
            rows="jobs",
            sums="used_g",
        ),
    )
    return by_material, _by_part(look, uses, "grams"), _by_part(look, uses, "money")


def _used(look: Look) -> Tile:
    used, before = look.compared("uses", USED_G)
    return Tile(
        key="used",
        label="Filament used",
        unit="grams",
        value=used.value,
        before=before.value if before else None,
        explained="By prints that ended well or badly.",
        drill=look.drill("jobs", "used_g"),
    )


def _cost(look: Look) -> Tile:
    cost, before = look.compared("uses", USED_MONEY)
    return Tile(
        key="used_cost",
        label="Cost of filament used",
        unit="money",
        value=cost.known,
        before=before.known if before else None,
        explained="At what a gram on each spool cost.",
        missing=at_least(look, cost, "filament used"),
        drill=look.drill("jobs", "cost"),
    )


def _waste(look: Look) -> Tile:
    uses = look.rows.uses
    waste, before = look.compared("uses", part_g(*WASTE))
    used = counting.total(uses, USED_G)
    untold = counting.total(uses, part_g("untold")).value
    told = used.value - untold
    share = f"{waste.value * _HUNDRED / told:.0f} % of what is told apart." if told else ""
    return Tile(
        key="waste",
        label="Waste",
        unit="grams",
        value=waste.value if told or not untold else None,
        before=before.value if before else None,
        is_more_better=False,
        explained=f"Support, prime tower and flush. {share}".strip(),
        missing=_untold(look, untold),
        drill=look.drill("jobs", "waste_g"),
    )


def _waste_cost(look: Look) -> Tile:
    uses = look.rows.uses
    cost, before = look.compared("uses", part_money(*WASTE))
    untold = counting.total(uses, part_g("untold")).value
    return Tile(
        key="waste_cost",
        label="Cost of waste",
        unit="money",
        value=cost.known,
        before=before.known if before else None,
        is_more_better=False,
        explained="Support, prime tower and flush, at what a gram on each spool cost.",
        missing=_untold(look, untold)
        or ("At least this: prices are missing." if cost.unknown else ""),
        drill=look.drill("jobs", "waste_cost"),
    )


def _untold(look: Look, untold_g: float) -> str:
    if not untold_g:
        return ""
    return f"The files of {look.amount(untold_g, 'grams')} do not tell waste and pieces apart."


def _by_part(look: Look, uses: pl.DataFrame, unit: str) -> Chart:
    is_money = unit == "money"
    measures = {one: part_money(one) if is_money else part_g(one) for one in PARTS}
    pieces = look.span.pieces()
    sums = uses.group_by(look.span.start_of("on")).agg(
        (measure.each.cast(pl.Int64).sum() / measure.per).alias(one)
        for one, measure in measures.items()
    )
    filled = look.span.starts().to_frame().join(sums, on="x", how="left").fill_null(0).sort("x")
    shown = [one for one in PARTS if filled[one].sum() > 0]
    frame = pl.concat(
        [
            filled.select(
                "x", pl.lit(PARTS[one]).alias("series"), pl.col(one).cast(pl.Float64).alias("value")
            )
            for one in shown
        ]
        or [pl.DataFrame(schema={"x": pl.Date, "series": pl.String, "value": pl.Float64})]
    )
    column = "part_cost" if is_money else "part_g"
    cost = counting.total(uses, USED_MONEY)
    totals = [
        f"{PARTS[one]} {look.amount(float(filled[one].sum()), 'money' if is_money else 'grams')}"
        for one in shown
    ]
    title = f"Filament used, by what became of it{', in money' if is_money else ''}"
    return Chart(
        key=f"used_by_part_{unit}",
        title=title,
        kind="stacked",
        unit="money" if is_money else "grams",
        x_label=look.span.step.capitalize(),
        frame=frame,
        alt=f"{title}: {', '.join(totals) or 'nothing'}.",
        missing=at_least(look, cost, "filament used") if is_money else "",
        drills=tuple(
            look.drill("jobs", column, {"part": one}, span=pieces[start])
            for one in shown
            for start in filled["x"]
        ),
    )
