"""The dialogs that finish a print: what came out, and the grams to book.

A refused booking is said inside the dialog, where the grams can still be changed.
"""

from collections.abc import Generator
from contextlib import contextmanager
from decimal import Decimal
from enum import StrEnum
from typing import Final

import streamlit as st

from printshop.domain.print_queue import CompleteJob, FailJob, FailureReason
from printshop.domain.units import to_grams
from printshop.errors import InsufficientFilamentError, InvalidInputError
from printshop.services.queue_view import QueuedJob
from printshop.services.shop import Shop
from printshop.ui import places
from printshop.ui.boundary import sentence
from printshop.ui.formats import grams
from printshop.ui.forms import checked
from printshop.ui.queue import grams as queue_grams
from printshop.ui.queue import refresh, steps, words
from printshop.ui.swatches import filament_label

_LABELS: Final = {
    "units_good": "Good pieces",
    "reason": "What went wrong",
    "note": "Note",
    "completion_percentage": "How far it got",
    "actual_use": "Grams",
}
REASONS: Final = {
    FailureReason.ADHESION: "Came off the bed",
    FailureReason.SPAGHETTI: "Spaghetti",
    FailureReason.CLOG: "Clogged nozzle",
    FailureReason.TANGLE: "Tangled spool",
    FailureReason.RUN_OUT: "Filament ran out",
    FailureReason.LAYER_SHIFT: "Layer shift",
    FailureReason.SUPPORT: "Support failed",
    FailureReason.POWER: "Power cut",
    FailureReason.QUALITY: "Poor quality",
    FailureReason.OPERATOR: "Stopped by hand",
    FailureReason.OTHER: "Something else",
}


class _Measure(StrEnum):
    """How the grams of a failed print are said."""

    PROGRESS = "By progress"
    GRAMS = "By weight"


@st.dialog("How did it come out?", on_dismiss="rerun")
def complete(shop: Shop, row: QueuedJob) -> None:
    """Ask for the good pieces and the grams of a finished print, and book them."""
    refresh.hold()
    key = f"print_queue.complete.{row.job.id}"
    with st.form(key, border=False):
        st.markdown(f"{words.title(row)}  \n{words.part(row)}")
        st.number_input(
            "Good pieces",
            min_value=0,
            max_value=10_000,
            value=row.plate.units,
            help=f"The plate holds {row.plate.units}.",
            key=f"{key}.units",
        )
        queue_grams.draw(row, key, Decimal(1))
        is_sent = st.form_submit_button(
            "Book it", type="primary", icon=":material/check:", width="stretch"
        )
    if is_sent:
        with _refusals():
            step = checked(
                CompleteJob,
                _LABELS,
                job_id=row.job.id,
                units_good=st.session_state[f"{key}.units"],
                actual_use=queue_grams.said(row, key),
            )
            steps.complete(shop, row, step)
            st.rerun()


@st.dialog("What went wrong?", on_dismiss="rerun")
def fail(shop: Shop, row: QueuedJob, progress: float | None) -> None:
    """Ask for the cause and for what a failed print took, and book it.

    Args:
        shop: whose queue.
        row: the job.
        progress: how far it is by the clock, 0 to 1, where that is known.

    """
    refresh.hold()
    key = f"print_queue.fail.{row.job.id}"
    st.markdown(f"{words.title(row)}  \n{words.part(row)}")
    st.selectbox(
        "What went wrong",
        list(REASONS),
        index=None,
        format_func=REASONS.__getitem__,
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
        queue_grams.draw(row, key, Decimal(_pct(progress)) / 100)
    else:
        _draw_progress(row, key, progress)
    st.text_area("Note", max_chars=500, height=80, key=f"{key}.note")
    if st.button(
        "Book the failure",
        key=f"{key}.send",
        type="primary",
        icon=":material/report:",
        width="stretch",
    ):
        with _refusals():
            steps.fail(shop, row, _failure(row, key, measure))
            st.rerun()


def _failure(row: QueuedJob, key: str, measure: _Measure | None) -> FailJob:
    state = st.session_state
    if state[f"{key}.reason"] is None:
        raise InvalidInputError("Choose what went wrong.")
    by_weight = measure == _Measure.GRAMS
    return checked(
        FailJob,
        _LABELS,
        job_id=row.job.id,
        reason=state[f"{key}.reason"],
        note=state[f"{key}.note"] or "",
        completion_percentage=None if by_weight else state[f"{key}.progress"],
        actual_use=queue_grams.said(row, key) if by_weight else (),
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
        f"{filament_label(total.filament)} **{grams(to_grams(total.used_g * pct / 100))}**"
        for total in queue_grams.totals(row).values()
        if total.used_g is not None
    ]
    if parts:
        st.markdown("Books " + ", ".join(parts))


def _pct(progress: float | None) -> int:
    """What the clock says, or half of it where it says nothing."""
    return 50 if progress is None else round(100 * progress)


@contextmanager
def _refusals() -> Generator[None]:
    """Say inside the dialog what is refused; nothing was booked then."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the last stop; every error is said or logged
        text, hint = sentence(error)
        st.error(f"{text} {hint}".strip(), icon=":material/error:")
        if isinstance(error, InsufficientFilamentError):
            st.markdown("Nothing was booked. Change the grams above, or add what is missing:")
            places.INVENTORY.link("Open the inventory")
