"""The head of the queue: what each printer does now, what comes next, and how much waits."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

import streamlit as st

from printshop.domain.print_queue import JobStatus
from printshop.domain.printers import Printer
from printshop.services.queue_view import PrinterState, QueuedJob, QueueView
from printshop.services.shop import Shop
from printshop.ui import badges
from printshop.ui.formats import count, duration, escape_markdown, grams, joined
from printshop.ui.queue import cards, dialogs, steps, words
from printshop.ui.queue.clock import Clock

_PICTURE_PX: Final = 72
_CARD_PX: Final = 250


def draw_totals(queue: QueueView, clock: Clock) -> None:
    """Draw the sums over everything that prints and waits."""
    totals = queue.totals
    without_time, without_g = totals.unknown_time_jobs, totals.unknown_grams_jobs
    facts = joined(
        f"**{count(totals.jobs, 'job')}**",
        f"**{duration(totals.print_time_s)}** to print"
        + (f" and {count(without_time, 'job')} of unknown time" if without_time else ""),
        f"**{grams(totals.needed_g)}** of filament"
        + (f" and {count(without_g, 'job')} of unknown grams" if without_g else ""),
        f"next free slot **{clock.says(queue.next_free_at)}**" if queue.next_free_at else "",
    )
    st.markdown(facts)


def draw_printers(shop: Shop, queue: QueueView, clock: Clock) -> None:
    """Draw a card for each printer in use, and for each job on one that is not."""
    prints = {row.job.printer_id: row for row in queue.jobs if row.job.status is JobStatus.PRINTING}
    next_up = _next_by_printer(queue.jobs)
    shown = {state.printer.id for state in queue.printers}
    with st.grid(3, min_column_width=_CARD_PX, gap="small"):
        for state in queue.printers:
            with _card(str(state.printer.id)):
                row = prints.get(state.printer.id)
                if row is not None:
                    _draw_printing(shop, state.printer, row, clock)
                else:
                    _draw_idle(shop, state, next_up.get(state.printer), clock)
        for printer_id, row in prints.items():
            if printer_id not in shown:
                with _card(str(row.job.id)):
                    _draw_printing(shop, row.printer, row, clock)


def idle_printers(queue: QueueView) -> tuple[Printer, ...]:
    """The printers that a job can be started on now."""
    return tuple(state.printer for state in queue.printers if state.current_job is None)


def _card(key: str) -> "st.delta_generator.DeltaGenerator":
    return st.container(
        border=True, height="stretch", gap="xsmall", key=f"print_queue_printer_{key}"
    )


def _next_by_printer(jobs: Sequence[QueuedJob]) -> Mapping[Printer, QueuedJob]:
    """The first waiting job that is planned for each printer."""
    planned: dict[Printer, QueuedJob] = {}
    for row in jobs:
        if row.job.status is JobStatus.QUEUED and row.printer is not None and row.starts_at:
            planned.setdefault(row.printer, row)
    return planned


def _draw_printing(shop: Shop, printer: Printer | None, row: QueuedJob, clock: Clock) -> None:
    progress = clock.progress(row)
    name = escape_markdown(printer.name) if printer else "A removed printer"
    badge = ":blue-badge[:material/print: Printing]"
    ends = _ends(row, clock)
    short = "" if row.feasibility.feasible else badges.readiness_badge(row.feasibility)
    lines = (f"**{name}** {badge} {short}", words.title(row), words.part(row))
    with st.container(horizontal=True, wrap=False, gap="small"):
        cards.draw_picture(shop, row, width_px=_PICTURE_PX)
        st.markdown("  \n".join(lines), width="stretch")
    if progress is not None:
        st.progress(progress, text=f"{progress:.0%} by the clock · {ends}")
    facts = ("" if progress is not None else ends, words.needs(row.needs))
    st.markdown("  \n".join(filter(None, facts)))
    _draw_finish(shop, row, progress)


def _ends(row: QueuedJob, clock: Clock) -> str:
    due_at = clock.due_at(row)
    if due_at is None:
        return "nobody knows when it ends"
    if due_at <= clock.as_of:
        return f":orange[overdue since **{clock.says(due_at)}**]"
    return f"done **{clock.says(due_at)}**"


def _draw_finish(shop: Shop, row: QueuedJob, progress: float | None) -> None:
    key = f"print_queue.{row.job.id}"
    choices: dict[str, Callable[[], None]] = {
        "Not started: back into the queue": partial(
            steps.undo, shop, row.job.id, JobStatus.PRINTING
        ),
        "Cancel, book nothing": partial(steps.cancel, shop, row),
    }
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        if st.button("Done", key=f"{key}.done", icon=":material/check:", type="primary"):
            dialogs.complete(shop, row)
        if st.button("Failed", key=f"{key}.failed"):
            dialogs.fail(shop, row, progress)
        chosen = st.menu_button(
            "More",
            [*choices, cards.CATALOG],
            key=f"{key}.more",
            type="tertiary",
            on_click=cards.choose,
            args=(f"{key}.more", choices),
        )
        if chosen == cards.CATALOG:
            cards.open_in_catalog(row)


def _draw_idle(shop: Shop, state: PrinterState, row: QueuedJob | None, clock: Clock) -> None:
    printer = state.printer
    st.markdown(f"**{escape_markdown(printer.name)}** :gray-badge[:material/pause: Idle]")
    if row is None:
        st.markdown("Nothing is planned for it.")
        return
    st.markdown(
        f"Next: {words.title(row)} {badges.readiness_badge(row.feasibility)}  \n"
        + joined(f"planned for {clock.says(row.starts_at)}", duration(row.plate.print_time_s))
    )
    key = f"print_queue.{printer.id}.start"
    cards.start_button(shop, row, printer, key=key, is_first=True)
