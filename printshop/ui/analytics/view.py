"""The owner's dashboard: what changed first, then the charts of one subject at a time."""

from datetime import UTC, date, datetime
from functools import partial
from typing import Final

import streamlit as st

from printshop.services.dashboard.view import Dashboard
from printshop.services.shop import Shop
from printshop.ui import address, live, places
from printshop.ui.analytics import asked, charts, filters, reading, report_form, rows, summary
from printshop.ui.days import today
from printshop.ui.formats import count

_OTHER: Final = "more"
_SUBJECTS: Final = {
    "spending": ":material/payments: Spending",
    "used": ":material/recycling: Use and waste",
    "success": ":material/task_alt: Success",
    "made": ":material/deployed_code: Production",
    "stock": ":material/shelves: Stock",
    _OTHER: "More",
}
# The subject of a chart by the first word of its key; what is not named stands with the last.
_ALSO: Final = {
    "failure": "success",
    "rejected": "made",
    "utilisation": "made",
    "hours": "made",
    "margin": "spending",
    "cost": "spending",
}
_TOPICS: Final = ("queue", "stock", "catalog", "settings")


def draw(shop: Shop) -> None:
    """Draw the dashboard, or the rows behind one of its figures; a filter draws this part alone."""
    live.draw(shop, partial(_draw_asked, shop), key="analytics", topics=_TOPICS)


def _draw_asked(shop: Shop) -> None:
    if asked.has_drill():
        rows.draw(shop)
    else:
        _draw(shop)


def _draw(shop: Shop) -> None:
    as_of = datetime.now(UTC)
    on = today(shop.settings())
    query = asked.query()
    with st.container(horizontal=True, vertical_alignment="center", key="analytics_head"):
        st.title("Analytics", anchor=False, width="stretch")
        report_form.draw(shop, on, as_of)
    filters.draw(shop, query, on)
    board = reading.board(shop, query, as_of)
    if board.is_empty:
        _draw_nothing()
        return
    st.caption(_days(board, on))
    summary.draw(board)
    _draw_charts(board)
    reading.read_ahead(shop)


def _days(board: Dashboard, today: date) -> str:
    """Which days are shown, and with which they are compared."""
    said = filters.days(board.since, board.until, today)
    if all(tile.before is None for tile in board.tiles):
        return said
    length = (board.until - board.since).days + 1
    return f"{said}. Before: the {count(length, 'day')} before these."


def _draw_charts(board: Dashboard) -> None:
    """Draw the charts of one subject: the others are drawn once somebody asks for them."""
    subject_of = {chart.key: _subject(chart.key) for chart in board.charts}
    there = {name: words for name, words in _SUBJECTS.items() if name in subject_of.values()}
    if not there:
        return
    with st.container(key="analytics_subjects"):
        chosen = address.choose("Charts of", there, name="charts", wrap=True)
    charts.draw([one for one in board.charts if subject_of[one.key] == chosen], board.currency)


def _subject(key: str) -> str:
    first = key.partition("_")[0]
    return first if first in _SUBJECTS else _ALSO.get(first, _OTHER)


def _draw_nothing() -> None:
    with st.container(border=True, key="analytics_nothing"):
        st.markdown(
            "**Nothing to tell yet.** Once you book prints, or add spools with their bills, this "
            "page says where the money and the filament went."
        )
        places.PRINT_QUEUE.link("Open the queue")
        places.INVENTORY.link("Add spools")
