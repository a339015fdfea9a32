"""What moving a job does besides: it takes the priority of its new place. Said, with a way back."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

import streamlit as st

from printshop.domain.print_queue import JobStatus, PrintJob
from printshop.services import printing
from printshop.services.printing import Move
from printshop.services.shop import Shop
from printshop.ui import boundary, notices
from printshop.ui.formats import count
from printshop.ui.priorities import priority_word


def say(
    shop: Shop, before: Sequence[PrintJob], after: Sequence[PrintJob], moved_id: UUID | None
) -> str:
    """Offer the way back where the priority of a job has changed with its place.

    Args:
        shop: whose queue.
        before: the waiting jobs as the person saw them.
        after: the open jobs as they stand now.
        moved_id: the job that was moved, None where several were.

    Returns:
        The sentence in plain words; empty where no priority has changed.

    """
    was = {job.id: job for job in before}
    waiting = [job for job in after if job.status is JobStatus.QUEUED]
    changed = [
        was[job.id] for job in waiting if job.id in was and was[job.id].priority != job.priority
    ]
    if not changed:
        return ""
    if len(changed) == 1 and changed[0].id == moved_id:
        said = _of_one(waiting, changed[0])
    else:
        said = f"{count(len(changed), 'job')} took the priority of another place."
    notices.offer_undo(said, partial(_put_back, shop, before, changed))
    return said


@boundary.callback
def to_the_top(shop: Shop, job: PrintJob, before: Sequence[PrintJob]) -> None:
    """Put a waiting job before all others; `before` are the waiting jobs as they stood."""
    after = printing.move(shop, [Move(job.id, 0)])
    if not say(shop, before, after, job.id):
        notices.say(f"**{job.label}** is next")


def _of_one(waiting: Sequence[PrintJob], was: PrintJob) -> str:
    place = next(at for at, job in enumerate(waiting) if job.id == was.id)
    moved = waiting[place]
    is_raised = moved.priority > was.priority
    beside = waiting[place + 1 : place + 2] if is_raised else waiting[place - 1 : place]
    like = f"as urgent as {beside[0].label}" if beside else "of another priority"
    level = priority_word(moved.priority)
    return f"{moved.label}: place {place + 1} of {len(waiting)}, now {like} ({level})."


@boundary.callback
def _put_back(shop: Shop, before: Sequence[PrintJob], changed: Sequence[PrintJob]) -> None:
    """Give jobs their priorities again, and those that still wait the order that they had."""
    with shop.snapshot() as uow:
        waiting = {job.id for job in uow.jobs.open() if job.status is JobStatus.QUEUED}
    kept = [job for job in before if job.id in waiting]
    priorities = {job.id: job.priority for job in changed if job.id in waiting}
    printing.reorder(shop, [job.id for job in kept], priorities=priorities)
    notices.say("The queue stands in the order before")
    st.rerun()
