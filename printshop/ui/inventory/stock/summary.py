"""The stock in numbers."""

import streamlit as st

from printshop.analytics.stock_listing import StockTotals
from printshop.ui.formats import grams, money
from printshop.ui.inventory.facts import in_kilograms


def draw(totals: StockTotals, currency: str) -> None:
    """Draw the stock in six numbers."""
    unpriced = f"{grams(totals.unpriced_g)} without a price" if totals.unpriced_g else None
    with st.grid(6, min_column_width=150, gap="small"):
        st.metric("Filaments", f"{totals.filament_count:,}", border=True)
        st.metric("On hand", in_kilograms(totals.on_hand_g), border=True)
        st.metric(
            "Value, as bought",
            money(totals.own_value, currency),
            delta=unpriced,
            delta_color="off",
            delta_arrow="off",
            border=True,
            help="What the grams on each spool cost, with its share of shipping, tax and discount.",
        )
        st.metric(
            "Value, on average",
            money(totals.average_value, currency),
            delta=unpriced,
            delta_color="off",
            delta_arrow="off",
            border=True,
            help="The same grams at the moving average of all purchases of their filament.",
        )
        st.metric("Running low", f"{totals.low_count:,}", border=True)
        st.metric(
            "Never weighed",
            f"{totals.unweighed_count:,}",
            border=True,
            help="Spools whose grams are a guess; what needs them is shown as unverified.",
        )
