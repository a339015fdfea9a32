"""The shop's opening hours and currency, asked in a dialog that every page offers."""

from typing import Final
from zoneinfo import available_timezones

import streamlit as st

from printshop.domain.users import ShopSettings
from printshop.services import accounts
from printshop.services.shop import Shop
from printshop.ui import boundary, notices
from printshop.ui.formats import escape_markdown
from printshop.ui.forms import checked
from printshop.ui.queue import refresh as queue_refresh

_KEY: Final = "shop_settings"
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LABELS: Final = {
    "opens_at": "Opens",
    "closes_at": "Closes",
    "staffed_days": "Days with somebody there",
    "time_zone": "Time zone",
    "turnaround_min": "Minutes between two prints",
    "currency": "Currency",
}


def draw_button(shop: Shop) -> None:
    """Draw the button that opens the dialog, in the sidebar."""
    if st.sidebar.button(
        "Hours and currency", key=f"{_KEY}.open", icon=":material/schedule:", type="tertiary"
    ):
        _ask(shop)


def draw_section(shop: Shop) -> None:
    """Draw what is set, and the button that opens the same dialog, on a page."""
    now = shop.settings()
    st.header("Hours and currency", anchor=False)
    days = ", ".join(_DAYS[day] for day in now.staffed_days)
    st.markdown(
        f"- Somebody is there {days}, {now.opens_at:%H:%M} to {now.closes_at:%H:%M} "
        f"({escape_markdown(now.time_zone)}).\n"
        f"- {now.turnaround_min} minutes between two prints.\n"
        f"- Amounts are in {escape_markdown(now.currency)}."
    )
    if st.button("Change hours and currency", key=f"{_KEY}.change", icon=":material/schedule:"):
        _ask(shop)


@st.dialog("Hours and currency", on_dismiss="rerun")
def _ask(shop: Shop) -> None:
    queue_refresh.hold()
    with boundary.errors():
        _draw(shop, shop.settings())


def _draw(shop: Shop, now: ShopSettings) -> None:
    st.markdown("A print is started, and its bed cleared, only while somebody is there.")
    with st.form(_KEY, border=False):
        left, right = st.columns(2)
        opens_at = left.time_input("Opens", now.opens_at, key=f"{_KEY}.opens_at")
        closes_at = right.time_input(
            "Closes",
            now.closes_at,
            help="The same as opening, or earlier: on the next day.",
            key=f"{_KEY}.closes_at",
        )
        days = st.pills(
            _LABELS["staffed_days"],
            range(len(_DAYS)),
            selection_mode="multi",
            default=list(now.staffed_days),
            format_func=_DAYS.__getitem__,
            key=f"{_KEY}.days",
        )
        zones = sorted(available_timezones())
        zone = st.selectbox(
            "Time zone", zones, index=_index(zones, now.time_zone), key=f"{_KEY}.zone"
        )
        left, right = st.columns(2)
        turnaround_min = left.number_input(
            _LABELS["turnaround_min"],
            0,
            1440,
            now.turnaround_min,
            help="To clear the bed and start the next one.",
            key=f"{_KEY}.turnaround",
        )
        currency = right.text_input(
            "Currency",
            now.currency,
            max_chars=3,
            help="Three letters, such as EUR or USD. Amounts already entered stay as they are.",
            key=f"{_KEY}.currency",
        )
        is_sent = st.form_submit_button(
            "Save", type="primary", icon=":material/save:", width="stretch"
        )
    if is_sent:
        said = {
            "opens_at": opens_at,
            "closes_at": closes_at,
            "staffed_days": tuple(sorted(days)),
            "time_zone": zone,
            "turnaround_min": turnaround_min,
            "currency": currency.strip().upper(),
        }
        changes = checked(ShopSettings, _LABELS, **(now.model_dump() | said))
        accounts.update_settings(shop, changes)
        notices.say("The hours and the currency are saved.")
        st.rerun()


def _index(zones: list[str], zone: str) -> int | None:
    return zones.index(zone) if zone in zones else None
