"""The view itself."""

import streamlit as st

from printshop.services.shop import Shop


def draw(shop: Shop) -> None:
    """Draw the view."""
    st.markdown(f"{len(shop.settings().currency)}")
