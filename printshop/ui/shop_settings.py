"""The shop's opening hours and currency, asked in a dialog that every page offers."""

from decimal import Decimal
from typing import Final
from zoneinfo import available_timezones

import streamlit as st

from printshop.domain.users import ShopSettings
from printshop.services import accounts
from printshop.services.shop import Shop
from printshop.ui import boundary, currency, notices, problems
from printshop.ui.formats import escape_markdown, grams
from printshop.ui.forms import checked

_KEY: Final = "shop_settings"
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LABELS: Final = {
    "opens_at": "Opens",
    "closes_at": "Closes",
    "staffed_days": "Days with somebody there",
    "time_zone": "Time zone",
    "turnaround_min": "Minutes between two prints",
    "spool_tail_g": "Left on each reel, grams",
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
    st.markdown(
        f"- {_says_hours(now)}\n"
        f"- {now.turnaround_min} minutes between two prints.\n"
        f"- {grams(now.spool_tail_g)} stay on each reel and are not counted on.\n"
        f"- Amounts are in {escape_markdown(now.currency)}."
    )
    if st.button("Change hours and currency", key=f"{_KEY}.change", icon=":material/schedule:"):
        _ask(shop)


def _says_hours(now: ShopSettings) -> str:
    if not now.staffed_days:
        return "No opening hours are set, so nothing is planned for a time."
    days = ", ".join(_DAYS[day] for day in now.staffed_days)
    return (
        f"Somebody is there {days}, {now.opens_at:%H:%M} to {now.closes_at:%H:%M} "
        f"({escape_markdown(now.time_zone)})."
    )


@st.dialog("Hours and currency", on_dismiss=currency.forget)
def _ask(shop: Shop) -> None:
    draw_body(shop)


def draw_body(shop: Shop) -> None:
    """Draw the body of the dialog; another currency is asked about once the rest is saved."""
    with boundary.errors(), st.container(key="settings_hours"):
        to = currency.requested()
        if to is None:
            _draw(shop, shop.settings())
        else:
            currency.draw(shop, to)


def _draw(shop: Shop, now: ShopSettings) -> None:
    st.markdown("A print is started, and its bed cleared, only while somebody is there.")
    with st.form(_KEY, border=False):
        _ask_times(now)
        st.pills(
            _LABELS["staffed_days"],
            range(len(_DAYS)),
            selection_mode="multi",
            default=list(now.staffed_days),
            format_func=_DAYS.__getitem__,
            help="Without any day the queue says what there is filament for, but no times.",
            key=f"{_KEY}.days",
        )
        zones = sorted(available_timezones())
        st.selectbox("Time zone", zones, index=_index(zones, now.time_zone), key=f"{_KEY}.zone")
        _ask_allowances(now)
        st.text_input(
            "Currency",
            now.currency,
            max_chars=3,
            help="Three letters, such as EUR or USD. What becomes of amounts already entered is "
            "asked in the next step.",
            key=f"{_KEY}.currency",
        )
        is_sent = st.form_submit_button(
            "Save",
            type="primary",
            icon=":material/save:",
            width="stretch",
            on_click=_save,
            args=(shop, now),
        )
    if is_sent and not problems.stands(_KEY):
        st.rerun()
    problems.draw(_KEY)


def _save(shop: Shop, now: ShopSettings) -> None:
    """Save what the form says; the currency is left to the next step, where it is another one."""
    with problems.beside(_KEY):
        state = st.session_state
        said = {
            "opens_at": state[f"{_KEY}.opens_at"],
            "closes_at": state[f"{_KEY}.closes_at"],
            "staffed_days": tuple(sorted(state[f"{_KEY}.days"])),
            "time_zone": state[f"{_KEY}.zone"],
            "turnaround_min": state[f"{_KEY}.turnaround"],
            "spool_tail_g": Decimal(str(state[f"{_KEY}.tail"])),
            "currency": state[f"{_KEY}.currency"].strip().upper(),
        }
        changes = checked(ShopSettings, _LABELS, **(now.model_dump() | said))
        accounts.update_settings(shop, changes.model_copy(update={"currency": now.currency}))
        if changes.currency != now.currency:
            currency.request(changes.currency)
        notices.say("The hours are saved.")


def _ask_times(now: ShopSettings) -> None:
    """Ask when somebody comes and goes."""
    left, right = st.columns(2)
    left.time_input("Opens", now.opens_at, key=f"{_KEY}.opens_at")
    right.time_input(
        "Closes",
        now.closes_at,
        help="The same as opening, or earlier: on the next day.",
        key=f"{_KEY}.closes_at",
    )


def _ask_allowances(now: ShopSettings) -> None:
    """Ask for minutes between two prints, and grams that stay on a reel."""
    left, right = st.columns(2)
    left.number_input(
        _LABELS["turnaround_min"],
        0,
        1440,
        now.turnaround_min,
        help="To clear the bed and start the next one. A printer can say otherwise for itself.",
        key=f"{_KEY}.turnaround",
    )
    right.number_input(
        _LABELS["spool_tail_g"],
        0.0,
        1000.0,
        float(now.spool_tail_g),
        step=1.0,
        format="%.2f",
        help="What cannot be fed to the end. No plan counts on it; bookings may still take it.",
        key=f"{_KEY}.tail",
    )


def _index(zones: list[str], zone: str) -> int | None:
    return zones.index(zone) if zone in zones else None
