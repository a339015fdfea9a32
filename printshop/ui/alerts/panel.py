"""The alerts that nobody has seen, newest first, with the rule that raised each."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import streamlit as st

from printshop.domain.alerts import Alert, AlertKind
from printshop.services import alerts
from printshop.services.shop import Shop
from printshop.ui import boundary, notices, places
from printshop.ui.formats import count, escape_markdown, moment

_ROWS: Final = 3
_ICONS: Final = {
    AlertKind.LOW_STOCK: ":material/trending_down:",
    AlertKind.PRINT_COMPLETE: ":material/task_alt:",
    AlertKind.SYSTEM_UPDATE: ":material/system_update_alt:",
}


def draw(shop: Shop, told: Sequence[Alert], as_of: datetime, zone: ZoneInfo) -> None:
    """Draw the newest alerts; nothing where there are none.

    Args:
        shop: whose.
        told: alerts that nobody has seen, newest first.
        as_of: now.
        zone: of the shop.

    """
    if not told:
        return
    st.header("Alerts", anchor=False)
    with st.container(border=True, key="alerts_panel"):
        for alert in told[:_ROWS]:
            _draw_alert(shop, alert, as_of, zone)
        if len(told) > _ROWS:
            _draw_more(shop, told)


def _draw_alert(shop: Shop, alert: Alert, as_of: datetime, zone: ZoneInfo) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"alerts_row_{alert.id}"):
        raised = moment(alert.raised_at, zone, as_of=as_of)
        st.markdown(
            f"{_ICONS[alert.kind]} {escape_markdown(alert.text)} :gray[{raised}]", width="stretch"
        )
        with st.container(
            horizontal=True,
            vertical_alignment="center",
            width="content",
            key=f"alerts_steps_{alert.id}",
        ):
            _draw_steps(shop, alert)


def _draw_steps(shop: Shop, alert: Alert) -> None:
    if alert.kind is AlertKind.LOW_STOCK:
        places.INVENTORY.link("Filament", filament=alert.subject)
    elif alert.kind is AlertKind.PRINT_COMPLETE:
        places.PRINT_QUEUE.link("Queue")
    st.button(
        "Seen",
        key=f"alerts.seen.{alert.id}",
        icon=":material/check:",
        on_click=_mark_seen,
        args=(shop, (alert.id,)),
    )


def _draw_more(shop: Shop, told: Sequence[Alert]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="alerts_row_more"):
        st.markdown(f"and {len(told) - _ROWS} more", width="stretch")
        st.button(
            "All seen",
            key="alerts.all_seen",
            icon=":material/done_all:",
            on_click=_mark_seen,
            args=(shop, tuple(alert.id for alert in told)),
        )


@boundary.callback
def _mark_seen(shop: Shop, alert_ids: tuple[UUID, ...]) -> None:
    changed = alerts.mark_seen(shop, alert_ids)
    if changed:
        notices.offer_undo(
            f"{count(len(changed), 'alert')} marked as seen.", partial(_unsee, shop, changed)
        )


@boundary.callback
def _unsee(shop: Shop, alert_ids: tuple[UUID, ...]) -> None:
    alerts.mark_unseen(shop, alert_ids)
