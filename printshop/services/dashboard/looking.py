"""What a dashboard is put together from, and the charts that are made of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final, Literal
from zoneinfo import ZoneInfo

import polars as pl

from printshop.analytics import success
from printshop.analytics.dashboard import counting, hours
from printshop.analytics.dashboard.consumption import Consumption
from printshop.analytics.dashboard.counting import Amount, Measure
from printshop.analytics.dashboard.hours import Stretch
from printshop.analytics.dashboard.narrowing import Narrowed, Narrowing, Value
from printshop.analytics.dashboard.past import Past
from printshop.analytics.dashboard.spans import Span
from printshop.analytics.success import Prior
from printshop.domain.users import ShopSettings
from printshop.services.dashboard import words
from printshop.services.dashboard.dimensions import Dimension
from printshop.services.dashboard.margins import Margins
from printshop.services.dashboard.view import Chart, Drill
from printshop.services.dashboard.words import Unit
from printshop.services.planning.timing import staffed_hours

Rows = Literal["jobs", "purchases", "spools"]
OTHERS: Final = "Others"
_MOST_BARS: Final = 12
_HUNDRED: Final = 100


@dataclass(frozen=True, kw_only=True)
class Look:
    """One look at a shop; before is None where there is nothing to compare with."""

    past: Past
    dimensions: Mapping[str, Dimension]
    span: Span
    before: Span | None
    now: Narrowing
    settings: ShopSettings
    as_of: datetime
    margins: Margins
    is_empty: bool

    @cached_property
    def rows(self) -> Narrowed:
        """What is counted of these days."""
        return self.now.all_rows(self.past)

    @cached_property
    def rows_before(self) -> Narrowed | None:
        """The same of the days before."""
        return self.now.within(self.before).all_rows(self.past) if self.before else None

    @cached_property
    def took(self) -> Consumption:
        """What prints of these days took."""
        return Consumption.of(self.rows.uses)

    @cached_property
    def prior(self) -> Prior:
        """What is believed of prints that were hardly tried, learnt from all versions."""
        seen = counts(self.rows.jobs, pl.col("variant_key").cast(pl.String))
        return success.fit_prior(seen, mean=float(self.settings.expected_success_pct) / _HUNDRED)

    def ran_on(self, span: Span) -> pl.DataFrame:
        """The prints that ran on some days, with the seconds that they did."""
        return hours.busy(self.now.ran(self.past), self._stretch(span))

    @cached_property
    def ran(self) -> pl.DataFrame:
        """The same of these days."""
        return self.ran_on(self.span)

    @cached_property
    def utilisation(self) -> pl.DataFrame:
        """How much of its hours each printer in use printed."""
        wanted = self.now.conditions(self.past.printers)
        in_use = self.past.printers.filter("is_active", *wanted)
        return hours.utilisation(self.ran, in_use, self._stretch(self.span))

    def _stretch(self, span: Span) -> Stretch:
        begins, ends = span.moments(ZoneInfo(self.settings.time_zone))
        staffed = staffed_hours(self.settings)
        return hours.stretch_of(begins, ends, as_of=self.as_of, staffed=staffed)

    @property
    def today(self) -> date:
        """The day it is in the shop."""
        return self.as_of.astimezone(ZoneInfo(self.settings.time_zone)).date()

    @property
    def is_over(self) -> bool:
        """Whether the days that are looked at ended before today."""
        return self.span.until < self.today

    def compared(
        self, kind: Literal["jobs", "uses", "purchases"], measure: Measure
    ) -> tuple[Amount, Amount | None]:
        """A sum on these days, and on those before."""
        before = getattr(self.rows_before, kind, None)
        now = counting.total(getattr(self.rows, kind), measure)
        return now, None if before is None else counting.total(before, measure)

    def drill(
        self,
        rows: Rows,
        sums: str = "",
        fields: Mapping[str, str] | None = None,
        *,
        span: Span | None = None,
    ) -> Drill:
        """What is behind a figure, on the days of the page or some of them."""
        at = span or self.span
        days = {"since": at.since.isoformat(), "until": at.until.isoformat()}
        return Drill(rows=rows, fields={**(fields or {}), **days}, sums=sums)

    def amount(self, value: float, unit: Unit) -> str:
        """A figure in words."""
        return words.figure(value, unit, self.settings.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What a chart is about, beside its numbers.

    rows, sums, also: as in a drill. day: the column that says when.
    """

    key: str
    title: str
    unit: Unit
    rows: Rows
    sums: str
    day: str = "on"
    note: str = ""
    missing: str = ""
    also: tuple[tuple[str, str], ...] = ()


