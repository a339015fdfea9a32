"""The component that listens for the search's keys."""

from pathlib import Path
from typing import Final

import streamlit as st

_COMPONENT: Final = st.components.v2.component(
    "printshop_search_keys",
    js=(Path(__file__).parent / "search_keys.js").read_text(encoding="utf-8"),
)


def draw() -> None:
    """Have the page listen for `/` and Ctrl-K, and for arrows; takes no place on it."""
    with st.container(key="search_keys_place"):
        _COMPONENT(key="search_keys")
