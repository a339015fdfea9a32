"""Files of this visit that are in the shop by now, whoever saved them: page or worker."""

from datetime import UTC, datetime
from typing import Final

import streamlit as st

from printshop.services.incoming import inbox
from printshop.services.incoming.inbox import Outcome
from printshop.services.shop import Shop
from printshop.ui import places
from printshop.ui.formats import count, escape_markdown

_SINCE: Final = "upload.outcomes_since"
_SHOWN: Final = 3


def draw(shop: Shop) -> None:
    """Draw what was saved since the page was first opened, the newest in full."""
    since = st.session_state.setdefault(_SINCE, datetime.now(UTC))
    found = inbox.outcomes(shop, since=since)
    for outcome in found[:_SHOWN]:
        _draw_one(outcome)
    more = found[_SHOWN:]
    if more:
        section = st.expander(
            f"{count(len(more), 'more file')} of this visit",
            icon=":material/check_circle:",
            key="upload.outcomes_more",
            on_change="rerun",
        )
        if section.open:
            with section:
                for outcome in more:
                    _draw_one(outcome)
    if found:
        st.button(
            "Clear these lines",
            key="upload.clear",
            type="tertiary",
            icon=":material/clear_all:",
            on_click=_clear,
        )


def _draw_one(outcome: Outcome) -> None:
    with st.container(
        border=True,
        horizontal=True,
        vertical_alignment="center",
        key=f"upload_outcome_{outcome.incoming_id}",
    ):
        st.markdown(f":material/check_circle: {_sentence(outcome)}", width="stretch")
        places.CATALOG.link("Open in the catalog", model=str(outcome.model_id))


def _sentence(outcome: Outcome) -> str:
    name, model = escape_markdown(outcome.name), escape_markdown(outcome.model_name)
    label = escape_markdown(outcome.label)
    if outcome.was_there:
        where = escape_markdown(f"{outcome.model_name}, version {outcome.version}")
        return f"{name} is already in your shop: **{where}**."
    if outcome.is_project:
        return f"{name} is kept as the project of **{model}**, {label}."
    return f"{name} is saved: **{model}**, {label}."


def _clear() -> None:
    st.session_state[_SINCE] = datetime.now(UTC)
