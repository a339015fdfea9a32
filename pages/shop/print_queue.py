"""The print queue: what is printing, what is next, can it be printed, when is it done."""

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from printshop.services.shop import Shop
from printshop.ui import live, wiring
from printshop.ui.queue import (
    bench,
    dialogs,
    finished,
    hours,
    linked,
    nights,
    panels,
    printers,
    strip,
    waiting,
)
from printshop.ui.queue.clock import Clock
from printshop.ui.queue.seen import seen

_PRINTERS: Final = "print_queue.printers"
# The bars of what prints, and what is overdue, go by the clock.
_DUE_EVERY_S: Final = 60.0


def main() -> None:
    """Draw the queue, and the dialog that was asked for.

    The dialogs are opened here and not in the fragment: it draws itself again when another
    browser changes the queue, and must not close them.
    """
    shop = wiring.guard()
    if bench.is_asked_for():
        _live(shop, _draw_bench)
        if printers.is_asked_for():
            printers.draw(shop)
        dialogs.open_asked(shop, Clock.now(shop.settings()))
        return
    with st.container(horizontal=True, vertical_alignment="center", key="print_queue_head"):
        st.title("Print queue", anchor=False, width="stretch")
        bench.link()
        opens_printers = st.button(
            "Printers", key=_PRINTERS, icon=":material/print:", type="tertiary"
        )
    linked.draw(shop)
    _live(shop, _draw_queue)
    if printers.is_asked_for() or opens_printers:
        printers.draw(shop)
    dialogs.open_asked(shop, Clock.now(shop.settings()))


def _live(shop: Shop, draw: Callable[[Shop], None]) -> None:
    live.draw(
        shop,
        partial(draw, shop),
        key="queue",
        topics=("queue", "stock", "catalog", "settings"),
        due_every_s=_DUE_EVERY_S,
    )


def _draw_bench(shop: Shop) -> None:
    """Draw the view for the tablet by the printers."""
    now = seen(shop)
    hours.draw_missing(has_hours=now.queue.has_hours)
    bench.draw(shop, now.queue, now.clock)


def _draw_queue(shop: Shop) -> None:
    """Draw the printers, the queue and what is finished; the part that follows every change."""
    now = seen(shop)
    queue, clock = now.queue, now.clock
    hours.draw_missing(has_hours=queue.has_hours)
    if queue.jobs:
        panels.draw_totals(queue, clock, now.cost)
    panels.draw_run_outs(queue.run_outs, clock, queue.splits)
    panels.draw_retry(shop)
    if queue.printers or queue.jobs:
        strip.draw_printers(shop, queue, clock)
    if not queue.printers:
        _draw_no_printer()
    nights.draw(shop, queue, clock)
    panels.draw_proposal(shop, queue)
    panels.draw_demand(queue.demand)
    waiting.draw(shop, now)
    finished.draw(shop, clock)


def _draw_no_printer() -> None:
    with st.container(border=True, key="print_queue_no_printer"):
        st.markdown(
            "**No printer is in use.** Add yours, and the queue says when each job is done."
        )
        st.button(
            "Add a printer",
            key="print_queue.add_first",
            icon=":material/add:",
            type="primary",
            on_click=printers.ask,
        )


if __name__ == "__main__":
    main()
