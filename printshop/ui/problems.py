"""What went wrong with one form, said beside that form until it is tried again.

`notices` speaks at the top of the page, which is out of sight on a phone where a page holds
several forms.
"""

import contextlib
from collections.abc import Generator
from typing import Final

import streamlit as st

from printshop.ui import boundary

_KEY: Final = "problems"


@contextlib.contextmanager
def beside(place: str) -> Generator[None]:
    """Keep what the block raises, to be said beside the form of this name on the next run."""
    forget(place)
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the last stop; every error is said or logged
        text, hint = boundary.sentence(error)
        _kept()[place] = f"{text} {hint}".strip()


def draw(place: str) -> None:
    """Draw what went wrong with the form of this name when it was last tried."""
    text = _kept().get(place)
    if text:
        st.error(text, icon=":material/error:")


def forget(place: str) -> None:
    """Forget what went wrong there: the form is tried again, or gone."""
    _kept().pop(place, None)


def _kept() -> dict[str, str]:
    return st.session_state.setdefault(_KEY, {})
