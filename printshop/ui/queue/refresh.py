"""The queue on a tablet by the printers: it draws itself again while nobody touches it.

The clock moves on and other browsers finish jobs. An open dialog holds the queue still, since
drawing the page again would close it.
"""

import time
from typing import Final

import streamlit as st

from printshop.ui import boundary

_EVERY_S: Final = 30
_DRAWN_KEY: Final = "print_queue.drawn_at_s"
_HELD_KEY: Final = "print_queue.is_held"


def begin() -> None:
    """Note that the page is drawn from the top; a dialog is open no longer."""
    st.session_state[_DRAWN_KEY] = time.monotonic()
    st.session_state[_HELD_KEY] = False


def hold() -> None:
    """Keep the page as it is while a dialog is open."""
    st.session_state[_HELD_KEY] = True


@st.fragment(run_every=_EVERY_S)
def draw() -> None:
    """Draw nothing, and the page again when its time has come."""
    with boundary.errors():
        age_s = time.monotonic() - st.session_state.get(_DRAWN_KEY, time.monotonic())
        if age_s >= _EVERY_S / 2 and not st.session_state.get(_HELD_KEY):
            st.rerun()
