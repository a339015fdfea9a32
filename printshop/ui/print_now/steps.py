"""Steps of the page: what they did is said at the top, which its own body does not draw."""

import functools
from collections.abc import Callable
from typing import ParamSpec

import streamlit as st

from printshop.ui import boundary

P = ParamSpec("P")


def callback(action: Callable[P, None]) -> Callable[P, None]:
    """Make a widget callback like `boundary.callback`, after which all of the page is drawn."""
    guarded = boundary.callback(action)

    @functools.wraps(action)
    def stepped(*args: P.args, **kwargs: P.kwargs) -> None:
        guarded(*args, **kwargs)
        st.rerun()

    return stepped
