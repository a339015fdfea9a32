"""A dry run as the page shows it: counts, what happens to which row, and the button to do it."""

from collections.abc import Callable

import streamlit as st

from printshop.services.exchange import Plan, RowState
from printshop.ui import problems, text_table
from printshop.ui.formats import count
from printshop.ui.inventory.exchange import words


def draw(
    plan: Plan,
    key: str,
    *,
    what: str,
    on_import: Callable[[], None],
    beside: Callable[[], None] | None = None,
) -> None:
    """Draw what would happen, and the button that lets it happen.

    Args:
        plan: what would happen.
        key: prefix of the widget keys, and where problems are said.
        what: what is imported, for the button: `row`, `record`.
        on_import: does it; runs as a widget callback.
        beside: draws what stands beside the button.

    """
    st.markdown(f"**Nothing is booked yet.** {words.counted(plan)}")
    _draw_rows(plan)
    problems.draw(key)
    n_good, n_wrong = len(plan.actions), plan.counts[RowState.WRONG]
    rest = f", leave out {n_wrong:,}" if n_wrong else ""
    with st.container(horizontal=True):
        st.button(
            f"Import {count(n_good, what)}{rest}" if n_good else "Nothing to import",
            key=f"{key}.import",
            type="primary",
            icon=":material/file_download_done:",
            disabled=not n_good,
            on_click=on_import,
        )
        if beside is not None:
            beside()


def draw_done(plan: Plan, key: str, *, beside: Callable[[], None] | None = None) -> None:
    """Draw what happened, and beside the button what `beside` draws."""
    with st.container(border=True, key=f"{key}_done".replace(".", "_")):
        st.markdown(f":material/check_circle: **Imported.** {words.counted(plan)}")
        _draw_rows(plan)
        with st.container(horizontal=True):
            st.button(
                "Show the stock",
                key=f"{key}.stock",
                icon=":material/shelves:",
                on_click=_show_stock,
            )
            if beside is not None:
                beside()


def _draw_rows(plan: Plan) -> None:
    if rows := words.groups(plan):
        text_table.draw(words.HEAD, rows, alt="What happens to each row")


def _show_stock() -> None:
    st.query_params.from_dict({"view": "stock"})
