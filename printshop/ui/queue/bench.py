"""The queue by the printers: one large card for each, one tap when its bed is cleared."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.print_queue import JobStatus
from printshop.domain.printers import Printer
from printshop.services import clearing, planning
from printshop.services.planning.view import PrinterState, QueuedJob, QueueView
from printshop.services.shop import Shop
from printshop.ui import pictures, places
from printshop.ui.formats import count, escape_markdown
from printshop.ui.queue import asked, bench_steps, bench_words, printers, steps, words
from printshop.ui.queue.asked import Ask
from printshop.ui.queue.clock import Clock

VIEW: Final = "bench"
_CARD_PX: Final = 420
_PICTURE_PX: Final = 132
_SHARP_PX: Final = 3 * _PICTURE_PX
_SHOWN_NEXT: Final = 2
_ASKS: Final = {"Failed…": Ask.FAIL, "Done, but…": Ask.COMPLETE, "Progress…": Ask.PROGRESS}


def is_asked_for() -> bool:
    """Whether the address asks for the queue by the printers."""
    return st.query_params.get("view") == VIEW


def link() -> None:
    """Draw the link to the queue by the printers."""
    with st.container(width="content", key="print_queue_to_bench"):
        places.PRINT_QUEUE.link("At the printers", icon=":material/tablet:", view=VIEW)


def draw(shop: Shop, queue: QueueView, clock: Clock) -> None:
    """Draw a card for each printer that is in use."""
    with st.container(key="print_queue_bench"):
        with st.container(horizontal=True, vertical_alignment="center", key="print_queue_head"):
            st.title("At the printers", anchor=False, width="stretch")
            places.PRINT_QUEUE.link("Whole queue", icon=":material/arrow_back:")
        prints = {
            row.job.printer_id: row for row in queue.jobs if row.job.status is JobStatus.PRINTING
        }
        with st.grid(2, min_column_width=_CARD_PX, gap="medium"):
            for state in queue.printers:
                with _card(state.printer):
                    _draw_printer(shop, state, prints.get(state.printer.id), queue, clock)
        if not queue.printers:
            st.markdown("**No printer is in use.** Add yours, and its jobs stand here.")
            st.button(
                "Add a printer",
                key="print_queue.bench.add_printer",
                icon=":material/add:",
                type="primary",
                on_click=printers.ask,
            )


def _card(printer: Printer) -> "st.delta_generator.DeltaGenerator":
    return st.container(
        border=True, height="stretch", gap="small", key=f"print_queue_bench_card_{printer.id}"
    )


def _draw_printer(
    shop: Shop, state: PrinterState, row: QueuedJob | None, queue: QueueView, clock: Clock
) -> None:
    following = clearing.next_on(queue, state.printer.id)
    name = escape_markdown(state.printer.name)
    if row is None:
        st.header(f"{name} :gray-badge[:material/pause: idle]", anchor=False)
        _draw_start(shop, state, following)
    else:
        st.header(f"{name} :blue-badge[:material/print: printing]", anchor=False)
        _draw_printing(shop, state, row, following, clock)
    _draw_next(state, following, clock)


def _draw_printing(
    shop: Shop,
    state: PrinterState,
    row: QueuedJob,
    following: Sequence[QueuedJob],
    clock: Clock,
) -> None:
    with st.container(horizontal=True, wrap=False, gap="small"):
        with st.container(width=_PICTURE_PX):
            thumbnail = pictures.address(shop, row.plate.thumbnail_key, width_px=_SHARP_PX)
            st.image(thumbnail, alt="", width="stretch")
        with st.container(gap="xsmall"):
            st.markdown(f"{words.title(row)}  \n{words.part(row)}")
            st.subheader(bench_words.ends(row, clock), anchor=False)
    progress = clock.progress(row)
    if progress is not None:
        st.progress(progress, text=f"{progress:.0%} by the clock")
    key = f"print_queue_bench.{row.job.id}"
    _draw_clear(shop, state, row, following[0] if following else None)
    with st.container(horizontal=True, gap="small"):
        for label, ask in _ASKS.items():
            st.button(
                label,
                key=f"{key}.{ask}",
                width="stretch",
                on_click=_ask,
                args=(ask, row.job.id),
            )


def _draw_clear(
    shop: Shop, state: PrinterState, row: QueuedJob, following: QueuedJob | None
) -> None:
    """Draw the one tap; two where reels must be put in first, as the bed may be cleared before."""
    starts = following is not None and following.feasibility.feasible
    taps: list[tuple[str, str, QueuedJob | None]] = []
    if not starts or bench_words.to_put_in(following, state):
        taps.append(("clear", bench_words.CLEARED, None))
    if starts:
        taps.append(("next", bench_words.clear_and_start(following, state), following))
    for place, (name, label, started) in enumerate(taps):
        st.button(
            label,
            key=f"print_queue_bench.{row.job.id}.{name}",
            icon=":material/play_arrow:" if started else ":material/check_circle:",
            type="secondary" if place else "primary",
            width="stretch",
            on_click=bench_steps.clear,
            args=(shop, row, state, started),
        )
    if following is not None and not starts:
        st.markdown(bench_words.not_started(following))


def _ask(ask: Ask, job_id: UUID) -> None:
    """Open a dialog, which the page does: the cards alone would draw it away."""
    asked.request(ask, job_id)
    st.rerun()


def _draw_start(shop: Shop, state: PrinterState, following: Sequence[QueuedJob]) -> None:
    if not following:
        st.markdown("Nothing is planned for it.")
        return
    row = following[0]
    st.button(
        bench_words.start(row, state),
        key=f"print_queue_bench.{state.printer.id}.start",
        icon=":material/play_arrow:",
        type="primary",
        width="stretch",
        on_click=steps.start_at_once,
        args=(shop, row, state.printer, state),
    )


def _draw_next(state: PrinterState, following: Sequence[QueuedJob], clock: Clock) -> None:
    for place, row in enumerate(following[:_SHOWN_NEXT]):
        lines = [bench_words.next_up(row, clock)]
        if place == 0:
            lines += [bench_words.load(of) for of in planning.loads(row.planned, state)]
        st.markdown(("**Next:** " if place == 0 else "Then: ") + "  \n".join(lines))
    left_out = len(following) - _SHOWN_NEXT
    if left_out > 0:
        st.markdown(f"And {count(left_out, 'job')} more.")
