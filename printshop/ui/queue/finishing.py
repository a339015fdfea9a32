"""The dialogs that finish a print: what came out, and the grams to book from which spool."""

from decimal import Decimal
from enum import StrEnum
from typing import Final

import streamlit as st

from printshop.domain.failures import REASON_WORDS
from printshop.domain.print_queue import CompleteJob, FailJob, JobStatus
from printshop.domain.units import to_grams
from printshop.errors import InvalidInputError
from printshop.services.planning.view import QueuedJob
from printshop.services.shop import Shop
from printshop.ui.formats import duration, grams
from printshop.ui.forms import checked
from printshop.ui.queue import asked, refusals, spool_uses, steps, words
from printshop.ui.swatches import swatch

_MOST_PIECES: Final = 10_000
_SECONDS_A_MINUTE: Final = 60
_LABELS: Final = {
    "units_good": "Good pieces",
    "units_rejected": "Rejected pieces",
    "print_s": "Minutes it printed",
    "reason": "What went wrong",
    "note": "Note",
    "completion_percentage": "How far it got",
    "spool_use": "Spools",
}


class _Measure(StrEnum):
    """How the grams of a failed print are said."""

    PROGRESS = "By progress"
    GRAMS = "By spool and grams"


@st.dialog("How did it come out?")
def complete(shop: Shop, row: QueuedJob, problem: str = "") -> None:
    """Ask for the pieces and the grams of a finished print, and book them.

    Args:
        shop: whose queue.
        row: the job.
        problem: Markdown of why it was not booked without a question.

    """
    draw_complete(shop, row, problem)


@st.dialog("What went wrong?")
def fail(shop: Shop, row: QueuedJob, progress: float | None) -> None:
    """Ask for the cause and for what a failed print took, and book it.

    Args:
        shop: whose queue.
        row: the job.
        progress: how far it is, 0 to 1, where that is known.

    """
    draw_fail(shop, row, progress)


def draw_complete(shop: Shop, row: QueuedJob, problem: str = "") -> None:
    """Draw the body of the first dialog."""
    key = f"print_queue.complete.{row.job.id}"
    st.markdown(f"{words.title(row)}  \n{words.part(row)}")
    if problem:
        st.warning(problem, icon=":material/warning:")
    _draw_pieces(row, key)
    spool_uses.draw(shop, row, key, Decimal(1))
    st.number_input(
        "Minutes it printed, if you know",
        min_value=0,
        value=None,
        step=1,
        placeholder=f"Estimated: {duration(row.plate.print_time_s)}",
        help="With it the queue learns how long this printer really takes.",
        key=f"{key}.minutes",
    )
    if _is_sent("Book it", ":material/check:", key):
        with refusals.said(key):
            steps.check_prints(shop, row, JobStatus.COMPLETED)
            steps.complete(shop, row, _completion(row, key))
            _close(key)


def draw_fail(shop: Shop, row: QueuedJob, progress: float | None) -> None:
    """Draw the body of the second dialog."""
    key = f"print_queue.fail.{row.job.id}"
    st.markdown(f"{words.title(row)}  \n{words.part(row)}")
    st.selectbox(
        "What went wrong",
        list(REASON_WORDS),
        index=None,
        format_func=REASON_WORDS.__getitem__,
        placeholder="Choose the cause",
        key=f"{key}.reason",
    )
    measure = st.segmented_control(
        "The filament it took",
        list(_Measure),
        default=_Measure.PROGRESS,
        required=True,
        key=f"{key}.measure",
    )
    if measure == _Measure.GRAMS:
        spool_uses.draw(shop, row, key, Decimal(_pct(progress)) / 100)
    else:
        _draw_progress(row, key, progress)
    st.text_area("Note", max_chars=500, height=80, key=f"{key}.note")
    if _is_sent("Book the failure", ":material/report:", key):
        with refusals.said(key):
            steps.check_prints(shop, row, JobStatus.FAILED)
            steps.fail(shop, row, _failure(row, key, measure))
            _close(key)


def forget(row: QueuedJob) -> None:
    """Prefill the dialogs of a job anew."""
    for name in ("complete", "fail"):
        spool_uses.forget(f"print_queue.{name}.{row.job.id}")


def _is_sent(label: str, icon: str, key: str) -> bool:
    """Draw the button that books; whether it was pressed, or what was doubted confirmed."""
    is_pressed = st.button(label, key=f"{key}.send", type="primary", icon=icon, width="stretch")
    return is_pressed or refusals.is_sure(key)


def _draw_pieces(row: QueuedJob, key: str) -> None:
    # With decimals: a field of whole numbers makes half a piece none, and says nothing of it.
    good, rejected = st.columns(2)
    good.number_input(
        "Good pieces",
        min_value=0.0,
        max_value=float(_MOST_PIECES),
        value=float(row.plate.units),
        step=1.0,
        format="%g",
        help=f"The plate holds {row.plate.units}.",
        key=f"{key}.units",
    )
    rejected.number_input(
        "Rejected pieces",
        min_value=0.0,
        max_value=float(_MOST_PIECES),
        value=0.0,
        step=1.0,
        format="%g",
        help="Printed to the end, but not good enough.",
        key=f"{key}.rejected",
    )


def _completion(row: QueuedJob, key: str) -> CompleteJob:
    state = st.session_state
    minutes = state[f"{key}.minutes"]
    uses = spool_uses.said(row, key, is_sure=refusals.is_sure(key))
    return checked(
        CompleteJob,
        _LABELS,
        job_id=row.job.id,
        units_good=state[f"{key}.units"],
        units_rejected=state[f"{key}.rejected"],
        spool_use=uses.spool_use,
        actual_use=uses.actual_use,
        print_s=None if minutes is None else minutes * _SECONDS_A_MINUTE,
        asks_when_early=True,
        is_confirmed=refusals.is_sure(key),
        request_id=asked.request_id(key),
    )


def _failure(row: QueuedJob, key: str, measure: _Measure | None) -> FailJob:
    state = st.session_state
    if state[f"{key}.reason"] is None:
        raise InvalidInputError("Choose what went wrong.")
    by_weight = measure == _Measure.GRAMS
    uses = spool_uses.Uses()
    if by_weight:
        uses = spool_uses.said(row, key, is_sure=refusals.is_sure(key))
    return checked(
        FailJob,
        _LABELS,
        job_id=row.job.id,
        reason=state[f"{key}.reason"],
        note=state[f"{key}.note"] or "",
        completion_percentage=None if by_weight else state[f"{key}.progress"],
        spool_use=uses.spool_use,
        actual_use=uses.actual_use,
        is_confirmed=refusals.is_sure(key),
        request_id=asked.request_id(key),
    )


def _draw_progress(row: QueuedJob, key: str, progress: float | None) -> None:
    pct = st.slider(
        "How far it got",
        0,
        100,
        value=_pct(progress),
        format="%d %%",
        help="Read it off the printer. By the clock it may be wrong after a pause.",
        key=f"{key}.progress",
    )
    parts = [
        f"{swatch(at.color_hex, at.label)} **{grams(to_grams(at.needed_g * pct / 100))}**"
        for at in words.positions(row.needs)
        if at.filament_id is not None and at.needed_g is not None
    ]
    if parts:
        st.markdown("Books about " + ", ".join(parts))


def _pct(progress: float | None) -> int:
    """What is known of the progress, or half of it where nothing is."""
    return 50 if progress is None else round(100 * progress)


def _close(key: str) -> None:
    asked.booked(key)
    spool_uses.forget(key)
    st.rerun()
