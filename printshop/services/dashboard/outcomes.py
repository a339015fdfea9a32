"""How prints ended, and what they made."""

from typing import Final

import polars as pl

from printshop.analytics import success
from printshop.analytics.dashboard.counting import GOOD, REJECTED, RUNS
from printshop.services.dashboard import words
from printshop.services.dashboard.dimensions import Dimension
from printshop.services.dashboard.looking import (
    Drawing,
    Look,
    chart_of_sums,
    chart_over_time,
    counts,
)
from printshop.services.dashboard.view import Chart, Tile

_MOST: Final = 12
# What a drill calls the prints that a rate is of.
_ENDED: Final = {"status": "completed\nfailed"}
_HUNDRED: Final = 100
_FRAME: Final = {
    "x": pl.String,
    "series": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "tried": pl.Int64,
}


def tiles(look: Look) -> tuple[Tile, ...]:
    """How many prints ended well, and how many pieces they made."""
    return _success(look), _made(look), _rejected(look)


def charts(look: Look) -> tuple[Chart, ...]:
    """Success by printer, material and model; reasons of failures; pieces over time."""
    jobs = look.rows.jobs
    failed = jobs.filter(pl.col("status") == "failed")
    reasons = Drawing(
        key="failure_reasons",
        title="Why prints failed",
        unit="count",
        rows="jobs",
        sums="runs",
        also=(("status", "failed"),),
    )
    return (
        _rates(look, jobs, look.dimensions["printer"]),
        _rates(look, look.rows.made_of, look.dimensions["material"]),
        _rates(look, jobs, look.dimensions["model"]),
        chart_of_sums(look, failed, look.dimensions["reason"], RUNS, reasons),
        *_production(look, jobs),
    )


def _success(look: Look) -> Tile:
    now = _rate(look, look.rows.jobs)
    before = _rate(look, look.rows_before.jobs) if look.rows_before else None
    if now is None:
        return Tile(
            key="success",
            label="Success",
            unit="pct",
            value=None,
            is_more_better=True,
            missing="No print ended well or badly in these days.",
        )
    return Tile(
        key="success",
        label="Success",
        unit="pct",
        value=now["mean"] * _HUNDRED,
        before=before["mean"] * _HUNDRED if before else None,
        interval=(now["low"] * _HUNDRED, now["high"] * _HUNDRED),
        is_more_better=True,
        note=f"{words.figure(now['good'], 'count', '')} of {words.count(now['tried'], 'print')}",
        explained="Leaning on what you expect where prints are few. A print with rejected pieces"
        " counts in part, a cancelled one not.",
        drill=look.drill("jobs", fields=_ENDED),
    )


def _rate(look: Look, jobs: pl.DataFrame) -> dict[str, float] | None:
    counted = counts(jobs, pl.lit("all"))
    if not counted["tried"].sum():
        return None
    return success.rates(counted, look.prior).row(0, named=True)


def _rates(look: Look, jobs: pl.DataFrame, dimension: Dimension) -> Chart:
    key = pl.col(dimension.column)
    tried = (
        jobs.filter(pl.col("made").is_not_null())
        .group_by(key)
        .agg(good=pl.col("made").sum(), tried=pl.len().cast(pl.Int64))
        .sort("tried", dimension.column, descending=[True, False], nulls_last=True)
        .head(_MOST)
    )
    counted = tried.select(key.cast(pl.String).fill_null("").alias("subject_id"), "good", "tried")
    found = success.rates(counted, look.prior)
    keys = tried[dimension.column].to_list()
    frame = pl.DataFrame(
        {
            "x": [dimension.label(one) for one in keys],
            "series": [""] * len(keys),
            "value": (found["mean"] * _HUNDRED).to_list(),
            "low": (found["low"] * _HUNDRED).to_list(),
            "high": (found["high"] * _HUNDRED).to_list(),
            "tried": tried["tried"].to_list(),
        },
        schema=_FRAME,
    )
    each = [f"{name} {value:.0f} %" for name, _, value, *_ in frame.head(3).iter_rows()]
    return Chart(
        key=f"success_by_{dimension.field}",
        title=f"Success by {dimension.field}",
        kind="intervals",
        unit="pct",
        x_label=dimension.field.capitalize(),
        frame=frame,
        alt=f"Success by {dimension.field}, most printed first: {', '.join(each) or 'nothing'}.",
        note="Few prints say little: the bar holds the truth nine times in ten.",
        drills=tuple(
            look.drill("jobs", fields=_ENDED | {dimension.field: dimension.said(one)})
            for one in keys
        ),
    )


def _made(look: Look) -> Tile:
    made, before = look.compared("jobs", GOOD)
    return Tile(
        key="made",
        label="Good pieces",
        unit="count",
        value=made.value,
        before=before.value if before else None,
        is_more_better=True,
        drill=look.drill("jobs", "good"),
    )


def _rejected(look: Look) -> Tile:
    rejected, before = look.compared("jobs", REJECTED)
    return Tile(
        key="rejected",
        label="Rejected pieces",
        unit="count",
        value=rejected.value,
        before=before.value if before else None,
        is_more_better=False,
        explained="Of prints that ended well; what failed prints would have made is not in it.",
        drill=look.drill("jobs", "rejected"),
    )


def _production(look: Look, jobs: pl.DataFrame) -> tuple[Chart, ...]:
    by_category = Drawing(
        key="made_by_category",
        title="Good pieces, by category",
        unit="count",
        rows="jobs",
        sums="good",
    )
    by_model = Drawing(
        key="made_by_model", title="Good pieces, by model", unit="count", rows="jobs", sums="good"
    )
    rejected = Drawing(
        key="rejected_by_model",
        title="Rejected pieces, by model",
        unit="count",
        rows="jobs",
        sums="rejected",
    )
    return (
        chart_over_time(look, jobs, look.dimensions["category"], GOOD, by_category),
        chart_of_sums(look, jobs, look.dimensions["model"], GOOD, by_model),
        chart_of_sums(look, jobs, look.dimensions["model"], REJECTED, rejected),
    )
