"""What needs care: runs out, low, expired, expiring, never weighed; why, and what to do."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

import polars as pl
import streamlit as st

from printshop.services import stock
from printshop.services.planning import Shortage
from printshop.services.shop import Shop
from printshop.ui import places
from printshop.ui.formats import count, escape_markdown, joined
from printshop.ui.inventory import addresses
from printshop.ui.inventory.stock import words
from printshop.ui.swatches import swatch

_FEW: Final = 4
# A list of more is no list of what to do first.
_MOST: Final = 50
_ALL: Final = "inventory.care.all"


def draw(
    shop: Shop, pressing: pl.DataFrame, as_of: date, shortages: Mapping[UUID, Shortage]
) -> None:
    """Draw what needs care.

    Args:
        shop: whose.
        pressing: STOCK_WITH_RULES with labels, of which a rule says something, most pressing
            first.
        as_of: today in the shop's time zone.
        shortages: where filaments run out in the queue.

    """
    if pressing.is_empty():
        st.markdown(":material/check_circle: Nothing is low, expires soon or waits to be weighed.")
        return
    shown = pressing.head(_MOST if st.session_state.get(_ALL) else _FEW)
    ids = [UUID(one) for one in shown["filament_id"]]
    terms = {row["filament_id"]: row for row in stock.reorder_terms(shop, ids).to_dicts()}
    spools = stock.spool_frame(shop, ids).filter(pl.col("on_hand_cg") > 0)
    with st.container(border=True, gap="xsmall", key="inventory_care"):
        st.markdown(f"**{count(pressing.height, 'filament')} to look after**")
        for row in shown.iter_rows(named=True):
            of_it = spools.filter(pl.col("filament_id") == row["filament_id"])
            url = terms.get(row["filament_id"], {}).get("purchase_url", "")
            _draw_row(row, of_it, url, as_of, shortages.get(UUID(row["filament_id"])))
        if pressing.height > _FEW:
            most = min(pressing.height, _MOST)
            st.toggle(f"Show {most}, the most pressing first", key=_ALL)


def _draw_row(
    row: Mapping[str, Any],
    spools: pl.DataFrame,
    url: str,
    as_of: date,
    shortage: Shortage | None,
) -> None:
    filament_id = row["filament_id"]
    with st.container(
        horizontal=True,
        vertical_alignment="center",
        gap="small",
        key=f"inventory_care_{filament_id}",
    ):
        reasons = words.reasons(row, as_of=as_of, shortage=shortage)
        why = joined(*(escape_markdown(one) for one in reasons))
        disc = swatch(row["color_hex"], row["color_name"])
        st.markdown(f"{disc} **{escape_markdown(row['label'])}**  \n{why}", width="stretch")
        unweighed = spools.filter(~pl.col("is_weighed"))
        if not unweighed.is_empty():
            number, spool_id = unweighed.select("number", "spool_id").row(0)
            st.button(
                f"Weigh \\#{number}",
                key=f"inventory.care.weigh.{filament_id}",
                icon=":material/scale:",
                on_click=open_spool,
                args=(spool_id,),
            )
        if row["low_rule"] or shortage:
            places.SHOPPING.link("Put on the list", icon="", filament=filament_id)
            if url:
                st.link_button("Buy", url, icon=":material/open_in_new:")
        st.button(
            "Open",
            key=f"inventory.care.open.{filament_id}",
            icon=":material/chevron_right:",
            on_click=open_filament,
            args=(filament_id,),
        )


def open_filament(filament_id: str) -> None:
    """Go to a filament; Back leads to the list as it was filtered."""
    addresses.go_to_filament(filament_id)


def open_spool(spool_id: str) -> None:
    """Go to a spool."""
    addresses.go_to_spool(spool_id)
