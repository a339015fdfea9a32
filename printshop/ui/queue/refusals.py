"""What a dialog of the queue says where a step is refused: inside it, where it can be changed."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Final

import streamlit as st

from printshop.domain.print_queue import JobStatus
from printshop.errors import DoubtfulGramsError, IllegalTransitionError, InsufficientFilamentError
from printshop.ui import places
from printshop.ui.boundary import sentence
from printshop.ui.formats import escape_markdown

# What somebody else did with a job, by where it stands now.
_DID: Final[Mapping[str, str]] = {
    JobStatus.QUEUED: "was put back into the queue",
    JobStatus.PRINTING: "was started",
    JobStatus.COMPLETED: "was completed",
    JobStatus.FAILED: "was noted as failed",
    JobStatus.CANCELLED: "was cancelled",
}


@contextmanager
def said(key: str) -> Generator[None]:
    """Say what the block is refused; nothing was booked then.

    Args:
        key: of the dialog. What is only doubtful is asked about; `is_sure` says the answer.

    """
    try:
        yield
    except DoubtfulGramsError as error:
        text, hint = sentence(error)
        st.warning(f"{text} {hint}".strip(), icon=":material/help:")
        st.button(
            "It is right, book it",
            key=f"{key}.sure",
            icon=":material/check:",
            width="stretch",
        )
    except IllegalTransitionError as error:
        did = _DID.get(error.status, f"became {error.status}")
        st.error(
            f"{escape_markdown(error.job)} {did} elsewhere meanwhile. Nothing was booked here.",
            icon=":material/error:",
        )
    except Exception as error:  # noqa: BLE001 - the last stop; every error is said or logged
        text, hint = sentence(error)
        st.error(f"{text} {hint}".strip(), icon=":material/error:")
        if isinstance(error, InsufficientFilamentError):
            st.markdown("Nothing was booked. Change the grams above, or add what is missing:")
            places.INVENTORY.link("Open the inventory")


def is_sure(key: str) -> bool:
    """Whether the person said just now that what was doubted is right."""
    return bool(st.session_state.get(f"{key}.sure"))
