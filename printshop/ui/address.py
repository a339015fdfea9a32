"""A choice that stands in the address under short names of its own.

Streamlit's own binding writes the words that people read into the address, icons and all, and
an address that names a view would change with every change of its words.
"""

from collections.abc import Mapping

import streamlit as st


def choose(label: str, options: Mapping[str, str], *, name: str, wrap: bool | None = None) -> str:
    """Draw the choice and return what is chosen; what the address says goes first.

    Args:
        label: for those who do not see it.
        options: short name → the words to show, Markdown; the first one is chosen at first, and
            then not in the address.
        name: of the parameter.
        wrap: whether it takes several rows where it is narrow; one to be scrolled if not.

    """
    first = next(iter(options))
    said = st.query_params.get(name, first)
    key = f"address.{name}"
    st.session_state[key] = said if said in options else first
    chosen = st.segmented_control(
        label,
        list(options),
        required=True,
        format_func=lambda option: options[option],
        key=key,
        on_change=_note,
        args=(name, key, first),
        label_visibility="collapsed",
        wrap=wrap,
    )
    return chosen or first


def _note(name: str, key: str, first: str) -> None:
    chosen = st.session_state[key]
    if chosen is None or chosen == first:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = chosen
