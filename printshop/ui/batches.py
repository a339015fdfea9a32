"""The id of what a click queues, so that a click that arrives twice queues once."""

import time
from typing import Final
from uuid import UUID, uuid4

import streamlit as st

_DOUBLE_CLICK_S: Final = 1.5


def batch_id(key: str) -> UUID:
    """The batch a click belongs to.

    A click after a lost answer, and the second half of a double click, are the same batch as
    the first: the service queues a batch once.

    Args:
        key: of the button or form.

    """
    state = st.session_state
    queued_at_s = state.get(f"{key}.queued_at_s")
    if queued_at_s is not None and time.monotonic() - queued_at_s > _DOUBLE_CLICK_S:
        del state[f"{key}.queued_at_s"], state[f"{key}.batch"]
    return state.setdefault(f"{key}.batch", uuid4())


def note_queued(key: str) -> None:
    """Note that the batch of this button or form is queued: a later click is another one."""
    st.session_state[f"{key}.queued_at_s"] = time.monotonic()
