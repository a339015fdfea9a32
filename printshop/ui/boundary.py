"""Where errors stop: one sentence for the person, the details in the log, no trace on the page."""

import contextlib
import functools
import logging
import secrets
from collections.abc import Callable, Generator
from typing import ParamSpec

import streamlit as st

from printshop.errors import DatabaseUnavailableError, PrintshopError
from printshop.ui import notices, wiring
from printshop.ui.formats import escape_markdown

_LOG = logging.getLogger(__name__)

P = ParamSpec("P")


@contextlib.contextmanager
def errors() -> Generator[None]:
    """Draw what the block raises as one sentence, and go on after it."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the last stop; every error is said or logged
        show(error)


def callback(action: Callable[P, None]) -> Callable[P, None]:
    """Make a widget callback whose errors become a notice on the run that follows."""

    @functools.wraps(action)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            action(*args, **kwargs)
        except Exception as error:  # noqa: BLE001 - the last stop; every error is said or logged
            text, hint = sentence(error)
            notices.fail(text, hint=hint)

    return guarded


def show(error: Exception) -> None:
    """Draw an error where the page is drawn."""
    text, hint = sentence(error)
    st.error(f"{text} {hint}".strip(), icon=":material/error:")
    if isinstance(error, DatabaseUnavailableError):
        st.button(
            "Try again",
            key="boundary.try_again",
            icon=":material/refresh:",
            on_click=wiring.revive,
        )


def sentence(error: Exception) -> tuple[str, str]:
    """The Markdown of an error and of its hint; what nobody foresaw is logged under a number."""
    if isinstance(error, PrintshopError):
        return escape_markdown(error.message), escape_markdown(error.hint)
    number = secrets.token_hex(4)
    _LOG.error("unexpected error %s", number, exc_info=error)
    return (
        "Something went wrong that Printshop did not foresee; nothing was saved half-way.",
        f"The details are in the log under the number `{number}`.",
    )
