"""The printers: what each does now, and what comes next on it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.print_queue import JobStatus
from printshop.domain.printers import Printer
from printshop.services.planning.view import PrinterState, QueuedJob, QueueView
from printshop.services.shop import Shop
from printshop.ui import badges, pictures, places
from printshop.ui.formats import escape_markdown, joined
from printshop.ui.queue import asked, steps, words
from printshop.ui.queue.asked import Ask
from printshop.ui.queue.clock import Clock

_CATALOG: Final = "Open in the catalog"
_PICTURE_PX: Final = 72
_SHARP_PX: Final = 3 * _PICTURE_PX
_CARD_PX: Final = 250


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
        with st.container(width=_PICTURE_PX):
            # The container gives the width: an image that is given one is scaled again in each
            # run, which took more time than all else on the page, and is blurred on a phone.
            thumbnail = pictures.address(shop, row.plate.thumbnail_key, width_px=_SHARP_PX)
            st.image(thumbnail, alt="", width="stretch")
        st.markdown("  \n".join(lines), width="stretch")
    if progress is not None:
        st.progress(progress, text=f"{progress:.0%} {_source(row)} · {ends}")
    facts = ("" if progress is not None else ends, words.needs(row.needs))
    st.markdown("  \n".join(filter(None, facts)))
    _draw_finish(shop, row)


def _ends(row: QueuedJob, clock: Clock) -> str:
    due_at = clock.due_at(row)
    if due_at is None:
        return "nobody knows when it ends"
    if due_at <= clock.as_of:
        return f":orange[overdue since **{clock.says(due_at)}**]"
    return joined(f"done **{clock.says(due_at)}**", clock.worst(due_at, row.late_ends_at))


def _source(row: QueuedJob) -> str:
    return "by the clock" if row.job.progress_pct is None else "as last said"


def _draw_finish(shop: Shop, row: QueuedJob) -> None:
    key = f"print_queue.{row.job.id}"
    choices: dict[str, Callable[[], None]] = {
        "How far is it?": partial(_ask, Ask.PROGRESS, row.job.id),
        "Not started: back into the queue": partial(
            steps.undo, shop, row.job.id, JobStatus.PRINTING
        ),
        "Cancel, book nothing": partial(steps.cancel, shop, row),
    }
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.button(
            "Done",
            key=f"{key}.done",
            icon=":material/check:",
            type="primary",
            on_click=_ask,
            args=(Ask.COMPLETE, row.job.id),
        )
        st.button("Failed", key=f"{key}.failed", on_click=_ask, args=(Ask.FAIL, row.job.id))
        chosen = st.menu_button(
            "More",
            [*choices, _CATALOG],
            key=f"{key}.more",
            type="tertiary",
            on_click=_choose,
            args=(f"{key}.more", choices),
        )
        if chosen == _CATALOG:
            st.switch_page(places.CATALOG.path, query_params={"model": str(row.model_id)})


def _ask(ask: Ask, job_id: UUID) -> None:
    asked.request(ask, job_id)
    st.rerun()


def _choose(key: str, choices: Mapping[str, Callable[[], None]]) -> None:
    """Do what was chosen from a menu; for its callback."""
    action = choices.get(st.session_state[key])
    if action is not None:
        action()


def _draw_idle(shop: Shop, state: PrinterState, row: QueuedJob | None, clock: Clock) -> None:
    printer = state.printer
    st.markdown(f"**{escape_markdown(printer.name)}** :gray-badge[:material/pause: Idle]")
    if row is None:
        st.markdown("Nothing is planned for it.")
        return
    st.markdown(
        f"Next: {words.title(row)} {badges.readiness_badge(row.feasibility)}  \n"
        + joined(
            f"planned for {clock.says(row.starts_at)}", words.by_the_file(row.plate.print_time_s)
        )
    )
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            f"Start on {escape_markdown(printer.name)}",
            key=f"print_queue.{printer.id}.start",
            icon=":material/play_arrow:",
            type="primary",
            on_click=steps.start_at_once,
            args=(shop, row, printer),
        )
