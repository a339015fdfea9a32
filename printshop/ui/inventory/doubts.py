"""A booking that is possible but doubtful: asked about, and made by a second, deliberate press."""

import contextlib
from collections.abc import Callable, Generator
from typing import Any

import streamlit as st

from printshop.errors import OverfullSpoolError
from printshop.ui.formats import escape_markdown, grams


def said(key: str, *fields: str) -> tuple[object, ...]:
    """What the fields of a form hold: who is sure is sure of just this."""
    return tuple(st.session_state.get(f"{key}.{name}") for name in fields)


@contextlib.contextmanager
def asking(key: str, now: tuple[object, ...]) -> Generator[None]:
    """Keep what the block doubts, to be asked by `draw_button` on the next run."""
    st.session_state.pop(f"{key}.doubt", None)
    try:
        yield
    except OverfullSpoolError as doubt:
        st.session_state[f"{key}.doubt"] = (now, doubt)


def draw_button(
    label: str,
    icon: str,
    *,
    key: str,
    now: tuple[object, ...],
    on_click: Callable[..., None],
    args: tuple[Any, ...],
) -> None:
    """Draw the button of a form; after a doubt a warning, and the button that books anyway.

    Args:
        label: of the button.
        icon: of the button.
        key: of the form.
        now: what its fields hold.
        on_click: books; gets `sure_of`, which is what the person is sure of.
        args: of `on_click`.

    """
    asked_of, doubt = st.session_state.get(f"{key}.doubt") or (None, None)
    sure_of = None
    if doubt is not None and asked_of == now:
        st.warning(escape_markdown(f"{doubt} {doubt.hint}"), icon=":material/balance:")
        label = f"Book {grams(doubt.after_g)} on a {grams(doubt.came_with_g)} spool anyway"
        icon, sure_of = ":material/priority_high:", now
    # Another key for another question: a double click answers only the first.
    st.button(
        label,
        key=f"{key}.sure" if sure_of else f"{key}.save",
        type="primary",
        icon=icon,
        width="stretch",
        on_click=on_click,
        args=args,
        kwargs={"sure_of": sure_of},
    )
