"""What stands on every page of the queue while nobody said when somebody is there."""

import streamlit as st

from printshop.ui import places


def draw_missing(*, has_hours: bool) -> None:
    """Say once that no time can be said, and lead to the opening hours."""
    if has_hours:
        return
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", key="print_queue_no_hours"
    ):
        st.markdown(
            "**No opening hours are set: nothing can be planned.** A print starts and is cleared "
            "while somebody is there.",
            width="stretch",
        )
        places.SETTINGS.link("Set the opening hours", icon=":material/schedule:")
