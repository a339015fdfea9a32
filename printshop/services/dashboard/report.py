"""The report of a month: one page to keep, to print, or to give to whoever does the books."""

import calendar
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from printshop.services import dashboard
from printshop.services.dashboard import report_page
from printshop.services.dashboard.report_page import Report
from printshop.services.dashboard.view import Chart, Dashboard, DashboardQuery, Tile
from printshop.services.shop import Shop

MONTHS: Final = 36
_NAMELESS: Final = "Your shop"
# What an owner asks of a month first; the others follow in their order.
_FIRST_CHARTS: Final = (
    "spending_by_material",
    "made_by_model",
    "used_by_part_grams",
    "success_by_model",
    "failure_reasons",
    "stock_by_material",
)


def months(today: date, first_on: date | None = None) -> tuple[date, ...]:
    """The first days of the months that there can be a report of, the newest first.

    Args:
        today: the day it is in the shop.
        first_on: the first day of which the shop knows anything; before it nothing is told.

    """
    found = [today.replace(day=1)]
    while len(found) < MONTHS and (first_on or today) < found[-1]:
        found.append(_before(found[-1]))
    return tuple(found)


def month_name(month: date) -> str:
    """A month in words: `November 2026`."""
    return f"{calendar.month_name[month.month]} {month.year}"


def file_name(month: date) -> str:
    """What the file of a month's report is called."""
    return f"printshop-{month:%Y-%m}.pdf"


def month_report(shop: Shop, month: date, *, as_of: datetime) -> bytes:
    """The report of a month as a PDF of one page.

    Args:
        shop: whose.
        month: its first day; of the month that goes on, it is the report of its days so far.
        as_of: now.

    Raises:
        InvalidInputError: the month has not begun.

    """
    user, settings = shop.user(), shop.settings()
    today = as_of.astimezone(ZoneInfo(settings.time_zone)).date()
    until = max(min(_last(month), today), month)
    is_whole = until == _last(month)
    before = _before(month)
    # So many days of the month before, where this one goes on.
    before_until = _last(before) if is_whole else min(_last(before), before + (until - month))
    board = dashboard.dashboard(shop, DashboardQuery(since=month, until=until), as_of=as_of)
    past = dashboard.dashboard(shop, DashboardQuery(since=before, until=before_until), as_of=as_of)
    compared = f"compared with {month_name(before)}"
    return report_page.draw(
        Report(
            shop_name=user.business_name or _NAMELESS,
            title=f"{month_name(month)}{'' if is_whole else ', so far'}",
            days=f"{month.day} to {until.day} {month_name(month)}",
            compared=compared if is_whole else f"{compared}, to day {before_until.day}",
            made_on=f"{today.day} {month_name(today)}",
            # What changed last week is no news of a month that was over before.
            board=replace(_beside(board, past), changes=() if is_whole else board.changes),
            charts=_ordered(board.charts),
        )
    )


def _beside(board: Dashboard, past: Dashboard) -> Dashboard:
    """The figures of a month, each with that of the month before; stock is as it is now.

    Two sums are not compared where something is missing in one of them.
    """
    values = {
        tile.key: tile.value for tile in past.tiles if not _is_of_now(tile) and not tile.missing
    }
    tiles = tuple(
        replace(tile, before=None if tile.missing else values.get(tile.key)) for tile in board.tiles
    )
    return replace(board, tiles=tiles)


def _is_of_now(tile: Tile) -> bool:
    return tile.drill is not None and tile.drill.rows == "spools"


def _ordered(charts: tuple[Chart, ...]) -> tuple[Chart, ...]:
    """The charts that say something, the most telling first."""
    place = {key: at for at, key in enumerate(_FIRST_CHARTS)}
    said = [chart for chart in charts if not chart.frame.is_empty()]
    return tuple(sorted(said, key=lambda chart: place.get(chart.key, len(place))))


def _last(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _before(month: date) -> date:
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)
