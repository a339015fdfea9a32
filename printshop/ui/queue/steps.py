"""What a person does with a job: each step once, said afterwards, with a way back."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final
from uuid import UUID

from printshop.domain.print_queue import CompleteJob, FailJob, JobOutcome, JobStatus, StartJob
from printshop.domain.printers import Printer
from printshop.errors import IllegalTransitionError, NotFoundError
from printshop.services import printing
from printshop.services.queue_view import JobNeed, QueuedJob
from printshop.services.shop import Shop
from printshop.ui import boundary, notices
from printshop.ui.formats import escape_markdown, grams, joined

_DONE: Final = {
    JobStatus.PRINTING: "is printing",
    JobStatus.COMPLETED: "is completed",
    JobStatus.FAILED: "is noted as failed",
    JobStatus.CANCELLED: "is cancelled; nothing was booked",
}
_BACK: Final = {JobStatus.PRINTING: "prints again", JobStatus.QUEUED: "waits in the queue again"}


@boundary.callback
def start(shop: Shop, row: QueuedJob, printer: Printer) -> None:
    """Start a waiting job on a printer."""
    step = StartJob(job_id=row.job.id, printer_id=printer.id)
    wanted = JobStatus.PRINTING
    _take(shop, row, wanted, lambda: printing.start(shop, step, as_of=datetime.now(UTC)))


@boundary.callback
def cancel(shop: Shop, row: QueuedJob) -> None:
    """Take a job out of the queue, or off its printer, without a booking."""
    wanted = JobStatus.CANCELLED
    _take(shop, row, wanted, lambda: printing.cancel(shop, row.job.id, as_of=datetime.now(UTC)))


def complete(shop: Shop, row: QueuedJob, step: CompleteJob) -> None:
    """Book a print that came out well.

    Raises:
        RuleError: the spools hold less, or a value is refused; nothing is booked.

    """
    wanted = JobStatus.COMPLETED
    _take(shop, row, wanted, lambda: printing.complete(shop, step, as_of=datetime.now(UTC)))


def fail(shop: Shop, row: QueuedJob, step: FailJob) -> None:
    """Book a print that failed.

    Raises:
        RuleError: the spools hold less, or a value is refused; nothing is booked.

    """
    wanted = JobStatus.FAILED
    _take(shop, row, wanted, lambda: printing.fail(shop, step, as_of=datetime.now(UTC)))


@boundary.callback
def undo(shop: Shop, job_id: UUID, status: JobStatus) -> None:
    """Take a job's last step back; `status` is what the person saw."""
    outcome = printing.undo(shop, job_id, expected=status)
    restored_g = sum(update.consumed_g for update in outcome.inventory_updates)
    freed = f"{grams(-restored_g)} are back on the spools" if restored_g else ""
    notices.say(joined(f"**{outcome.job.label}** {_BACK[outcome.job.status]}", freed))


@boundary.callback
def move(shop: Shop, waiting: Sequence[UUID], job_id: UUID, place: int) -> None:
    """Put a waiting job at a place of the queue, 0 for the top.

    Args:
        shop: whose queue.
        waiting: the waiting jobs in the order the person saw.
        job_id: which of them moves.
        place: where it stands afterwards among them.

    """
    others = [other for other in waiting if other != job_id]
    try:
        printing.reorder(shop, [*others[:place], job_id])
    except NotFoundError:
        notices.fail(
            "The queue was changed a moment ago, so nothing was moved.",
            hint="Look at the new order and move the job again.",
        )


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
