"""The spools of a filament as a table, the choice of one, and its ledger."""

from collections.abc import Sequence
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from printshop.domain.spools import FilamentStock, Movement, Spool
from printshop.ui.formats import count
from printshop.ui.inventory import facts

_LEDGER_ROWS: Final = 1000


def draw_table(row: FilamentStock, currency: str) -> None:
    """Draw the spools; choosing a row chooses the spool of the forms below."""
    st.header("Spools", anchor=False)
    spools = row.spools
    st.dataframe(
        pl.DataFrame(
            {
                "number": [spool.label for spool in spools],
                "grams": [float(spool.quantity_g) for spool in spools],
                "left": [facts.left_pct(spool) for spool in spools],
                "weighed": [spool.is_weighed for spool in spools],
                "cost": [float(spool.actual_cost_per_gram) or None for spool in spools],
                "location": [spool.location for spool in spools],
                "expires": [spool.expires_on for spool in spools],
                "batch": [spool.batch_identifier for spool in spools],
                "supplier": [spool.supplier for spool in spools],
                "purchased": [spool.purchased_on for spool in spools],
            },
            schema_overrides={"cost": pl.Float64, "expires": pl.Date, "purchased": pl.Date},
        ),
        key=_table_key(row),
        hide_index=True,
        height=min(400, 38 + 35 * len(spools)),
        on_select=partial(_choose_row, row),
        selection_mode="single-row",
        alt="Spools of this filament; choose a row to change its grams below",
        placeholder="",
        column_config={
            "number": st.column_config.TextColumn("Spool"),
            "grams": st.column_config.NumberColumn("Grams left", format="%,.2f"),
            "left": st.column_config.ProgressColumn(
                "Of a full spool", min_value=0, max_value=100, format="%.0f %%"
            ),
            "weighed": st.column_config.CheckboxColumn("Weighed"),
            "cost": st.column_config.NumberColumn(f"{currency} per g", format="%.4f"),
            "location": st.column_config.TextColumn("Where"),
            "expires": st.column_config.DateColumn("Expires", format="D MMM YYYY"),
            "batch": st.column_config.TextColumn("Batch"),
            "supplier": st.column_config.TextColumn("Supplier"),
            "purchased": st.column_config.DateColumn("Bought", format="D MMM YYYY"),
        },
    )


def choose(row: FilamentStock) -> Spool:
    """Draw the choice of a spool: first the one that holds grams and was opened first."""
    spools = {spool.id: spool for spool in row.spools}
    first = next((spool for spool in row.spools if spool.quantity_g > 0), row.spools[0])
    chosen = st.selectbox(
        "Spool",
        list(spools),
        index=list(spools).index(first.id),
        format_func=lambda spool_id: facts.spool_text(spools[spool_id]),
        key=_choice_key(row),
    )
    return spools.get(chosen, first)


def draw_ledger(spool: Spool, movements: Sequence[Movement], zone: ZoneInfo) -> None:
    """Draw every gram that came to or went from a spool, newest first."""
    st.header(f"Ledger of spool {spool.number}", anchor=False)
    st.markdown(
        f"{count(len(movements), 'booking')}, newest first. Nothing is ever changed in it: a "
        "correction is a booking of its own."
    )
    shown = movements[:_LEDGER_ROWS]
    st.dataframe(
        pl.DataFrame(
            {
                "at": [movement.booked_at.astimezone(zone) for movement in shown],
                "reason": [facts.REASONS[movement.reason] for movement in shown],
                "amount": [float(movement.amount_g) for movement in shown],
                "balance": [float(movement.balance_g) for movement in shown],
                "job": [facts.job_of(movement) for movement in shown],
                "note": [facts.note_of(movement) for movement in shown],
            }
        ),
        key=f"inventory.ledger.{spool.id}",
        hide_index=True,
        height=min(400, 38 + 35 * len(shown)),
        alt=f"Ledger of spool {spool.label}, newest booking first",
        column_config={
            "at": st.column_config.DatetimeColumn(
                "When", format="D MMM YYYY, HH:mm", timezone=zone.key
            ),
            "reason": st.column_config.TextColumn("Why"),
            "amount": st.column_config.NumberColumn("Grams", format="%+,.2f"),
            "balance": st.column_config.NumberColumn("Left after it", format="%,.2f"),
            "job": st.column_config.TextColumn("Job"),
            "note": st.column_config.TextColumn("Note"),
        },
    )


def _choose_row(row: FilamentStock) -> None:
    rows = st.session_state[_table_key(row)].selection.rows
    if rows and rows[0] < len(row.spools):
        st.session_state[_choice_key(row)] = row.spools[rows[0]].id


def _table_key(row: FilamentStock) -> str:
    return f"inventory.spools.{row.filament.id}"


def _choice_key(row: FilamentStock) -> str:
    return f"inventory.spool.{row.filament.id}"
