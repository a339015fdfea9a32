"""What a person does with a job: each step once, said afterwards, with a way back.

A callback ends by drawing the whole page: what was done is said at its top, and the part with
the queue would draw only itself.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.print_queue import (
    CompleteJob,
    FailJob,
    JobOutcome,
    JobStatus,
    PrintJob,
    StartJob,
)
from printshop.domain.printers import Printer
from printshop.errors import IllegalTransitionError, RuleError
from printshop.services import planning, printing
from printshop.services.planning.view import JobNeed, PrinterState, QueuedJob, QueueView
from printshop.services.shop import Shop
from printshop.ui import boundary, notices
from printshop.ui.boundary import sentence
from printshop.ui.formats import escape_markdown, grams, joined
from printshop.ui.queue import asked, retries, shown_spools
from printshop.ui.queue.asked import Ask

_DONE: Final = {
    JobStatus.PRINTING: "is printing",
    JobStatus.COMPLETED: "is completed",
    JobStatus.FAILED: "is noted as failed",
    JobStatus.CANCELLED: "is cancelled; nothing was booked",
}
_BACK: Final = {JobStatus.PRINTING: "prints again", JobStatus.QUEUED: "waits in the queue again"}


@boundary.callback
def start_at_once(
    shop: Shop, row: QueuedJob, printer: Printer, state: PrinterState | None = None
) -> None:
    """Start a waiting job with the spools that its row names.

    What stands against it opens a dialog; so does a spool of another filament, which
    stands chosen there: taking it is for a person to say.

    Args:
        shop: whose queue.
        row: the job.
        printer: where it starts.
        state: of the printer, where the person saw which spool goes into which slot.

    """
    if shown_spools.has_substitute(row):
        asked.request(Ask.START, row.job.id, printer_id=printer.id)
        st.rerun()
    spools = shown_spools.chosen(row, state) if state else ()
    if not spools and row.printer == printer:
        spools = shown_spools.chosen(row)
    step = StartJob(job_id=row.job.id, printer_id=printer.id, spools=spools)
    try:
        start(shop, row, step)
    except IllegalTransitionError:
        raise
    except RuleError as error:
        problem = " ".join(filter(None, sentence(error)))
        asked.request(Ask.START, row.job.id, printer_id=printer.id, problem=problem)
    st.rerun()


def start(shop: Shop, row: QueuedJob, step: StartJob) -> None:
    """Start a waiting job on a printer.

    Raises:
        RuleError: the printer cannot print it, or the spools do not suffice; nothing started.

    """
    _take(
        shop, row, JobStatus.PRINTING, lambda: printing.start(shop, step, as_of=datetime.now(UTC))
    )


@boundary.callback
def cancel(shop: Shop, row: QueuedJob) -> None:
    """Take a job out of the queue, or off its printer, without a booking."""
    wanted = JobStatus.CANCELLED
    _take(shop, row, wanted, lambda: printing.cancel(shop, row.job.id, as_of=datetime.now(UTC)))
    st.rerun()


def check_prints(shop: Shop, row: QueuedJob, wanted: JobStatus) -> None:
    """Look whether a job still prints before its dialog is read; one that ended as wanted is well.

    Raises:
        IllegalTransitionError: somebody took another step with it meanwhile.

    """
    printing.check_can_end(shop, row.job.id, wanted)


def complete(shop: Shop, row: QueuedJob, step: CompleteJob) -> None:
    """Book a print that came out well.

    Raises:
        RuleError: the spools hold less, or a value is refused; nothing is booked.

    """
    _take(
        shop,
        row,
        JobStatus.COMPLETED,
        lambda: printing.complete(shop, step, as_of=datetime.now(UTC)),
    )


def fail(shop: Shop, row: QueuedJob, step: FailJob) -> None:
    """Book a print that failed, and offer to print it again.

    Raises:
        RuleError: the spools hold less, or a value is refused; nothing is booked.

    """
    _take(shop, row, JobStatus.FAILED, lambda: printing.fail(shop, step, as_of=datetime.now(UTC)))
    retries.offer(row.job)


@boundary.callback
def undo(shop: Shop, job_id: UUID, status: JobStatus) -> None:
    """Take a job's last step back; `status` is what the person saw."""
    outcome = printing.undo(shop, job_id, expected=status)
    retries.forget(job_id)
    restored_g = sum(update.consumed_g for update in outcome.inventory_updates)
    freed = f"{grams(-restored_g)} are back on the spools" if restored_g else ""
    notices.say(joined(f"**{outcome.job.label}** {_BACK[outcome.job.status]}", freed))
    st.rerun()


