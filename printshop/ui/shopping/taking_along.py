"""The list to take along: a table, paper, and text to paste into a message."""

from functools import partial

import streamlit as st

from printshop.services import shopping
from printshop.services.shopping.view import ShoppingList


def draw(found: ShoppingList) -> None:
    """Draw the ways to take the list along."""
    with st.expander("Take the list along", icon=":material/ios_share:", key="shopping_along"):
        with st.container(horizontal=True, gap="small"):
            st.download_button(
                "Print (PDF)",
                partial(shopping.as_pdf, found),
                file_name=f"shopping-list-{found.as_of}.pdf",
                mime="application/pdf",
                key="shopping.pdf",
                icon=":material/print:",
                on_click="ignore",
            )
            st.download_button(
                "Table (CSV)",
                partial(shopping.as_csv, found),
                file_name=f"shopping-list-{found.as_of}.csv",
                mime="text/csv",
                key="shopping.csv",
                icon=":material/table:",
                on_click="ignore",
            )
        st.caption("As text, to paste into a message; the sign in its corner copies it.")
        st.code(shopping.as_text(found), language=None, wrap_lines=True)
