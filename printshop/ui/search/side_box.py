"""The box beside every page that leads to the search."""

from typing import Final

import streamlit as st

from printshop.domain.search import MAX_SEARCH
from printshop.ui import places
from printshop.ui.components import search_keys

TEXT: Final = "q"
_SIDE: Final = "search_side_text"
_ASKED: Final = "search_side.asked"


def draw(*, is_on_search: bool) -> None:
    """Draw the box, and go to the page of the search where something was typed into it.

    Args:
        is_on_search: whether the page of the search is the one shown: it has a box of its own.

    """
    search_keys.draw()
    asked = st.session_state.pop(_ASKED, "")
    if asked:
        st.switch_page(places.SEARCH.path, query_params={TEXT: asked})
    if is_on_search:
        return
    with st.sidebar.container(key="search_side"):
        st.text_input(
            "Search the shop",
            key=_SIDE,
            type="search",
            max_chars=MAX_SEARCH,
            placeholder="Search, or press /",
            icon=":material/search:",
            label_visibility="collapsed",
            on_change=_note,
        )


def _note() -> None:
    st.session_state[_ASKED] = (st.session_state[_SIDE] or "").strip()
    st.session_state[_SIDE] = ""
