"""Fields that follow what is kept of a file until a person says otherwise in this browser.

What a field was last filled with is remembered beside its value: where they differ, somebody
typed. Everything else may be filled anew, when the worker has read the file, when another
browser said something of it, or when many files were changed at once.
"""

from typing import Any, Final

import streamlit as st

_OFFERED: Final = "upload.offered"


def offer(key: str, value: Any) -> None:  # noqa: ANN401 - each widget has values of its own type
    """Fill a field before it is drawn, unless a person filled it.

    Args:
        key: of the widget, which gets no value of its own.
        value: what is kept of the file, or what the file says.

    """
    if not is_said(key) and st.session_state.get(key, _NOTHING) != value:
        st.session_state[key] = value
    _offered()[key] = value


def value(key: str, otherwise: Any) -> Any:  # noqa: ANN401 - each widget has values of its own type
    """What a person put into a field and what is not kept yet, else the other."""
    return st.session_state[key] if is_said(key) else otherwise


def is_said(key: str) -> bool:
    """Whether a field holds what a person put there and what is not kept yet."""
    offered = _offered()
    return key in st.session_state and (key not in offered or st.session_state[key] != offered[key])


def forget(prefix: str) -> None:
    """Forget all fields whose keys begin with this: their file is gone."""
    offered = _offered()
    for name in [name for name in offered if name.startswith(prefix)]:
        del offered[name]
    for name in [str(name) for name in st.session_state if str(name).startswith(prefix)]:
        del st.session_state[name]


def _offered() -> dict[str, Any]:  # values of widgets, each of its own type
    return st.session_state.setdefault(_OFFERED, {})


_NOTHING: Final = object()
