"""The component that hears of changes, without a place on the page."""

import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import streamlit as st

_COMPONENT: Final = st.components.v2.component(
    "printshop_live", js=(Path(__file__).parent / "live.js").read_text(encoding="utf-8")
)


def draw(
    *,
    key: str,
    line: Mapping[str, object] | None,
    topics: Sequence[str],
    every_s: Mapping[str, float],
    on_changed: Callable[[], None],
    on_renew: Callable[[], None],
) -> None:
    """Have the browser tab listen.

    Args:
        key: of the component on its page: letters, digits, `_` and `-`.
        line: `url` and `pass` of the route, `hub` and `versions` of what is drawn; None where
            there is no route.
        topics: what is listened for.
        every_s: after how many seconds the page is due even so, while it is seen: `connected`
            with the line, 0 for never, and `alone` without.
        on_changed: called when something changed, or the page is due.
        on_renew: called when the pass is too old.

    """
    with st.container(key=f"live_place_{key}"):
        _COMPONENT(
            key=f"live_{key}",
            data={
                "line": line,
                "topics": list(topics),
                "everyS": dict(every_s),
                "drawnAt": time.monotonic_ns(),
            },
            on_changed_change=on_changed,
            on_renew_change=on_renew,
        )


def draw_page() -> None:
    """Let the browser tab have the whole page run where the server does not know its parts.

    So it is after the server was started anew, or has forgotten a tablet that slept: Streamlit
    then runs nothing by itself, and a click within a part would be answered by nobody.
    """
    with st.container(key="live_place_page"):
        _COMPONENT(
            key="live_page",
            data={"isPage": True, "drawnAt": time.monotonic_ns()},
            on_stale_change=lambda: None,
        )
