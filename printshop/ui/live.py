"""Changes made elsewhere come onto open pages: drawn anew is the part they are in, alone.

A part that runs alone keeps what is typed, the cursor, open dialogs and cells being edited.
Without the line (a plain `streamlit run`, or a network that lets none through) the browser has
the part drawn anew every half minute instead.
"""

import contextlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Literal

import streamlit as st
from streamlit.errors import StreamlitAPIException

from printshop.platform.live import Versions
from printshop.services.shop import Shop
from printshop.ui import boundary, notices, shared_reads, wiring
from printshop.ui.components import live as component
from printshop.ui.web import live as live_route
from printshop.ui.web import session_passes

Topic = Literal["queue", "stock", "catalog", "settings"]

_ALONE_EVERY_S: Final = 30.0


def draw(
    shop: Shop,
    body: Callable[[], None],
    *,
    key: str,
    topics: Sequence[Topic],
    addresses: Sequence[str] = (),
    due_every_s: float = 0.0,
) -> None:
    """Draw a part of a page that follows the changes of others, without the rest of the page.

    A click inside runs the part alone as well. Where it left something to say, or named another
    view in the address, the whole page is run.

    Args:
        shop: whose changes.
        body: draws the part; it reads all that it shows by itself.
        key: of the part; unlike any other on the page.
        topics: what it shows.
        addresses: the parameters of the address that choose what the page is.
        due_every_s: after how many seconds it is drawn anew without a change, as its clock goes
            on; 0 is never.

    """
    drawn_for = [st.query_params.get(name) for name in addresses]

    @st.fragment(key=key)
    def part() -> None:
        with boundary.errors():
            if notices.has_news() or drawn_for != [st.query_params.get(one) for one in addresses]:
                st.rerun()
            # What the line asked for; the line, drawn next, takes it away.
            heard = st.session_state.get(_line_key(key))
            watch(shop, topics=topics, fragment=key, due_every_s=due_every_s)
            with shared_reads.asked_by(heard):
                body()

    part()


def watch(shop: Shop, *, topics: Sequence[Topic], fragment: str, due_every_s: float = 0.0) -> None:
    """Have the fragment of this key run alone when one of these topics changes elsewhere.

    Best called within that fragment, before anything is read: what is read after it is at least
    as new as it says, and own clicks are not drawn twice. Draws nothing.

    Args:
        shop: whose changes.
        topics: what the fragment shows.
        fragment: the key of `st.fragment`.
        due_every_s: as in `draw`.

    """
    # A fragment of its own: its request waits for a run that goes on. That of a component outside
    # any would break the run off, and leave the page half drawn.
    st.fragment(_listen, key=_line_key(fragment))(shop, tuple(topics), fragment, due_every_s)


def draw_news(
    shop: Shop,
    is_old: Callable[[], bool],
    *,
    key: str,
    topics: Sequence[Topic],
    how: str = "",
) -> None:
    """Say that something was changed elsewhere, where drawing it at once would be in the way.

    Args:
        shop: whose changes.
        is_old: whether what is shown is not what there is now.
        key: of what is said, on its page.
        topics: what is shown.
        how: what to do to see it; a button, where this says nothing.

    """

    @st.fragment(key=key)
    def news() -> None:
        with boundary.errors():
            watch(shop, topics=topics, fragment=key)
            if is_old():
                _draw_news(key, how)

    news()


def _draw_news(key: str, how: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}_row"):
        st.markdown(f":material/sync: Something was changed elsewhere. {how}".strip())
        if not how and st.button("Show it", key=f"{key}.show"):
            st.rerun()


def draw_page() -> None:
    """Let a browser tab have the whole page run when the server was started anew meanwhile."""
    component.draw_page()


def _listen(shop: Shop, topics: Sequence[Topic], fragment: str, due_every_s: float) -> None:
    with boundary.errors():
        component.draw(
            key=fragment,
            line=_line(shop, fragment),
            topics=topics,
            every_s={"connected": due_every_s, "alone": _ALONE_EVERY_S},
            on_changed=partial(_run, shop, fragment),
            on_renew=partial(session_passes.forget, purpose=live_route.PURPOSE),
        )


def _run(shop: Shop, fragment: str) -> None:
    """Run the fragment, and say to the browser that it was run."""
    st.session_state[_line_key(fragment)] = _versions(shop)
    # It is there no more where the person went to another page in this very moment.
    with contextlib.suppress(StreamlitAPIException):
        st.rerun([_line_key(fragment), fragment])


def _line(shop: Shop, fragment: str) -> dict[str, object] | None:
    # The fragment may have been run before this: it is no newer than when it was asked to.
    drawn = st.session_state.pop(_line_key(fragment), None) or _versions(shop)
    if drawn is None:
        return None
    return {
        "url": live_route.PATH,
        "pass": session_passes.give(shop.user_id, purpose=live_route.PURPOSE),
        "hub": drawn.hub,
        "versions": dict(drawn.of_topic),
    }


def _versions(shop: Shop) -> Versions | None:
    hub = wiring.changes()
    return hub.versions(shop.user_id) if hub else None


def _line_key(fragment: str) -> str:
    return f"live.{fragment}"
