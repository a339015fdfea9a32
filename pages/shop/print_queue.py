"""The print queue: what is printing, what is next, can it be printed, when is it done."""

from typing import Final

import streamlit as st

from printshop.domain.print_queue import JobStatus
from printshop.services import print_queue
from printshop.services.queue_view import QueueView
from printshop.services.shop import Shop
from printshop.ui import places, wiring
from printshop.ui.formats import count
from printshop.ui.queue import bench, cards, finished, printers, refresh, strip
from printshop.ui.queue.clock import Clock

_PRINTERS: Final = "print_queue.printers"


def main() -> None:
    """Draw the printers, the queue and what is finished."""
    shop = wiring.guard()
    refresh.begin()
    clock = Clock.now(shop.settings())
    queue = print_queue.list_queue(shop, as_of=clock.as_of)
    if bench.is_asked_for():
        bench.draw(shop, queue, clock)
        refresh.draw()
        return
    _draw_head(shop, queue, clock)
    if queue.printers or queue.jobs:
        strip.draw_printers(shop, queue, clock)
    if not queue.printers:
        _draw_no_printer(shop)
    _draw_waiting(shop, queue, clock)
    finished.draw(shop, clock)
    refresh.draw()


def _draw_head(shop: Shop, queue: QueueView, clock: Clock) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title("Print queue", anchor=False, width="stretch")
        bench.link()
        if st.button("Printers", key=_PRINTERS, icon=":material/print:", type="tertiary"):
            printers.draw(shop)
    if queue.jobs:
        strip.draw_totals(queue, clock)


def _draw_no_printer(shop: Shop) -> None:
    with st.container(border=True, key="print_queue_no_printer"):
        st.markdown(
            "**No printer is in use.** Add yours, and the queue says when each job is done."
        )
        if st.button(
            "Add a printer", key="print_queue.add_printer", icon=":material/add:", type="primary"
        ):
            printers.draw(shop)


def _draw_waiting(shop: Shop, queue: QueueView, clock: Clock) -> None:
    waiting = [row for row in queue.jobs if row.job.status is JobStatus.QUEUED]
    with st.container(horizontal=True, vertical_alignment="center"):
        title = f"Next · {count(len(waiting), 'job')}" if waiting else "Next"
        st.header(title, anchor=False, width="stretch")
        places.CATALOG.link("Add from the catalog", icon=":material/playlist_add:")
    if waiting:
        cards.draw(shop, waiting, strip.idle_printers(queue), clock)
        return
    with st.container(border=True, key="print_queue_nothing"):
        st.markdown(
            "**Nothing waits.** Choose in the catalog what to print next; each plate becomes "
            "a job here, with its filament and its time."
        )


if __name__ == "__main__":
    main()
