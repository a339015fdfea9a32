"""Every gram that came to or went from a spool: chart, table, and taking a line back."""

from collections.abc import Sequence
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from printshop.domain.spools import Movement, Spool
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import notices, problems
from printshop.ui.formats import count, escape_markdown, grams
from printshop.ui.inventory import facts
from printshop.ui.inventory.spool import chart, words

_LINES: Final = 100


def draw(shop: Shop, spool: Spool, zone: ZoneInfo) -> None:
    """Draw the history, a page of lines at a time, newest first."""
    st.header("History", anchor=False)
    page_key = f"inventory.ledger_page.{spool.id}"
    page = st.session_state.get(page_key, 1)
    shown = stock.history(shop, spool.id, limit=_LINES, offset=(page - 1) * _LINES)
    if not shown.lines:
        st.markdown("Nothing was booked yet.")
        return
    newest = shown.lines[0] if page == 1 else stock.history(shop, spool.id, limit=1).lines[0]
    if shown.n_lines > 1:
        chart.draw(shop, spool, newest, shown.n_lines, zone)
    st.markdown(
        f"{count(shown.n_lines, 'booking')}, newest first. Nothing is ever changed in it: a "
        "correction is a booking of its own."
        + (" The second one begins a chart." if shown.n_lines == 1 else "")
    )
    if shown.n_lines > _LINES:
        st.pagination(-(-shown.n_lines // _LINES), key=page_key)
    _draw_table(spool, shown.lines, zone)
    _draw_take_back(shop, spool, shown.lines)


def _draw_table(spool: Spool, lines: Sequence[Movement], zone: ZoneInfo) -> None:
    st.dataframe(
        pl.DataFrame(
            {
                "at": [line.booked_at.astimezone(zone) for line in lines],
                "amount": [float(line.amount_g) for line in lines],
                "balance": [float(line.balance_g) for line in lines],
                "reason": [facts.REASONS[line.reason] for line in lines],
                "job": [facts.job_of(line) for line in lines],
                "note": [facts.note_of(line) for line in lines],
                "by": [line.booked_by for line in lines],
                "state": [words.state_of(line) for line in lines],
            }
        ),
        key=f"inventory.ledger.{spool.id}",
        hide_index=True,
        height=min(400, 38 + 35 * len(lines)),
        alt=f"Ledger of spool {spool.label}, newest booking first",
        column_config={
            "at": st.column_config.DatetimeColumn(
                "When", format="D MMM YYYY, HH:mm", timezone=zone.key
            ),
            "amount": st.column_config.NumberColumn("Grams", format="%+,.2f"),
            "balance": st.column_config.NumberColumn("Left after it", format="%,.2f"),
            "reason": st.column_config.TextColumn("Why"),
            "job": st.column_config.TextColumn("Job"),
            "note": st.column_config.TextColumn("Note"),
            "by": st.column_config.TextColumn("Who"),
            "state": st.column_config.TextColumn("Taken back"),
        },
    )


def _draw_take_back(shop: Shop, spool: Spool, lines: Sequence[Movement]) -> None:
    """Offer to take a line back. A list and a button: a cell of a table is small for a thumb."""
    may = {line.id: line for line in lines if words.may_be_taken_back(line)}
    if not may:
        return
    key = f"inventory.take_back.{spool.id}"
    with st.container(horizontal=True, vertical_alignment="bottom", key=key.replace(".", "_")):
        chosen = st.selectbox(
            "Take a booking back",
            list(may),
            index=None,
            format_func=lambda line_id: words.line_text(may[line_id]) if line_id in may else "",
            placeholder="Choose the booking",
            help="Grams that were moved go back to the spool they came from. What a job used is "
            "taken back with the job, on the print queue.",
            key=f"{key}.line",
            width=420,
        )
        st.button(
            "Take it back",
            icon=":material/undo:",
            key=f"{key}.button",
            disabled=chosen not in may,
            on_click=partial(_take_back, shop, spool, key),
        )
    problems.draw(key)


def _take_back(shop: Shop, spool: Spool, key: str) -> None:
    with problems.beside(key):
        line_id = st.session_state[f"{key}.line"]
        stock.take_back(shop, line_id)
        st.session_state[f"{key}.line"] = None
        after = stock.spool_by_id(shop, spool.id)
        notices.say(
            f"The booking is taken back: spool {escape_markdown(spool.label)} holds "
            f"{grams(after.quantity_g)} now."
        )
