"""The filters of what can be printed, all in the address: a view can be kept and sent on."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from printshop.domain.catalog import PAGE_SIZE, Category
from printshop.domain.feasibility import FeasibilityState
from printshop.domain.filament import Filament
from printshop.domain.printable import PrintableQuery
from printshop.services.print_now.view import PrintNow
from printshop.ui import address
from printshop.ui.badges import READINESS
from printshop.ui.filament_names import told_apart

_SEARCH: Final = "words"
_CATEGORY: Final = "kind"
_FILAMENT: Final = "of"
_ONLY: Final = "only"
_ONLY_CHOSEN: Final = "print_now.only"
_PAGE: Final = "print_now_page"
_STATE: Final = "state"
_ALL: Final = "all"
_CLOSING, _LOADED, _DEMAND, _NEWEST = "closing", "loaded", "demand", "newest"
_ONLY_WORDS: Final = {
    _CLOSING: ":material/schedule: Done before I close",
    _LOADED: ":material/input: Loaded now",
    _DEMAND: ":material/trending_up: In demand",
    _NEWEST: ":material/new_releases: Newest version",
}


def draw(filaments: Sequence[Filament]) -> PrintableQuery:
    """Draw the filters but for the state, and return what all of them say.

    Args:
        filaments: to choose from.

    """
    with st.container(horizontal=True, vertical_alignment="center", key="print_now_filters"):
        search = st.text_input(
            "Search",
            key=_SEARCH,
            bind="query-params",
            type="search",
            live="250ms",
            max_chars=200,
            placeholder="Name, designer, tag…",
            icon=":material/search:",
            label_visibility="collapsed",
            width=210,
            on_change=_to_first_page,
        )
        folded = sum(name in st.query_params for name in (_CATEGORY, _FILAMENT))
        label = f"More filters ({folded})" if folded else "More filters"
        with st.popover(label, icon=":material/tune:", key="print_now.more_filters"):
            category = st.selectbox(
                "Category",
                list(Category),
                index=None,
                key=_CATEGORY,
                bind="query-params",
                format_func=lambda one: one.value.capitalize(),
                placeholder="All",
                on_change=_to_first_page,
            )
            ids = {label: one for one, label in told_apart(filaments).items()}
            filament = st.selectbox(
                "Filament",
                list(ids),
                index=None,
                key=_FILAMENT,
                bind="query-params",
                placeholder="All",
                on_change=_to_first_page,
            )
    only = _draw_only()
    return PrintableQuery(
        search=(search or "")[:200],
        category=category,
        filament_id=ids.get(filament or ""),
        state=_state(),
        is_done_before_closing=_CLOSING in only,
        is_loaded=_LOADED in only,
        is_in_demand=_DEMAND in only,
        is_newest_only=_NEWEST in only,
        offset=(_page_number() - 1) * PAGE_SIZE,
    )


def draw_states(found: PrintNow, chosen: FeasibilityState | None) -> None:
    """Draw the states that versions are in, with how many they are."""
    shown = [state for state in FeasibilityState if found.counts.get(state) or state is chosen]
    options = {_ALL: f"All {sum(found.counts.values()):,}"}
    for state in shown:
        badge = READINESS[state]
        number = found.counts.get(state, 0)
        options[state.value] = f":material/{badge.icon}: {badge.word} {number:,}"
    with st.container(key="print_now_states"):
        address.choose("State", options, name=_STATE)


def draw_pages(total: int) -> None:
    """Draw the way to the other pages, where there are some."""
    pages = max(1, -(-total // PAGE_SIZE))
    if pages > 1:
        with st.container(horizontal_alignment="center", key="print_now_pages"):
            st.pagination(pages, key=_PAGE, bind="query-params")


def clear() -> None:
    """Take all filters back. For callbacks."""
    for name in (_SEARCH, _CATEGORY, _FILAMENT):
        st.session_state[name] = None if name != _SEARCH else ""
    for name in (_ONLY, _STATE):
        st.query_params.pop(name, None)
    _to_first_page()


def is_set(query: PrintableQuery) -> bool:
    """Whether any filter narrows the list."""
    return query.model_copy(update={"offset": 0}) != PrintableQuery()


def _draw_only() -> Sequence[str]:
    said = st.query_params.get(_ONLY, "").split(",")
    st.session_state[_ONLY_CHOSEN] = [one for one in _ONLY_WORDS if one in said]
    with st.container(key="print_now_only"):
        return st.pills(
            "Only",
            list(_ONLY_WORDS),
            selection_mode="multi",
            format_func=_ONLY_WORDS.__getitem__,
            key=_ONLY_CHOSEN,
            label_visibility="collapsed",
            on_change=_note_only,
        )


def _note_only() -> None:
    chosen = st.session_state[_ONLY_CHOSEN]
    if chosen:
        st.query_params[_ONLY] = ",".join(chosen)
    else:
        st.query_params.pop(_ONLY, None)
    _to_first_page()


def _state() -> FeasibilityState | None:
    said = st.query_params.get(_STATE, _ALL)
    return FeasibilityState(said) if said in set(FeasibilityState) else None


def _page_number() -> int:
    """Read the page before it is known how many there are; whatever the address says."""
    said = str(st.session_state.get(_PAGE) or st.query_params.get(_PAGE) or 1)
    return min(int(said), 10_000) if said.isdecimal() and int(said) else 1


def _to_first_page() -> None:
    st.session_state[_PAGE] = 1
