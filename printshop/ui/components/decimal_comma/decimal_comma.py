"""The component that lets number fields and number cells take a decimal comma."""

from pathlib import Path
from typing import Final

import streamlit as st

_KEY: Final = "decimal_comma"
_COMPONENT: Final = st.components.v2.component(
    "printshop_decimal_comma",
    js=(Path(__file__).parent / "decimal_comma.js").read_text(encoding="utf-8"),
)


def draw() -> None:
    """Have the page listen for commas; takes no place on it."""
    with st.container(key="decimal_comma_place"):
        _COMPONENT(key=_KEY)
