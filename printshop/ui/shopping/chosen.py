"""The lines that a person chose, and what to do with all of them."""

from collections.abc import Sequence

import streamlit as st

from printshop.services.shop import Shop
from printshop.services.shopping.view import ShoppingLine, ShoppingList, Total
from printshop.ui.formats import count, escape_label
from printshop.ui.shopping import ordering, words


def key(line: ShoppingLine) -> str:
    """Key of the box that chooses a line."""
    return f"shopping.chosen.{line.key}"


def draw(shop: Shop, found: ShoppingList) -> None:
    """Draw what is chosen and the steps for it; without any, the ways to choose."""
    lines = tuple(line for line in found.lines if st.session_state.get(key(line)))
    name = "shopping_chosen" if lines else "shopping_choices"
    with st.container(
        border=bool(lines), horizontal=True, vertical_alignment="center", gap="small", key=name
    ):
        if not lines:
            _draw_choices(found)
            return
        total = words.total(Total.of(lines), found.currency)
        st.markdown(f"**{count(len(lines), 'line')} chosen**: {total}")
        if st.button(
            "Mark as ordered",
            key="shopping.order",
            type="primary",
            icon=":material/local_shipping:",
        ):
            ordering.ask(shop, found, lines)
        st.button(
            "Clear",
            key="shopping.none",
            type="tertiary",
            icon=":material/close:",
            on_click=choose,
            args=(found.lines, False),
        )


def choose(lines: Sequence[ShoppingLine], is_chosen: bool) -> None:  # noqa: FBT001 - a callback's
    """Choose these lines, or none of them. For callbacks."""
    for line in lines:
        st.session_state[key(line)] = is_chosen


def _draw_choices(found: ShoppingList) -> None:
    st.markdown("Choose what you order:")
    st.button(
        "All",
        key="shopping.all",
        icon=":material/done_all:",
        on_click=choose,
        args=(found.lines, True),
    )
    if len(found.totals.by_supplier) > 1:
        for name, _ in found.totals.by_supplier[:6]:
            of_it = [line for line in found.lines if line.roll.supplier == name]
            st.button(
                f"All of {escape_label(words.supplier(name))}" if name else "Without a supplier",
                key=f"shopping.all.{name}",
                on_click=choose,
                args=(of_it, True),
            )
