"""The filters of the search, which stand in the address."""

from typing import Final

import streamlit as st

from printshop.domain.catalog import Category
from printshop.domain.filament import Material
from printshop.domain.search import MAX_SEARCH, SearchKind, SearchQuery
from printshop.ui.search.side_box import TEXT

KIND: Final = "kind"
_CATEGORY: Final = "category"
_MATERIAL: Final = "material"
_IN_STOCK: Final = "in_stock"
_TIME: Final = "print_time"
_FEW: Final = 6
MOST_OF_ONE: Final = 30
_HOUR_S: Final = 3600

KIND_WORDS: Final = {
    SearchKind.MODEL: "Models",
    SearchKind.VERSION: "Versions",
    SearchKind.FILAMENT: "Filaments",
    SearchKind.SPOOL: "Spools",
    SearchKind.JOB: "Jobs",
}
# Bounds of the time a print takes, seconds.
_TIMES: Final = {
    "Under 1 h": (None, _HOUR_S),
    "1 to 4 h": (_HOUR_S, 4 * _HOUR_S),
    "4 to 12 h": (4 * _HOUR_S, 12 * _HOUR_S),
    "Over 12 h": (12 * _HOUR_S, None),
}


def draw_box() -> str:
    """Draw the box and return what stands in it."""
    with st.container(key="search_box"):
        typed = st.text_input(
            "Search the shop",
            key=TEXT,
            bind="query-params",
            type="search",
            live="250ms",
            max_chars=MAX_SEARCH,
            placeholder="A name, a code, a colour, a number…",
            icon=":material/search:",
            label_visibility="collapsed",
        )
    return (typed or "").strip()


def draw(typed: str) -> SearchQuery:
    """Draw the filters and return what is asked."""
    with st.container(horizontal=True, vertical_alignment="center", key="search_filters"):
        kind = st.pills(
            "What",
            list(SearchKind),
            key=KIND,
            bind="query-params",
            format_func=lambda one: KIND_WORDS[one],
            label_visibility="collapsed",
        )
        with st.popover("Filters", icon=":material/filter_list:"):
            category = st.pills(
                "Category",
                list(Category),
                key=_CATEGORY,
                bind="query-params",
                format_func=lambda one: one.value.capitalize(),
            )
            material = st.selectbox(
                "Material",
                list(Material),
                index=None,
                key=_MATERIAL,
                bind="query-params",
                placeholder="Any",
                format_func=lambda one: one.value,
            )
            time = st.pills("Print time", list(_TIMES), key=_TIME, bind="query-params")
            in_stock_only = st.toggle(
                "In stock only",
                key=_IN_STOCK,
                bind="query-params",
                help="Filaments and spools that hold grams, and models and versions that need "
                "only such filaments.",
            )
    at_least, at_most = _TIMES[time] if time else (None, None)
    return SearchQuery(
        text=typed,
        kinds=frozenset({kind}) if kind else frozenset(SearchKind),
        category=category,
        material=material,
        in_stock_only=in_stock_only,
        min_print_s=at_least,
        max_print_s=at_most,
        most=MOST_OF_ONE if kind else _FEW,
    )


def is_any_set(query: SearchQuery) -> bool:
    """Whether the filters leave anything out."""
    return len(query.asked_kinds) < len(SearchKind) or bool(query.material)


def clear() -> None:
    """Take all filters off."""
    for key in (KIND, _CATEGORY, _MATERIAL, _TIME):
        st.session_state[key] = None
    st.session_state[_IN_STOCK] = False


def show_all(kind: SearchKind) -> None:
    """Ask for one kind alone."""
    st.session_state[KIND] = kind
