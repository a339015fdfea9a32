"""The way back from a filament to the list."""

import streamlit as st


def close_filament() -> None:
    """Go back from a filament to the list. A link to the same page would keep the address."""
    st.query_params.pop("filament", None)
