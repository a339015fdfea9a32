"""What an action did, said on the run after it, with a way back where there is one.

A callback runs before the page is drawn; it leaves a notice here, and the router draws all of
them at the top. One undo is on offer at a time: the newest.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

import streamlit as st

_KEY: Final = "notices"
_UNDO_KEY: Final = "notices.undo"
_UNDO_DRAWN_KEY: Final = "notices.undo_drawn"
_UNDO_OFFERED_S: Final = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to say."""

    text: str
    hint: str = ""
    kind: Literal["done", "failed"] = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoOffer:
    """A step that can be taken back, and how."""

    text: str
    undo: Callable[[], None]
    offered_at_s: float = field(default_factory=time.monotonic)

    @property
    def is_open(self) -> bool:
        """Whether it is still fresh."""
        return time.monotonic() - self.offered_at_s < _UNDO_OFFERED_S


def say(text: str) -> None:
    """Say on the next run that something was done. Markdown: names must be escaped."""
    _waiting().append(Notice(text=text))


def fail(text: str, *, hint: str = "") -> None:
    """Say on the next run that something was not done, and what to do. Markdown."""
    _waiting().append(Notice(text=text, hint=hint, kind="failed"))


def offer_undo(text: str, undo: Callable[[], None]) -> None:
    """Say on the next runs, for two minutes, that something was done, with an Undo button.

    Args:
        text: Markdown; names in it must be escaped.
        undo: takes the step back; runs as a widget callback, so it should be one that
            `boundary.callback` made.

    """
    st.session_state[_UNDO_KEY] = UndoOffer(text=text, undo=undo)


def has_news() -> bool:
    """Whether anything waits for `draw`, which a part of a page that runs alone does not call."""
    offer = st.session_state.get(_UNDO_KEY)
    return bool(_waiting()) or offer is not st.session_state.get(_UNDO_DRAWN_KEY)


def draw() -> None:
    """Draw what waits: all as toasts, failures in place too, the undo on offer.

    The top of the page may be out of sight where the person clicked; a toast is not.
    """
    waiting = _waiting()
    # Two places that are always there: what stands below would otherwise be another element
    # with each notice, built anew, and the keyboard would lose its place in it.
    failures, undo_place = st.container(), st.container(key="notices_undo_place")
    for notice in waiting:
        if notice.kind == "failed":
            text = _with_hint(notice.text, notice.hint)
            failures.error(text, icon=":material/error:")
            st.toast(notice.text, icon=":material/error:", duration="long")
        else:
            st.toast(notice.text, icon=":material/check_circle:")
    waiting.clear()
    offer = st.session_state.get(_UNDO_KEY)
    st.session_state[_UNDO_DRAWN_KEY] = offer
    if offer is not None and offer.is_open:
        with undo_place:
            _draw_undo(offer)


def _draw_undo(offer: UndoOffer) -> None:
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", key="notices_undo_row"
    ):
        st.markdown(f":material/check_circle: {offer.text}", width="stretch")
        st.button(
            "Undo", key="notices.undo_button", icon=":material/undo:", on_click=_undo, args=(offer,)
        )
        st.button(
            "Dismiss",
            key="notices.dismiss_button",
            icon=":material/close:",
            type="tertiary",
            on_click=_dismiss,
        )


def _undo(offer: UndoOffer) -> None:
    _dismiss()
    offer.undo()


def _dismiss() -> None:
    st.session_state.pop(_UNDO_KEY, None)


def _waiting() -> list[Notice]:
    return st.session_state.setdefault(_KEY, [])


def _with_hint(text: str, hint: str) -> str:
    return f"{text} {hint}" if hint else text
