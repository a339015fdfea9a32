"""The question before a bed is cleared whose print can hardly be done yet."""

import streamlit as st

from printshop.services.planning.view import QueuedJob, QueueView
from printshop.services.shop import Shop
from printshop.ui.queue import bench_steps, words
from printshop.ui.queue.asked import Asked


@st.dialog("Is it done?")
def draw(shop: Shop, row: QueuedJob, queue: QueueView, about: Asked) -> None:
    """Ask whether a print is really done; only a yes books it."""
    draw_body(shop, row, queue, about)


def draw_body(shop: Shop, row: QueuedJob, queue: QueueView, about: Asked) -> None:
    """Draw the body of the dialog."""
    key = f"print_queue_bench.{row.job.id}"
    state = next((one for one in queue.printers if one.printer.id == about.printer_id), None)
    following = next((one for one in queue.jobs if one.job.id == about.next_job_id), None)
    st.markdown(f"{words.title(row)}  \n{words.part(row)}")
    st.warning(about.problem, icon=":material/help:")
    if state is not None:
        st.button(
            f"It is done, then start {following.job.label}" if following else "It is done, book it",
            key=f"{key}.sure",
            icon=":material/check:",
            type="primary",
            width="stretch",
            on_click=bench_steps.clear,
            args=(shop, row, state, following),
            kwargs={"is_confirmed": True},
        )
    if st.button("It still prints", key=f"{key}.not_yet", width="stretch"):
        st.rerun()
