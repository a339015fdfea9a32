"""What to do next where nothing can be printed, or nobody can say when it would be done."""

import streamlit as st

from printshop.domain.feasibility import READY, FeasibilityState
from printshop.domain.printable import PrintableQuery
from printshop.services.print_now.view import PrintNow
from printshop.ui import places
from printshop.ui.print_now import filters, words
from printshop.ui.queue import hours
from printshop.ui.queue.clock import Clock


def draw_no_model() -> None:
    """Say what to do in a shop without a model."""
    with st.container(border=True, key="print_now_no_model"):
        st.markdown(
            "**No models yet.** Drop a `.3mf` from your slicer, and this page says whether its "
            "filament is there and when it would be done."
        )
        places.UPLOAD.link("Upload your first file")


def draw_hints(found: PrintNow, query: PrintableQuery, clock: Clock) -> None:
    """Say which printer is free first, or what stands in the way of an answer."""
    if found.first_free is not None:
        st.markdown(words.head(found, clock))
    elif not found.has_hours:
        hours.draw_missing(has_hours=False)
    elif not query.is_done_before_closing:
        st.markdown("No printer is free at a known time, so no end can be said.")
        places.PRINT_QUEUE.link("See the printers")
    if not found.rows:
        _draw_nothing_fits(found, query)
    elif not found.spool_count:
        _draw_hint(
            "print_now_no_spool",
            "**No spool holds anything.** Add what lies on your shelf, and what can be printed "
            "from it stands first.",
        )
        places.INVENTORY.link("Add spools")
    elif query.state is None and not any(found.counts.get(state) for state in READY):
        _draw_nothing_ready(found)


def _draw_nothing_fits(found: PrintNow, query: PrintableQuery) -> None:
    with st.container(border=True, key="print_now_nothing"):
        if query.is_loaded and not found.loaded_count:
            st.markdown(
                "**No printer says what is loaded in it.** Say it with **Printers** on the print "
                "queue, and this filter knows."
            )
            places.PRINT_QUEUE.link("Go to the print queue")
        elif query.is_done_before_closing and not found.has_hours:
            st.markdown("Without opening hours, nothing is done before you close.")
        elif query.is_done_before_closing and not found.is_open_today:
            st.markdown("**You are closed for the rest of today**, so nothing is done before that.")
        elif query.is_done_before_closing and found.first_free is None:
            st.markdown("**No printer is free at a known time**, so nothing can be promised.")
            places.PRINT_QUEUE.link("See the printers")
        else:
            st.markdown("**Nothing fits these filters.** Take some of them back.")
        if filters.is_set(query):
            st.button(
                "Clear the filters",
                key="print_now.clear_filters",
                icon=":material/filter_alt_off:",
                on_click=filters.clear,
            )


def _draw_nothing_ready(found: PrintNow) -> None:
    if found.counts.get(FeasibilityState.UNVERIFIED):
        _draw_hint(
            "print_now_weigh",
            "**Nothing is sure yet.** Some of it is there if spools that were never weighed "
            "hold what they should.",
        )
        places.PRINT_NOW.link("What to weigh first", icon=":material/scale:", view="weigh")
    else:
        _draw_hint(
            "print_now_buy",
            "**Nothing can be printed with what is left.** Below it stands what is missing.",
        )


def _draw_hint(key: str, text: str) -> None:
    with st.container(border=True, key=key):
        st.markdown(text)