def counts(jobs: pl.DataFrame, subject: pl.Expr) -> pl.DataFrame:
    """How many runs of each subject ended well, of how many that ended well or badly."""
    return (
        jobs.filter(pl.col("made").is_not_null())
        .group_by(subject.fill_null("").alias("subject_id"))
        .agg(good=pl.col("made").sum(), tried=pl.len().cast(pl.Int64))
        .sort("subject_id")
    )


def chart_over_time(
    look: Look, frame: pl.DataFrame, dimension: Dimension, measure: Measure, said: Drawing
) -> Chart:
    """A chart of what was when, stacked by a dimension."""
    found, shown = counting.over_time(frame, look.span, said.day, dimension.column, measure)
    pieces, others = look.span.pieces(), {f"not_{dimension.field}": dimension.said_all(shown)}
    labels, drills = [], []
    for row in found.iter_rows(named=True):
        is_rest = row["is_rest"]
        labels.append(OTHERS if is_rest else dimension.label(row["key"]))
        by = others if is_rest else {dimension.field: dimension.said(row["key"])}
        span = pieces[row["x"]]
        drills.append(look.drill(said.rows, said.sums, {**dict(said.also), **by}, span=span))
    marks = found.select("x", pl.Series("series", labels, dtype=pl.String), "value")
    return Chart(
        key=said.key,
        title=said.title,
        kind="stacked",
        unit=said.unit,
        x_label=look.span.step.capitalize(),
        frame=marks,
        alt=_alt(look, marks, "series", said),
        note=said.note,
        missing=said.missing,
        drills=tuple(drills),
    )


def chart_of_sums(
    look: Look, frame: pl.DataFrame, dimension: Dimension, measure: Measure, said: Drawing
) -> Chart:
    """Bars, the largest first; the smallest ones are put together."""
    found = counting.sums(frame, dimension.column, measure)
    keys: Sequence[Value] = found["key"].to_list()
    values = found["value"].to_list()
    own = len(keys) if len(keys) <= _MOST_BARS else _MOST_BARS - 1
    names = [dimension.label(key) for key in keys[:own]]
    by = [{dimension.field: dimension.said(key)} for key in keys[:own]]
    values, rest = values[:own], values[own:]
    if rest:
        names.append(OTHERS)
        values.append(sum(rest))
        by.append({f"not_{dimension.field}": dimension.said_all(list(keys[:own]))})
    marks = bars(names, values)
    return Chart(
        key=said.key,
        title=said.title,
        kind="bars",
        unit=said.unit,
        x_label=dimension.field.capitalize(),
        frame=marks,
        alt=_alt(look, marks, "x", said),
        note=said.note,
        missing=said.missing,
        drills=tuple(look.drill(said.rows, said.sums, {**dict(said.also), **one}) for one in by),
    )


def bars(names: Sequence[str], values: Sequence[float]) -> pl.DataFrame:
    """The frame of a chart without series."""
    columns = {"x": names, "series": [""] * len(names), "value": values}
    return pl.DataFrame(columns, schema={"x": pl.String, "series": pl.String, "value": pl.Float64})


def _alt(look: Look, marks: pl.DataFrame, by: str, said: Drawing) -> str:
    """The largest of a chart in words."""
    # What is in stock is of now, whatever days are looked at.
    what = said.title if said.rows == "spools" else f"{said.title}, {words.days(look.span)}"
    if marks.is_empty():
        return f"{what}: nothing."
    sums = (
        marks.group_by(by, maintain_order=True)
        .agg(pl.col("value").sum())
        .sort("value", descending=True, maintain_order=True)
    )
    each = [f"{name} {look.amount(value, said.unit)}" for name, value in sums.head(3).iter_rows()]
    more = f", and {len(sums) - 3} more" if len(sums) > 3 else ""  # noqa: PLR2004 - as above
    return f"{what}, the largest first: {', '.join(each)}{more}."


def at_least(look: Look, amount: Amount, what: str) -> str:
    """What is missing in a sum of money; empty where nothing is."""
    if not amount.unknown:
        return ""
    grams = look.amount(amount.unknown_g, "grams")
    if amount.known is None:
        return f"Nobody said what the {what} cost."
    return f"At least this: {grams} have no price."
