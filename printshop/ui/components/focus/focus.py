"""The component that puts the cursor into a field."""

from pathlib import Path
from typing import Final, Literal

import streamlit as st

_COMPONENT: Final = st.components.v2.component(
    "printshop_focus", js=(Path(__file__).parent / "focus.js").read_text(encoding="utf-8")
)


def focus_on(
    container: str, *, turn: str, keyboard: Literal["text", "decimal"] = "text", key: str
) -> None:
    """Put the cursor into the first field of a container, once for each turn.

    Args:
        container: key of the container: letters, digits, `_` and `-`.
        turn: the same while nothing calls for the field: a rerun takes the cursor from nobody.
        keyboard: what a phone shows to type with.
        key: of this component on its page.

    """
    _COMPONENT(key=key, data={"container": container, "turn": turn, "keyboard": keyboard})
