"""The stock in numbers."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

import streamlit as st

from printshop.analytics.stock_listing import StockTotals
from printshop.ui.formats import grams, money
from printshop.ui.inventory.facts import in_kilograms

# From here on the cents say nothing, and would not fit.
_LARGE: Final = 10_000


def draw(totals: StockTotals, currency: str) -> None:
    """Draw the stock in five numbers."""
    with st.grid(5, min_column_width=150, gap="small"):
        st.metric("Filaments", f"{totals.filament_count:,}", border=True)
        st.metric("On hand", in_kilograms(totals.on_hand_g), border=True)
        st.metric(
            "Value, as bought",
            _short(totals.value.own, currency),
            border=True,
            help="What the grams on each spool cost, with its share of shipping, tax and discount.",
        )
        st.metric("Running low", f"{totals.low_count:,}", border=True)
        st.metric(
            "Never weighed",
            f"{totals.unweighed_count:,}",
            border=True,
            help="Spools whose grams are a guess; what needs them is shown as unverified.",
        )
    value = totals.value
    average = money(value.average, currency)
    said = f"At the average of all purchases it is {average}."
    unpriced = f"{grams(value.unpriced_g)} without a price are in neither value."
    st.caption(f"{said} {unpriced}" if value.unpriced_g else said)


def draw_put_away(put_away_g: Decimal, *, on_click: Callable[[], None]) -> None:
    """Draw what lies in filaments that no total counts, and the way to them."""
    if not put_away_g:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="inventory_put_away"):
        st.markdown(f"{in_kilograms(put_away_g)} lies in filaments that were put away.")
        st.button(
            "Show them",
            key="inventory.put_away",
            type="tertiary",
            icon=":material/archive:",
            on_click=on_click,
        )


def _short(value: Decimal | None, currency: str) -> str:
    if value is None or value < _LARGE:
        return money(value, currency)
    return money(Decimal(round(value)), currency).replace(".00", "")
