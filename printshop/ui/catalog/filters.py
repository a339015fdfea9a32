"""The filters of the catalog, all in the address: a view can be kept and sent on."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import streamlit as st

from printshop.domain.catalog import PAGE_SIZE, Category
from printshop.domain.catalog_query import (
    MAX_BOUND,
    Between,
    CatalogOrder,
    CatalogQuery,
    MoneyState,
)

_SEARCH: Final = "model_search"
_CATEGORY: Final = "category"
_PAGE: Final = "models_page"
_ORDER: Final = "order"
_MONEY: Final = "money"
# Field of the query: its label and its step.
_RANGES: Final[Mapping[str, tuple[str, float]]] = {
    "grams": ("Grams", 10.0),
    "hours": ("Hours", 1.0),
    "cost": ("Cost of a piece", 1.0),
}
_ENDS: Final[Mapping[str, str]] = {"least": "from", "most": "up to"}
_ORDERS: Final = {
    CatalogOrder.NEWEST: "Newest first",
    CatalogOrder.NAME: "By name",
    CatalogOrder.CHEAPEST: "Cheapest to make first",
    CatalogOrder.LEAST_MARGIN: "Least margin first",
    CatalogOrder.MOST_MARGIN: "Most margin first",
}
_MONEY_WORDS: Final = {
    MoneyState.COST_UNKNOWN: "Cost unknown",
    MoneyState.NO_PRICE: "No price",
    MoneyState.UNDER_TARGET: "Under the wanted margin",
}


def draw() -> CatalogQuery:
    """Draw the filters and return what all of them say."""
    with st.container(horizontal=True, vertical_alignment="center", key="catalog_filters"):
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
            width=320,
            on_change=to_first_page,
        )
        category = st.pills(
            "Category",
            list(Category),
            key=_CATEGORY,
            bind="query-params",
            format_func=lambda one: one.value.capitalize(),
            label_visibility="collapsed",
            on_change=to_first_page,
        )
        n_folded = _folded()
        label = f"Sort and filter ({n_folded})" if n_folded else "Sort and filter"
        with st.popover(label, icon=":material/tune:", key="catalog.more_filters"):
            order, money, bounds = _draw_more(is_set=bool(n_folded))
    return CatalogQuery(
        search=(search or "")[:200],
        category=category,
        money=money,
        order=order,
        grams=bounds["grams"],
        hours=bounds["hours"],
        cost=bounds["cost"],
        offset=(_page_number() - 1) * PAGE_SIZE,
    )


def draw_pages(total: int) -> None:
    """Draw the way to the other pages, where there are some."""
    pages = max(1, -(-total // PAGE_SIZE))
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            st.pagination(pages, key=_PAGE, bind="query-params")


def is_set(query: CatalogQuery) -> bool:
    """Whether anything narrows the list."""
    return query.model_copy(update={"offset": 0, "order": CatalogOrder.NEWEST}) != CatalogQuery()


def to_first_page() -> None:
    """Begin the list anew. For callbacks."""
    st.session_state[_PAGE] = 1


def _draw_more(*, is_set: bool) -> tuple[CatalogOrder, MoneyState | None, Mapping[str, Between]]:
    """Draw what is folded away, and the way to take all of it back where any is set."""
    with st.container(key="catalog_more"):
        order, money = _draw_order(), _draw_money()
        with st.grid(2, min_column_width=120, gap="small"):
            bounds = {name: _draw_between(name) for name in _RANGES}
        if is_set:
            st.button(
                "Take these back", key="catalog.clear", icon=":material/close:", on_click=_clear
            )
    return order, money, bounds


def _draw_order() -> CatalogOrder:
    key = f"catalog.{_ORDER}"
    st.session_state[key] = _order()
    st.selectbox(
        "Sort",
        list(CatalogOrder),
        key=key,
        format_func=_ORDERS.__getitem__,
        on_change=_note,
        args=(_ORDER, key, CatalogOrder.NEWEST),
    )
    return _order()


def _draw_money() -> MoneyState | None:
    key = f"catalog.{_MONEY}"
    st.session_state[key] = _money()
    st.pills(
        "Only",
        list(MoneyState),
        key=key,
        format_func=_MONEY_WORDS.__getitem__,
        on_change=_note,
        args=(_MONEY, key, None),
    )
    return _money()


def _order() -> CatalogOrder:
    said = st.query_params.get(_ORDER)
    return CatalogOrder(said) if said in set(CatalogOrder) else CatalogOrder.NEWEST


def _money() -> MoneyState | None:
    said = st.query_params.get(_MONEY)
    return MoneyState(said) if said in set(MoneyState) else None


def _note(name: str, key: str, first: str | None) -> None:
    """Put a choice into the address under its short name; what holds anyway is left out of it."""
    chosen = st.session_state[key]
    if chosen is None or chosen == first:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(chosen)
    to_first_page()


def _draw_between(name: str) -> Between:
    label, step = _RANGES[name]
    said = {}
    for end, word in _ENDS.items():
        value = st.number_input(
            f"{label}, {word}",
            value=None,
            step=step,
            placeholder="any",
            key=_bound(name, end),
            bind="query-params",
            on_change=to_first_page,
        )
        # Whatever the address says: a number beyond the bounds narrows nothing more than they do.
        if value is not None:
            said[end] = min(max(Decimal(str(value)), Decimal(0)), MAX_BOUND)
    return Between(**said)


def _bound(name: str, end: str) -> str:
    return f"{end}_{name}"


def _folded() -> int:
    """How many of the filters that are folded away are set."""
    bounds = (_bound(name, end) for name in _RANGES for end in _ENDS)
    return (
        (_order() is not CatalogOrder.NEWEST)
        + (_money() is not None)
        + sum(name in st.query_params for name in bounds)
    )


def _clear() -> None:
    for name in (_ORDER, _MONEY):
        st.query_params.pop(name, None)
    for name in _RANGES:
        for end in _ENDS:
            st.session_state[_bound(name, end)] = None
    to_first_page()


def _page_number() -> int:
    """Read the page before it is known how many there are; whatever the address says."""
    said = str(st.session_state.get(_PAGE) or st.query_params.get(_PAGE) or 1)
    return min(int(said), 10_000) if said.isdecimal() and int(said) else 1
