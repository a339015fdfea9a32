"""The grams of a dropped file told apart: after its form is drawn, one file in each run."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import streamlit as st

from printshop.errors import ThreeMFError
from printshop.services import splits
from printshop.services.shop import Shop
from printshop.ui.file_details import split_notes
from printshop.ui.file_details.facts import Report
from printshop.ui.formats import escape_markdown
from printshop.ui.plate_grams import BEING_TOLD_APART
from printshop.ui.upload.drop import Drop, Waiting

_LATER = "Model, support, tower and flush are told apart after saving: the file is large."
_NEVER = "Model, support, tower and flush could not be told apart by the gcode."


def go_on(shop: Shop, drop: Drop) -> None:
    """Tell the next file's grams apart under a line that says so, and draw the page again.

    The forms stand by then: what is typed meanwhile stays, as in any other run.
    """
    waiting = next(filter(_is_due, drop.waiting.values()), None)
    if waiting is None:
        return
    # Given up first: whatever goes wrong below goes wrong once, not on every visit.
    drop.waiting[waiting.key] = replace(waiting, gave_up=True)
    with (
        st.spinner(f"Telling the grams of {escape_markdown(waiting.name)} apart…"),
        suppress(ThreeMFError),
    ):
        draft = splits.split_draft(shop, waiting.draft, waiting.data)
        if waiting.key in drop.waiting:
            gave_up = splits.is_pending(draft)
            drop.waiting[waiting.key] = replace(waiting, draft=draft, gave_up=gave_up)
    st.rerun()


def why_not(waiting: Waiting, plate: Report) -> Sequence[str]:
    """Sentences that say why grams of a plate are not told apart, or only estimated."""
    if not splits.is_pending(waiting.draft):
        return split_notes.together(plate.get("split_notes") or ())
    if waiting.gave_up:
        return (_NEVER,)
    return (BEING_TOLD_APART if splits.is_small(waiting.draft) else _LATER,)


def _is_due(waiting: Waiting) -> bool:
    draft = waiting.draft
    return splits.is_pending(draft) and splits.is_small(draft) and not waiting.gave_up
