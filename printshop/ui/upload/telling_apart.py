"""The grams of a dropped file told apart: after its form is drawn, one file in each run."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from printshop.errors import ThreeMFError
from printshop.services import splits
from printshop.services.shop import Shop
from printshop.ui.file_details.facts import Report
from printshop.ui.formats import escape_markdown
from printshop.ui.upload.drop import Drop, Waiting

_SOON = "Model, support, tower and flush are being told apart."
_LATER = "Model, support, tower and flush are told apart after saving: the file is large."
_NEVER = "Model, support, tower and flush cannot be told apart: the gcode cannot be read."


def go_on(shop: Shop, drop: Drop) -> None:
    """Tell the next file's grams apart under a line that says so, and draw the page again.

    The forms stand by then: what is typed meanwhile stays, as in any other run.
    """
    waiting = next(filter(_is_due, drop.waiting.values()), None)
    if waiting is None:
        return
    with st.spinner(f"Telling the grams of {escape_markdown(waiting.name)} apart…"):
        try:
            draft = splits.split_draft(shop, waiting.draft, waiting.data)
        except ThreeMFError:
            draft = waiting.draft
    if waiting.key in drop.waiting:
        gave_up = splits.is_pending(draft)
        drop.waiting[waiting.key] = replace(waiting, draft=draft, gave_up=gave_up)
    st.rerun()


def why_not(waiting: Waiting, plate: Report) -> Sequence[str]:
    """Sentences that say why grams of a plate are not told apart, or only estimated."""
    if not splits.is_pending(waiting.draft):
        return plate.get("split_notes") or ()
    if waiting.gave_up:
        return (_NEVER,)
    return (_SOON if splits.is_small(waiting.draft) else _LATER,)


def _is_due(waiting: Waiting) -> bool:
    draft = waiting.draft
    return splits.is_pending(draft) and splits.is_small(draft) and not waiting.gave_up