@boundary.callback
def print_again(shop: Shop, job: PrintJob) -> None:
    """Queue a failed job once more; a second click queues it no second time."""
    key = f"print_queue.again.{job.id}"
    again = printing.requeue(shop, job.id, asked.request_id(key)).job
    retries.forget(job.id)
    notices.offer_undo(
        f"**{again.label}** prints {job.label} again, and stands first in the queue",
        partial(_take_out_again, shop, again.id, job),
    )
    st.rerun()


@boundary.callback
def take_order(shop: Shop, wanted: Sequence[UUID], seen: QueueView) -> None:
    """Put the waiting jobs into a proposed order; each stays as urgent as it is.

    Args:
        shop: whose queue.
        wanted: the order.
        seen: the queue that the person saw; to another one the proposal may not apply.

    """
    waiting = [row.job for row in seen.jobs if row.job.status is JobStatus.QUEUED]
    priorities = {job.id: job.priority for job in waiting}
    printing.reorder(shop, wanted, priorities=priorities, expected_revision=seen.revision)
    notices.offer_undo("The queue stands in the new order", partial(_restore, shop, priorities))
    st.rerun()


@boundary.callback
def sort(shop: Shop, seen: QueueView) -> None:
    """Put the waiting jobs into the order of the trade's rules."""
    wanted = planning.usual_order(shop, as_of=datetime.now(UTC))
    if list(wanted) == [row.job.id for row in seen.jobs if row.job.status is JobStatus.QUEUED]:
        notices.say("The queue stands in this order already")
        st.rerun()
    take_order(shop, wanted, seen)


@boundary.callback
def _restore(shop: Shop, seen: Mapping[UUID, int]) -> None:
    """Put the jobs that still wait into the order that they stood in, as urgent as they were."""
    queue = planning.list_queue(shop, as_of=datetime.now(UTC))
    waiting = {row.job.id for row in queue.jobs if row.job.status is JobStatus.QUEUED}
    kept = [job_id for job_id in seen if job_id in waiting]
    printing.reorder(shop, kept, priorities=seen)
    notices.say("The queue stands in the order before")
    st.rerun()


@boundary.callback
def _take_out_again(shop: Shop, job_id: UUID, failed: PrintJob) -> None:
    """Cancel the job that was queued again, and ask about the failed one as before."""
    outcome = printing.cancel(shop, job_id, as_of=datetime.now(UTC))
    asked.booked(f"print_queue.again.{failed.id}")
    retries.offer(failed)
    notices.say(f"**{outcome.job.label}** is taken out again")
    st.rerun()


def _take(shop: Shop, row: QueuedJob, wanted: JobStatus, step: Callable[[], JobOutcome]) -> None:
    """Do a step and offer its undo; a step that is done already is said, not done again."""
    try:
        outcome = step()
    except IllegalTransitionError as error:
        if error.status != wanted:
            raise
        notices.say(f"**{row.job.label}** {_DONE[wanted]} already. Nothing was done twice.")
        return
    notices.offer_undo(
        joined(f"**{row.job.label}** {_DONE[wanted]}", _booked(row.needs, outcome)),
        partial(undo, shop, row.job.id, wanted),
    )


def _booked(needs: Sequence[JobNeed], outcome: JobOutcome) -> str:
    labels = {need.filament.id: need.filament.label for need in needs if need.filament}
    return ", ".join(
        f"{grams(update.consumed_g)} {escape_markdown(labels.get(update.filament_id, 'filament'))}"
        f" booked ({grams(update.new_quantity_g)} left)"
        for update in outcome.inventory_updates
    )
