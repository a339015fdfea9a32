"""The dialog that notes how far a print is."""

from datetime import UTC, datetime

import streamlit as st

from printshop.domain.print_queue import ReportProgress
from printshop.services import printing
from printshop.services.planning.view import QueuedJob
from printshop.services.shop import Shop
from printshop.ui import notices
from printshop.ui.queue import refusals, words


@st.dialog("How far is it?")
def draw(shop: Shop, row: QueuedJob, progress: float | None) -> None:
    """Ask how far a print is; its end follows."""
    draw_body(shop, row, progress)


def draw_body(shop: Shop, row: QueuedJob, progress: float | None) -> None:
    """Draw the body of the dialog."""
    key = f"print_queue.progress.{row.job.id}"
    st.markdown(f"{words.title(row)}  \n{words.part(row)}")
    pct = st.slider(
        "How far it is",
        0,
        100,
        value=0 if progress is None else round(100 * progress),
        format="%d %%",
        help="Read it off the printer.",
        key=f"{key}.pct",
    )
    is_sent = st.button(
        "Note it", key=f"{key}.send", type="primary", icon=":material/check:", width="stretch"
    )
    if is_sent:
        with refusals.said(key):
            step = ReportProgress(job_id=row.job.id, progress_pct=pct)
            printing.report_progress(shop, step, as_of=datetime.now(UTC))
            notices.say(f"**{row.job.label}** is at {pct} %")
            st.rerun()
