"""The one tap by the printers, said afterwards, with the way back of both steps."""

from datetime import UTC, datetime
from functools import partial
from typing import Final
from uuid import UUID, uuid4

import streamlit as st

from printshop.domain.print_queue import JobStatus
from printshop.domain.printers import Printer
from printshop.errors import (
    DoubtfulGramsError,
    InsufficientFilamentError,
    InvalidInputError,
    RuleError,
)
from printshop.services import clearing, printing
from printshop.services.clearing import Cleared
from printshop.services.planning.view import PrinterState, QueuedJob
from printshop.services.shop import Shop
from printshop.ui import boundary, notices
from printshop.ui.boundary import sentence
from printshop.ui.formats import escape_markdown, grams, joined
from printshop.ui.queue import asked, shown_spools
from printshop.ui.queue.asked import Ask

_REQUESTS: Final = "bench.requests"


def clear(
    shop: Shop,
    row: QueuedJob,
    state: PrinterState,
    following: QueuedJob | None,
    *,
    is_confirmed: bool = False,
) -> None:
    """Complete a job as planned and start the one that was shown as the next.

    What became of it is said at the top of the page, so the whole page is drawn.

    Args:
        shop: whose queue.
        row: the job that is done.
        state: its printer.
        following: what starts then; None starts nothing.
        is_confirmed: the person said that it is done, however soon that is.

    """
    _clear(shop, row, state, following, is_confirmed=is_confirmed)
    st.rerun()


@boundary.callback
def _clear(
    shop: Shop,
    row: QueuedJob,
    state: PrinterState,
    following: QueuedJob | None,
    *,
    is_confirmed: bool,
) -> None:
    """Do it once; what is doubted, or cannot be booked as planned, is asked in a dialog.

    The id of the request is kept until the answer has come, so that a second tap, or one
    after a lost answer, does nothing twice.
    """
    requests = st.session_state.setdefault(_REQUESTS, {})
    request_id = requests.setdefault(row.job.id, uuid4())
    try:
        done = clearing.clear_and_next(
            shop,
            printer_id=state.printer.id,
            job_id=row.job.id,
            request_id=request_id,
            as_of=datetime.now(UTC),
            next_job_id=following.job.id if following else None,
            spools=shown_spools.chosen(following, state) if following else (),
            is_confirmed=is_confirmed,
        )
    except RuleError as error:
        requests.pop(row.job.id)
        if not _asks(row, state, following, error):
            raise
    else:
        requests.pop(row.job.id)
        _say(shop, state.printer, done)


def _asks(
    row: QueuedJob, state: PrinterState, following: QueuedJob | None, error: RuleError
) -> bool:
    """Open the dialog where a refused tap can be put right, if there is one."""
    problem = " ".join(filter(None, sentence(error)))
    if isinstance(error, DoubtfulGramsError):
        asked.request(
            Ask.CLEAR,
            row.job.id,
            printer_id=state.printer.id,
            next_job_id=following.job.id if following else None,
            problem=problem,
        )
        return True
    if isinstance(error, InvalidInputError | InsufficientFilamentError):
        asked.request(Ask.COMPLETE, row.job.id, problem=problem)
        return True
    return False


def _say(shop: Shop, printer: Printer, done: Cleared) -> None:
    booked_g = sum(update.consumed_g for update in done.completed.inventory_updates)
    job = done.completed.job
    completed = joined(
        f"**{job.label}** is completed", f"{grams(booked_g)} booked" if booked_g else ""
    )
    take_back = partial(_undo_completed, shop, job.id)
    if done.started is None:
        notices.offer_undo(completed, take_back)
        if done.blocked:
            notices.fail(escape_markdown(done.blocked))
        return
    text = joined(
        completed, f"**{done.started.label}** is printing on {escape_markdown(printer.name)}"
    )
    notices.offer_undo(text, partial(_undo_started, shop, done.started.id, completed, take_back))


@boundary.callback
def _undo_completed(shop: Shop, job_id: UUID) -> None:
    printing.undo(shop, job_id, expected=JobStatus.COMPLETED)
    notices.say("It prints again, and its grams are back on the spools.")


@boundary.callback
def _undo_started(shop: Shop, job_id: UUID, completed: str, take_back: partial[None]) -> None:
    """Take the start back, and offer to take back what was completed before it."""
    outcome = printing.undo(shop, job_id, expected=JobStatus.PRINTING)
    notices.say(f"**{outcome.job.label}** waits in the queue again")
    notices.offer_undo(completed, take_back)
