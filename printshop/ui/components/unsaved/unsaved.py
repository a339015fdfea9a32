"""The component that lets the browser ask before the page is left."""

from pathlib import Path
from typing import Final

import streamlit as st

_COMPONENT: Final = st.components.v2.component(
    "printshop_unsaved", js=(Path(__file__).parent / "unsaved.js").read_text(encoding="utf-8")
)


def ask_before_leaving(*, key: str) -> None:
    """Let the browser ask before the page is reloaded or left, for as long as this is drawn.

    Args:
        key: of this component on its page.

    """
    _COMPONENT(key=key)
