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
def beside(place: str, said: object = None) -> Generator[None]:
    """Keep what the block raises, to be said beside the form of this name on the next run.

    Args:
        place: name of the form.
        said: what its fields hold; `draw` says the problem only while they hold the same.

    """
    forget(place)
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the last stop; every error is said or logged
        text, hint = boundary.sentence(error)
        _kept()[place] = f"{text} {hint}".strip()
        st.session_state[_said_key(place)] = said


def draw(place: str, said: object = None) -> None:
    """Draw what went wrong with the form of this name when it was last tried."""
    text = _kept().get(place)
    if text and st.session_state.get(_said_key(place)) == said:
        st.error(text, icon=":material/error:")


def stands(place: str) -> bool:
    """Whether something went wrong there when it was last tried."""
    return place in _kept()


def forget(place: str) -> None:
    """Forget what went wrong there: the form is tried again, or gone."""
    _kept().pop(place, None)
    st.session_state.pop(_said_key(place), None)


def _said_key(place: str) -> str:
    return f"{_KEY}.said.{place}"


def _kept() -> dict[str, str]:
    return st.session_state.setdefault(_KEY, {})
