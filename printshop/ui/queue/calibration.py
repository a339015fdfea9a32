"""What the shop's prints taught: how far grams and minutes are from the slicer's."""

from decimal import Decimal

import polars as pl
import streamlit as st

from printshop.services import calibration
from printshop.services.calibration import Calibration, LeftOut
from printshop.services.shop import Shop
from printshop.ui.formats import count, duration, grams, joined

_COLUMNS = {
    "on": st.column_config.TextColumn("On", width=120),
    "factor": st.column_config.NumberColumn(
        "Factor", width=70, format="%.3f", help="1.100 means: a tenth more than the slicer says."
    ),
    "high": st.column_config.NumberColumn(
        "9 of 10", width=70, format="%.3f", help="Nine prints in ten stay under this."
    ),
    "prints": st.column_config.NumberColumn("Prints", width=60, format="%d"),
}


def draw(shop: Shop) -> None:
    """Draw what was learnt for grams and for time, each with the prints it rests on."""
    learnt = calibration.factors(shop)
    if not (learnt.grams or learnt.times or learnt.left_out):
        st.caption(
            "Nothing is learnt yet, so the slicer's grams and times count as they are. When a "
            "print is done, tick *weighed* beside its grams or say how long it printed."
        )
        return
    st.caption(
        "Plans and badges take the slicer's numbers times these. Each is drawn towards 1 while "
        "it rests on few prints: 300 g, or 10 hours, weigh as much as the slicer's word."
    )
    _draw_grams(learnt)
    _draw_times(learnt)
    _draw_left_out(learnt)


def _draw_grams(learnt: Calibration) -> None:
    if not learnt.grams:
        return
    rows = {
        "on": [
            joined(
                row.material,
                row.printer_model or "other printers",
                "several filaments" if row.is_multicolor else "",
            )
            for row in learnt.grams
        ],
        "factor": [float(row.factor) for row in learnt.grams],
        "high": [float(row.high_factor) for row in learnt.grams],
        "prints": [row.job_count for row in learnt.grams],
    }
    st.markdown("**Grams**")
    _draw_table(rows, "Learnt grams by printer model and material", "grams")


def _draw_times(learnt: Calibration) -> None:
    if not learnt.times:
        return
    rows = {
        "on": [joined(row.material, row.printer_name) for row in learnt.times],
        "factor": [float(row.factor) for row in learnt.times],
        "high": [float(row.high_factor) for row in learnt.times],
        "prints": [row.job_count for row in learnt.times],
    }
    st.markdown("**Print time**")
    _draw_table(rows, "Learnt print times by printer and material", "times")


def _draw_table(rows: dict[str, list[str] | list[int] | list[float]], alt: str, key: str) -> None:
    st.dataframe(
        pl.DataFrame(rows),
        key=f"print_queue.calibration.{key}",
        hide_index=True,
        alt=alt,
        column_config=_COLUMNS,
        column_order=("on", "factor", "prints", "high"),
    )


def _draw_left_out(learnt: Calibration) -> None:
    if not learnt.left_out:
        return
    st.markdown("**Left out**")
    st.caption(
        f"{count(len(learnt.left_out), 'number')} outside 0.3 to 3 times the estimate: a slip, or "
        "another print. Undo such a job under *Finished jobs*, and book it again."
    )
    st.dataframe(
        pl.DataFrame(
            {
                "job": [row.job_label for row in learnt.left_out],
                "amounts": [
                    f"{_amount(row, row.actual)}, not {_amount(row, row.estimated)}"
                    for row in learnt.left_out
                ],
                "what": [row.what for row in learnt.left_out],
            }
        ),
        key="print_queue.calibration.left_out",
        hide_index=True,
        alt="Prints that teach nothing",
        column_config={
            "job": st.column_config.TextColumn("Job", width=60),
            "amounts": st.column_config.TextColumn("Took", width=130),
            "what": st.column_config.TextColumn("What"),
        },
    )


def _amount(row: LeftOut, value: Decimal) -> str:
    return duration(int(value)) if row.is_time else grams(value)
