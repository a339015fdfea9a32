"""The passes of a session: the same for a while, so that what holds one is not drawn anew."""

import time
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.ui.web import passes

# Well before a pass ends, and seldom enough that a page is not drawn anew for it.
_RENEW_AFTER_S: Final = 3600.0


def give(user_id: UUID, *, purpose: str) -> str:
    """This person's pass for this purpose.

    Raises:
        ConfigError: the secret cannot be kept in the data folder.

    """
    kept = st.session_state.get(_place(purpose))
    if kept is not None:
        of_user, minted_at_s, minted = kept
        if of_user == user_id and time.monotonic() - minted_at_s < _RENEW_AFTER_S:
            return minted
    minted = passes.mint(user_id, purpose=purpose)
    st.session_state[_place(purpose)] = (user_id, time.monotonic(), minted)
    return minted


def forget(*, purpose: str) -> None:
    """Give another one next time: this one was refused."""
    st.session_state.pop(_place(purpose), None)


def _place(purpose: str) -> str:
    return f"passes.{purpose}"
