"""Files that are being sent or processed: looked at every second, while there are any.

Otherwise every few seconds: slicers, commands and other browsers send files too.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import streamlit as st

from printshop.domain.incoming import IncomingStatus
from printshop.repo.incoming import IncomingStep
from printshop.services.incoming import inbox
from printshop.services.incoming.inbox import UNDER_WAY, Item
from printshop.services.shop import Shop
from printshop.ui import boundary, wiring
from printshop.ui.formats import count, escape_markdown
from printshop.ui.upload import words

_EVERY_S: Final = 1
_LOOK_OUT_EVERY_S: Final = 5
_DRAWN: Final = "upload.drawn_steps"
_SHOWN: Final = 4
_WHOLE_PCT: Final = 100


def draw(shop: Shop, items: Sequence[Item]) -> None:
    """Draw how far files are, and the page again when one of them comes a stage further."""
    st.session_state[_DRAWN] = _state_of_items(items)
    if any(item.is_under_way for item in items):
        _watch(shop)
    else:
        _look_out(shop)


@st.fragment(run_every=_LOOK_OUT_EVERY_S)
def _look_out(shop: Shop) -> None:
    with boundary.errors():
        if _state(inbox.steps(shop)) != st.session_state.get(_DRAWN):
            st.rerun()


@st.fragment(run_every=_EVERY_S)
def _watch(shop: Shop) -> None:
    with boundary.errors():
        steps = inbox.steps(shop)
        if _state(steps) != st.session_state.get(_DRAWN):
            st.rerun()
        _draw(steps)


def _draw(steps: Sequence[IncomingStep]) -> None:
    as_of = datetime.now(UTC)
    busy = [of for of in steps if of.status in UNDER_WAY and not _is_shown_above(of, as_of)]
    if not busy:
        return
    with st.container(border=True, key="upload_under_way"):
        done_pct = sum(of.progress_pct for of in busy) / len(busy)
        more = f", {int(done_pct)} %" if len(busy) > 1 else ""
        st.progress(
            min(done_pct / _WHOLE_PCT, 1.0),
            text=f"{count(len(busy), 'file')} on the way{more}",
        )
        # What is being done, before what still waits for its turn.
        busy.sort(key=lambda of: -of.progress_pct)
        lines = [_line(of, as_of) for of in busy[:_SHOWN]]
        if len(busy) > _SHOWN:
            lines.append(f"and {count(len(busy) - _SHOWN, 'more file')}")
        st.markdown("  \n".join(lines))


def _is_shown_above(of: IncomingStep, as_of: datetime) -> bool:
    """Whether the drop zone says how far it is: it sends it, and says so itself."""
    is_sent = of.status is IncomingStatus.RECEIVING and wiring.has_routes()
    return is_sent and not words.has_stopped(of, as_of=as_of)


def _line(of: IncomingStep, as_of: datetime) -> str:
    message = f" · {escape_markdown(of.message)}" if of.message.startswith("waits") else ""
    return f"**{escape_markdown(of.name)}** · {words.step(of, as_of=as_of)}{message}"


def _state(steps: Sequence[IncomingStep]) -> frozenset[tuple[object, ...]]:
    """What a page shows of files besides their progress."""
    return frozenset((of.id, of.status, of.is_known, of.outline_is_checked) for of in steps)


def _state_of_items(items: Sequence[Item]) -> frozenset[tuple[object, ...]]:
    return frozenset(
        (
            item.id,
            item.incoming.status,
            item.summary is not None,
            item.incoming.outline_is_checked,
        )
        for item in items
    )
