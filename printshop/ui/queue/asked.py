"""Which dialog of the queue is asked for.

A dialog is opened by the page itself, never from within the part of it that draws itself again
when another browser changes the queue: what is being typed in it stays.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

import streamlit as st

_KEY: Final = "print_queue.asked"


class Ask(StrEnum):
    """What a dialog asks about a job."""

    DETAILS = "details"
    START = "start"
    PROGRESS = "progress"
    COMPLETE = "complete"
    FAIL = "fail"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A dialog about a job; printer_id is the printer it is to be started on.

    next_job_id is the one that is to start after it.
    """

    ask: Ask
    job_id: UUID
    printer_id: UUID | None = None
    next_job_id: UUID | None = None
    problem: str = ""


def request(
    ask: Ask,
    job_id: UUID,
    *,
    printer_id: UUID | None = None,
    next_job_id: UUID | None = None,
    problem: str = "",
) -> None:
    """Open a dialog on the run that follows.

    Args:
        ask: which one.
        job_id: what about.
        printer_id: where it is to be started.
        next_job_id: what is to start after it.
        problem: Markdown of what went wrong already.

    """
    st.session_state[_KEY] = Asked(
        ask=ask, job_id=job_id, printer_id=printer_id, next_job_id=next_job_id, problem=problem
    )


def taken() -> Asked | None:
    """The dialog that is asked for, once."""
    return st.session_state.pop(_KEY, None)


def request_id(key: str) -> UUID:
    """The id under which a dialog books, the same until it is booked."""
    return st.session_state.setdefault(f"{key}.request", uuid4())


def booked(key: str) -> None:
    """Forget the id: what is asked next is something new."""
    st.session_state.pop(f"{key}.request", None)
