"""The owner's dashboard: one look at a shop's past."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from printshop.analytics.dashboard.narrowing import Narrowing, Value
from printshop.analytics.dashboard.past import Past
from printshop.analytics.dashboard.spans import Span
from printshop.services.dashboard import (
    buying,
    changes,
    keeping,
    margins,
    outcomes,
    periods,
    printing_hours,
    using,
)
from printshop.services.dashboard.looking import Look
from printshop.services.dashboard.view import Dashboard, DashboardQuery
from printshop.services.shop import Shop

_HUNDRED: Final = 100


def dashboard(
    shop: Shop, query: DashboardQuery, *, as_of: datetime, version: object | None = None
) -> Dashboard:
    """What became of a shop's money, filament and hours in some days.

    Args:
        shop: whose.
        query: which days, and what of it.
        as_of: now, aware.
        version: of the shop's data, another one after each change; None where nobody knows.

    Raises:
        InvalidInputError: the days are none, or still to come.

    """
    return board_of(look_at(shop, query, as_of=as_of, version=version), query)


def board_of(look: Look, query: DashboardQuery) -> Dashboard:
    """The dashboard of a look."""
    category = query.category.value if query.category else None
    sections = (buying, using, outcomes, printing_hours)
    return Dashboard(
        query=query,
        since=look.span.since,
        until=look.span.until,
        currency=look.settings.currency,
        tiles=tuple(tile for one in sections for tile in one.tiles(look)),
        charts=tuple(chart for one in sections for chart in one.charts(look)),
        changes=changes.said(look),
        margins=margins.said(look.margins, look.settings, category),
        missing=margins.missing(look.margins, category),
        is_over=look.is_over,
        is_empty=look.is_empty,
    )


def look_at(
    shop: Shop,
    query: DashboardQuery,
    *,
    as_of: datetime,
    version: object | None,
    also: Span | None = None,
) -> Look:
    """Read what a query needs, and also some other days, and narrow it."""
    kept, read = keeping.fresh(shop, version)
    today = as_of.astimezone(ZoneInfo(read.settings.time_zone)).date()
    span = periods.span_of(query, today=today, first_on=read.first_on)
    before = periods.before(query, span, first_on=read.first_on)
    week = changes.last_week(today)
    spans = [span, week, week.before, *(one for one in (before, also) if one)]
    together = keeping.past_of(shop, kept, read, spans)
    return Look(
        past=together.past,
        dimensions=together.dimensions,
        span=span,
        before=before,
        now=Narrowing(span=span, wanted=_wanted(query, together.past)),
        settings=read.settings,
        as_of=as_of,
        margins=keeping.margins_of(shop, kept, read, today),
        is_empty=read.first_on is None and together.past.running.is_empty(),
    )


def _wanted(query: DashboardQuery, past: Past) -> dict[str, frozenset[Value]]:
    wanted: dict[str, frozenset[Value]] = {}
    if query.printer_id:
        keys = past.printers.filter(pl.col("printer_id") == str(query.printer_id))["printer_key"]
        wanted["printer_key"] = frozenset(keys.to_list())
    if query.material:
        wanted["material"] = frozenset([query.material.value])
    if query.category:
        wanted["category"] = frozenset([query.category.value])
    return wanted
