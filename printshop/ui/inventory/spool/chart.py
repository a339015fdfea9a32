"""How a spool burnt down, drawn: a line of what was on it over time."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import plotly.graph_objects as go
import streamlit as st

from printshop.domain.spools import Movement, Spool
from printshop.domain.units import CENTIGRAMS_PER_GRAM
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui.formats import count, day, grams

_HEIGHT_PX: Final = 240
_SHORTEST: Final = timedelta(hours=6)
# A middle tone, seen on light and on dark ground alike.
_COLOR: Final = "#158a64"
_UNDER_IT: Final = "rgba(21, 138, 100, 0.22)"
_MARGIN: Final = {"l": 8, "r": 8, "t": 8, "b": 8}


def draw(shop: Shop, spool: Spool, newest: Movement, n_lines: int, zone: ZoneInfo) -> None:
    """Draw the chart; its data stand in the ledger's table below it.

    Args:
        shop: whose.
        spool: which.
        newest: the last line of its ledger.
        n_lines: how many lines it has.
        zone: of the shop.

    """
    st.plotly_chart(
        _figure(shop.user_id, spool.id, newest.id, zone.key, shop),
        key=f"inventory.chart.{spool.id}",
        config={"displayModeBar": False},
        alt=alt(spool, newest.booked_at.astimezone(zone), n_lines),
    )


def alt(spool: Spool, last_at: datetime, n_lines: int) -> str:
    """The chart in words."""
    return (
        f"Grams on spool {spool.label} over time: {grams(spool.initial_g)} at first, "
        f"{grams(spool.quantity_g)} after the last of {count(n_lines, 'booking')} on "
        f"{day(last_at.date(), as_of=last_at.date())}"
    )


# A ledger only grows: its newest line says which it is.
@st.cache_resource(max_entries=128, show_spinner=False)
def _figure(
    user_id: UUID,  # noqa: ARG001 - a part of the key
    spool_id: UUID,
    newest_id: int,  # noqa: ARG001 - a part of the key
    zone: str,
    _shop: Shop,
) -> go.Figure:
    points = stock.burn_down(_shop, spool_id)
    line = go.Scatter(
        x=points["booked_at"].dt.convert_time_zone(zone).dt.replace_time_zone(None).to_list(),
        y=(points["balance_cg"] / CENTIGRAMS_PER_GRAM).to_list(),
        mode="lines",
        line={"shape": "hv", "width": 2, "color": _COLOR},
        fill="tozeroy",
        fillcolor=_UNDER_IT,
        hovertemplate="%{x|%-d %b %Y, %H:%M}<br>%{y:,.2f} g<extra></extra>",
    )
    figure = go.Figure(line)
    first, last = line.x[0], line.x[-1]
    if last - first < _SHORTEST:
        # Bookings of one minute would be set out in fractions of a second.
        figure.update_xaxes(range=[first, first + _SHORTEST])
    figure.update_layout(
        height=_HEIGHT_PX,
        margin=_MARGIN,
        showlegend=False,
        # A finger that scrolls the page must not draw a box on it.
        dragmode=False,
        xaxis={"fixedrange": True, "title": None},
        yaxis={"fixedrange": True, "rangemode": "tozero", "title": None, "ticksuffix": " g"},
    )
    return figure
