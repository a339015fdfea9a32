"""What the owner's dashboard shows: figures, charts and sentences, each with what is behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, Literal
from uuid import UUID

import polars as pl

from printshop.domain.catalog import Category
from printshop.domain.filament import Material
from printshop.domain.units import Frozen

_TOLD_APART: Final = (
    *("status", "printer", "filament", "material", "brand", "supplier"),
    *("category", "model", "variant", "reason"),
)
DRILL_FIELDS: Final = frozenset(
    [*_TOLD_APART, *(f"not_{name}" for name in _TOLD_APART), "part", "age", "since", "until"]
)

Kind = Literal["good", "bad", "neutral"]


class Period(StrEnum):
    """How far a dashboard looks back from today, in the shop's own days."""

    WEEK = "7d"
    MONTH = "30d"
    QUARTER = "90d"
    YEAR = "365d"
    ALL = "all"


class DashboardQuery(Frozen):
    """What of a shop's history is looked at. since and until, both included, go before period."""

    period: Period = Period.MONTH
    since: date | None = None
    until: date | None = None
    printer_id: UUID | None = None
    material: Material | None = None
    category: Category | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """What stands behind a figure, as an address says it: which rows, narrowed by these fields.

    Fields of jobs: status, printer, filament, material, brand, category, model, variant, reason,
    part, since, until. Of purchases: material, brand, supplier, since, until. Of spools:
    material, age. Each but part, age and the days also with `not_` before it: what it is none
    of. DRILL_FIELDS are all of them. Values are texts as an address has them: several stand in
    lines, `~gone` and `~unsaid` are no names. sums is the column of the rows whose sum is the
    figure; empty where the figure is no sum, as a rate.
    """

    rows: Literal["jobs", "purchases", "spools"]
    fields: Mapping[str, str] = field(default_factory=dict)
    sums: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A figure. value is None where it cannot be said, and `missing` then says why.

    before: the same of the period of equal length before, None where there is none. interval:
    within which the truth lies nine times in ten, for rates. note: of how many, or of what part.
    """

    key: str
    label: str
    unit: Literal["money", "grams", "pct", "count", "hours"]
    value: float | None
    before: float | None = None
    interval: tuple[float, float] | None = None
    is_more_better: bool | None = None
    note: str = ""
    explained: str = ""
    missing: str = ""
    drill: Drill | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart and the table that says the same.

    frame has one row per mark: `x`, `series` (empty text where there is only one) and `value`;
    for intervals also `low`, `high` and `tried`, of how many prints it is. Sorted as it is drawn.
    drills, as long as the frame, says what is behind each mark.
    """

    key: str
    title: str
    kind: Literal["bars", "stacked", "line", "intervals"]
    unit: Literal["money", "grams", "pct", "count", "hours"]
    x_label: str
    frame: pl.DataFrame
    alt: str
    note: str = ""
    missing: str = ""
    drills: tuple[Drill | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence of what changed or wants attention; plain text, names not escaped yet.

    It leads to the rows behind it, or to the page of the model that it is about.
    """

    text: str
    kind: Kind
    drill: Drill | None = None
    model_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """All of it, of one query. since and until are the shop's days, both included.

    is_over: the days ended before today, so that what is of now is not of them.
    """

    query: DashboardQuery
    since: date
    until: date
    currency: str
    tiles: tuple[Tile, ...]
    charts: tuple[Chart, ...]
    changes: tuple[Said, ...]
    margins: tuple[Said, ...]
    missing: tuple[str, ...] = ()
    is_over: bool = False
    is_empty: bool = False
