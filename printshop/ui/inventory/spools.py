"""The spools of a filament as a table, and the choice of one."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Final
from uuid import UUID

import polars as pl
import streamlit as st

from printshop.domain.spools import Spool, SpoolStatus
from printshop.ui.inventory import addresses, facts

_STATUS: Final = {
    SpoolStatus.SEALED: "Sealed",
    SpoolStatus.OPEN: "Open",
    SpoolStatus.EMPTY: "Empty",
    SpoolStatus.ARCHIVED: "Put away",
}
_day_column: Final = partial(st.column_config.DateColumn, format="D MMM YYYY")


def draw_table(
    spools: Sequence[Spool], currency: str, key: str, held_g: Mapping[UUID, Decimal]
) -> None:
    """Draw the spools; choosing a row opens the page of its spool.

    Args:
        spools: in the order of the table.
        currency: of the costs, ISO 4217.
        key: of the table.
        held_g: what the queue takes of them.

    """
    st.dataframe(
        pl.DataFrame(
            {
                "number": [spool.label for spool in spools],
                "grams": [float(spool.quantity_g) for spool in spools],
                "promised": [float(held_g.get(spool.id, 0)) for spool in spools],
                "left": [facts.left_pct(spool) for spool in spools],
                "status": [_STATUS[spool.status] for spool in spools],
                "weighed": [spool.is_weighed for spool in spools],
                "location": [spool.location for spool in spools],
                "expires": [spool.expires_on for spool in spools],
                "opened": [spool.opened_on for spool in spools],
                "dried": [spool.dried_on for spool in spools],
                "cost": [float(spool.actual_cost_per_gram) or None for spool in spools],
                "batch": [spool.batch_identifier for spool in spools],
                "supplier": [spool.supplier for spool in spools],
                "purchased": [spool.purchased_on for spool in spools],
            },
            schema_overrides={
                "cost": pl.Float64,
                **dict.fromkeys(("expires", "opened", "dried", "purchased"), pl.Date),
            },
        ),
        key=key,
        hide_index=True,
        height=min(400, 38 + 35 * len(spools)),
        on_select=partial(_open_row, spools, key),
        selection_mode="single-row",
        alt="Spools of this filament; choose a row to open its spool",
        placeholder="",
        column_config={
            "number": st.column_config.TextColumn("Spool", pinned=True),
            "grams": st.column_config.NumberColumn("Grams left", format="%,.2f"),
            "promised": st.column_config.NumberColumn(
                "For the queue", format="%,.2f", help="Grams that jobs take of it by the plan."
            ),
            "left": st.column_config.ProgressColumn(
                "Of a full spool", min_value=0, max_value=100, format="%.0f %%"
            ),
            "status": st.column_config.TextColumn("Status"),
            "weighed": st.column_config.CheckboxColumn("Weighed"),
            "location": st.column_config.TextColumn("Place"),
            "cost": st.column_config.NumberColumn(f"{currency} per g", format="%.4f"),
            "expires": _day_column("Expires"),
            "opened": _day_column("Opened"),
            "dried": _day_column("Dried"),
            "batch": st.column_config.TextColumn("Lot"),
            "supplier": st.column_config.TextColumn("Supplier"),
            "purchased": _day_column("Bought"),
        },
    )


def choose(spools: Sequence[Spool], key: str) -> Spool:
    """Draw the choice of a spool: first the one that holds grams and was opened first."""
    by_id = {spool.id: spool for spool in spools}
    first = next((spool for spool in spools if spool.quantity_g > 0), spools[0])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Spool",
            list(by_id),
            index=list(by_id).index(first.id),
            format_func=lambda spool_id: facts.spool_text(by_id[spool_id]),
            key=key,
            width=260,
        )
        spool = by_id.get(chosen, first)
        st.button(
            "Open it",
            key=f"{key}.open",
            icon=":material/open_in_full:",
            help="Weigh it with its reel, wind it over, see its history, print its label.",
            on_click=addresses.go_to_spool,
            args=(spool.id,),
        )
    return spool


def _open_row(spools: Sequence[Spool], key: str) -> None:
    rows = st.session_state[key].selection.rows
    if rows and rows[0] < len(spools):
        addresses.go_to_spool(spools[rows[0]].id)
