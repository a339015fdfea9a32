"""What changed since last week, in words: the biggest movers only."""

from datetime import date, timedelta
from typing import Final

import polars as pl

from printshop.analytics import success
from printshop.analytics.dashboard import counting
from printshop.analytics.dashboard.counting import GOOD, SPENT_MONEY, USED_G, Measure
from printshop.analytics.dashboard.movers import movers
from printshop.analytics.dashboard.spans import Span
from printshop.analytics.success import Trials
from printshop.services.dashboard.dimensions import Dimension
from printshop.services.dashboard.looking import Look, counts
from printshop.services.dashboard.view import Kind, Said
from printshop.services.dashboard.words import Unit

_MOST: Final = 5
_WEEK: Final = timedelta(days=7)
_DAY: Final = timedelta(days=1)
_SURE: Final = 0.95
_FEWEST: Final = 8
_HUNDRED: Final = 100


def last_week(today: date) -> Span:
    """The seven whole days until yesterday: part of a day would look like a fall."""
    return Span(since=today - _WEEK, until=today - _DAY)


def said(look: Look) -> tuple[Said, ...]:
    """What moved, the surest first."""
    week = last_week(look.today)
    now, before = look.now.within(week), look.now.within(week.before)
    jobs, jobs_before = now.jobs(look.past), before.jobs(look.past)
    uses, uses_before = now.uses(look.past), before.uses(look.past)
    bought, bought_before = now.purchases(look.past), before.purchases(look.past)
    found = [
        *_moved(look, (jobs, jobs_before), None, GOOD, ("Good pieces", "count")),
        *_moved(look, (jobs, jobs_before), "model", GOOD, ("Good pieces of", "count")),
        *_moved(look, (uses, uses_before), "material", USED_G, ("Filament used,", "grams")),
        *_moved(look, (bought, bought_before), None, SPENT_MONEY, ("Filament bought", "money")),
        *_rates(look, jobs, jobs_before, None),
        *_rates(look, jobs, jobs_before, look.dimensions["printer"]),
    ]
    found.sort(key=lambda one: -one[0])
    if not found:
        return _calm(look, (jobs, jobs_before), (uses, uses_before), (bought, bought_before))
    return tuple(one for _, one in found[:_MOST])


def _calm(look: Look, *pairs: tuple[pl.DataFrame, pl.DataFrame]) -> tuple[Said, ...]:
    """The sums of both weeks, where nothing of them moved by more than chance."""
    if look.is_empty:
        return ()
    measures = ((GOOD, "good pieces"), (USED_G, "used"), (SPENT_MONEY, "bought"))
    units: tuple[Unit, ...] = ("count", "grams", "money")
    told = []
    for (now, before), (measure, what), unit in zip(pairs, measures, units, strict=True):
        sums = [counting.total(rows, measure).value for rows in (now, before)]
        if any(sums):
            last, first = (look.amount(one, unit) for one in sums)
            noun = what.removesuffix("s") if sums[0] == 1 else what
            told.append(f"{last} {noun} (before: {first})")
    text = (
        f"Nothing beyond chance in the last seven days: {', '.join(told)}."
        if told
        else "Nothing was printed or bought in the last fourteen days."
    )
    return (Said(text=text, kind="neutral", drill=look.drill("jobs", span=last_week(look.today))),)


def _moved(
    look: Look,
    rows: tuple[pl.DataFrame, pl.DataFrame],
    field: str | None,
    measure: Measure,
    said_as: tuple[str, Unit],
) -> list[tuple[float, Said]]:
    what, unit = said_as
    own = look.dimensions[field] if field else None
    found = movers(*rows, own.column if own else None, measure)
    sums = {"count": "good", "grams": "used_g", "money": "cost"}[unit]
    said = []
    for key, now, before, sureness in found.head(_MOST).iter_rows():
        name = f"{what} {own.label(key)}" if own else what
        text = (
            f"{name}: {look.amount(now, unit)} in the last seven days,"
            f" {look.amount(before, unit)} in the seven before{_by(now, before)}."
        )
        kind: Kind = "neutral"
        if unit == "count":
            kind = "good" if now > before else "bad"
        drill = look.drill(
            "purchases" if unit == "money" else "jobs",
            sums,
            {own.field: own.said(key)} if own else {},
            span=last_week(look.today),
        )
        said.append((sureness, Said(text=text, kind=kind, drill=drill)))
    return said


def _by(now: float, before: float) -> str:
    if not before:
        return ""
    change = (now / before - 1) * _HUNDRED
    sign = "+" if change > 0 else "\u2212"
    return f" ({sign}{abs(change):,.0f} %)"


def _rates(
    look: Look, jobs: pl.DataFrame, jobs_before: pl.DataFrame, own: Dimension | None
) -> list[tuple[float, Said]]:
    subject = pl.col(own.column).cast(pl.String) if own else pl.lit("all")
    both = counts(jobs, subject).join(
        counts(jobs_before, subject), on="subject_id", suffix="_before"
    )
    said = []
    for subject_id, good, tried, good_before, tried_before in both.iter_rows():
        if min(tried, tried_before) < _FEWEST:
            continue
        better = success.probability_better(
            Trials(good, tried), Trials(good_before, tried_before), look.prior
        )
        if max(better, 1 - better) < _SURE:
            continue
        # As far out as that is on a scale of deviations, about.
        sureness = 2.5 + 20 * (max(better, 1 - better) - _SURE)
        key = int(subject_id) if own and subject_id else None
        where = f" on {own.label(key)}" if own else ""
        text = (
            f"Prints that end well{where}: {good / tried * _HUNDRED:.0f} % of {tried:,} in the"
            f" last seven days, {good_before / tried_before * _HUNDRED:.0f} % of"
            f" {tried_before:,} in the seven before."
        )
        fields = {own.field: own.said(key)} if own else {}
        drill = look.drill("jobs", "", fields, span=last_week(look.today))
        kind: Kind = "good" if better > _SURE else "bad"
        said.append((sureness, Said(text=text, kind=kind, drill=drill)))
    return said
