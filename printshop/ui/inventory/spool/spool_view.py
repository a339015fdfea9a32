"""The view itself."""

import streamlit as st

from printshop.services.shop import Shop


def draw(shop: Shop, spool_key: str) -> None:
    """Draw the spool that the address names."""
    st.markdown(f"{spool_key} {shop.user_id}")
