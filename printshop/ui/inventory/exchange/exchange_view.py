"""The view itself."""

import streamlit as st

from printshop.services.shop import Shop
from printshop.ui.inventory.exchange import spoolman_form, tables


def draw(shop: Shop) -> None:
    """Draw the view."""
    st.subheader("Export", anchor=False)
    tables.draw_export(shop)
    st.subheader("Import a table", anchor=False)
    tables.draw_import(shop)
    st.subheader("Import from Spoolman", anchor=False)
    spoolman_form.draw(shop)
