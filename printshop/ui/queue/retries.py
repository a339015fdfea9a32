"""A job that just failed: whether it is to be printed again."""

from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.print_queue import PrintJob

_KEY: Final = "print_queue.retry"


def offer(job: PrintJob) -> None:
    """Ask on the next runs whether this job is printed again."""
    st.session_state[_KEY] = job


def offered() -> PrintJob | None:
    """The job that is asked about."""
    return st.session_state.get(_KEY)


def forget(job_id: UUID | None = None) -> None:
    """Ask no longer, where it is about this job or about any."""
    job = offered()
    if job is not None and job_id in {None, job.id}:
        del st.session_state[_KEY]
