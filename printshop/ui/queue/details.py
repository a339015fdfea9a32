"""The dialog about a waiting job: its plan and why, its wishes, and the steps that move it."""

from datetime import UTC, date, datetime, time
from typing import Final

import streamlit as st

from printshop.domain.print_queue import JobStatus, PrintJob
from printshop.services import costs, printing
from printshop.services.planning.view import QueuedJob, QueueView
from printshop.services.shop import Shop
from printshop.ui import badges, boundary, cost_lines, notices, pictures, places
from printshop.ui.formats import escape_markdown
from printshop.ui.priorities import PRIORITIES, priority_word
from printshop.ui.queue import asked, moving, refusals, steps, strip, words
from printshop.ui.queue.asked import Ask
from printshop.ui.queue.clock import Clock
from printshop.ui.swatches import filament_label

_PICTURE_PX: Final = 120
_EVENING: Final = time(18)


@st.dialog("Job", width="medium")
def draw(shop: Shop, row: QueuedJob, queue: QueueView, clock: Clock) -> None:
    """Show all that is known of a waiting job."""
    draw_body(shop, row, queue, clock)


def draw_body(shop: Shop, row: QueuedJob, queue: QueueView, clock: Clock) -> None:
    """Draw the body of the dialog."""
    with boundary.errors():
        with st.container(horizontal=True, wrap=False, gap="small"):
            with st.container(width=_PICTURE_PX):
                picture = pictures.picture(shop, row.plate.thumbnail_key)
                st.image(picture, alt="", width="stretch")
            st.markdown(_head(row, clock), width="stretch")
        _draw_filaments(row)
        _draw_cost(shop, row)
        _draw_refusals(row)
        _draw_steps(shop, row, queue)
        _draw_wishes(shop, row.job, clock)


def _head(row: QueuedJob, clock: Clock) -> str:
    late = ":red[:material/event_busy: It would end after it is due.]" if row.is_late else ""
    lines = (
        f"{words.title(row)} {badges.readiness_badge(row.feasibility)}",
        words.part(row),
        words.plan(row, clock),
        late,
    )
    return "  \n".join(filter(None, lines))


def _draw_filaments(row: QueuedJob) -> None:
    lines = words.needs_and_takes(row)
    lines += [f":orange[:material/warning:] {escape_markdown(text)}" for text in row.warnings]
    if lines:
        st.markdown("  \n".join(lines))
    if not row.feasibility.feasible:
        missing = badges.missing_sentences(row.feasibility)
        if missing and not row.feasibility.missing:
            places.CATALOG.link(missing, model=str(row.model_id))
    if not row.plate.print_time_s:
        places.CATALOG.link("Say how long the plate prints", model=str(row.model_id))


def _draw_cost(shop: Shop, row: QueuedJob) -> None:
    """Say what this run costs, and every line of it."""
    of_variants = costs.of_variants(shop, [row.job.variant_id])
    cost = costs.by_plate(of_variants).get(row.job.plate_id)
    if cost is None:
        return
    currency = shop.settings().currency
    names = {need.filament.id: filament_label(need.filament) for need in row.needs if need.filament}
    with st.expander(
        f"This run costs {cost_lines.total(cost, currency)}",
        icon=":material/receipt_long:",
        key=f"print_queue.{row.job.id}.cost",
    ):
        st.markdown(cost_lines.table(cost, names, currency))
        for sentence in cost.missing:
            st.markdown(escape_markdown(sentence))


def _draw_refusals(row: QueuedJob) -> None:
    if row.refusals:
        lines = (
            f"- {escape_markdown(refusal.printer.name)}: {escape_markdown(refusal.sentence)}"
            for refusal in row.refusals
        )
        st.markdown("**Printers that cannot print it**\n\n" + "\n".join(lines))


def _draw_steps(shop: Shop, row: QueuedJob, queue: QueueView) -> None:
    key = f"print_queue.{row.job.id}"
    with st.container(horizontal=True, gap="xsmall", key=f"print_queue_steps_{row.job.id}"):
        if strip.idle_printers(queue) and st.button(
            "Start", key=f"{key}.start", icon=":material/play_arrow:", type="primary"
        ):
            asked.request(Ask.START, row.job.id)
            st.rerun()
        if st.button("To the top", key=f"{key}.top", icon=":material/vertical_align_top:"):
            waiting = [of.job for of in queue.jobs if of.job.status is JobStatus.QUEUED]
            moving.to_the_top(shop, row.job, waiting)
            st.rerun()
        st.button(
            "Take out of the queue",
            key=f"{key}.cancel",
            icon=":material/playlist_remove:",
            on_click=steps.cancel,
            args=(shop, row),
        )
        places.CATALOG.link("Open in the catalog", model=str(row.model_id))


def _draw_wishes(shop: Shop, job: PrintJob, clock: Clock) -> None:
    key = f"print_queue.wishes.{job.id}"
    due = job.due_at.astimezone(clock.zone) if job.due_at else None
    with st.form(key, border=True):
        was = priority_word(job.priority)
        level = st.selectbox(
            "Priority", list(PRIORITIES), index=list(PRIORITIES).index(was), key=f"{key}.priority"
        )
        on, at = st.columns(2)
        due_on = on.date_input(
            "Due on", value=due.date() if due else None, format="YYYY-MM-DD", key=f"{key}.on"
        )
        due_time = at.time_input(
            "At", value=due.time() if due else _EVENING, step=900, key=f"{key}.at"
        )
        is_sent = st.form_submit_button("Save", icon=":material/check:", width="stretch")
    if is_sent:
        with refusals.said(key):
            due_at = _moment(due_on, due_time, clock)
            if level != was:
                printing.set_priority(shop, [job.id], PRIORITIES[level])
            if due_at != job.due_at:
                printing.set_due(shop, [job.id], due_at)
            said = f"due {clock.says(due_at)}" if due_at else "without a due date"
            notices.say(f"**{job.label}**: {level.lower()} priority, {said}")
            st.rerun()


def _moment(on: date | None, at: time | None, clock: Clock) -> datetime | None:
    """The moment that is meant; a time that the clock skips in spring is the one it jumps to."""
    if on is None:
        return None
    return datetime.combine(on, at or _EVENING, tzinfo=clock.zone).astimezone(UTC)
