"""Which spools to put on the scale first: those whose weight makes most versions sure."""

import streamlit as st

from printshop.domain.feasibility import FeasibilityState
from printshop.domain.printable import PrintableQuery
from printshop.services.print_now import listing as print_now
from printshop.services.print_now.view import WeighFirst
from printshop.services.shop import Shop
from printshop.ui import places
from printshop.ui.formats import count, escape_markdown, grams, joined
from printshop.ui.queue.clock import Clock
from printshop.ui.swatches import filament_label


def draw(shop: Shop, clock: Clock) -> None:
    """Draw the spools, the most telling first."""
    query = PrintableQuery(state=FeasibilityState.UNVERIFIED, limit=1)
    found = print_now.list_printable(shop, query, as_of=clock.as_of)
    if not found.weigh_first:
        with st.container(border=True, key="print_now_weighed"):
            st.markdown("**Nothing waits for the scale.** Every answer stands on weighed spools.")
        return
    waiting = found.counts.get(FeasibilityState.UNVERIFIED, 0)
    st.markdown(
        f"**{count(waiting, 'version')}** can be printed only if spools that were never weighed "
        "hold what they should. These tell most:"
    )
    for spool in found.weigh_first:
        with st.container(
            border=True,
            horizontal=True,
            vertical_alignment="center",
            key=f"print_now_weigh_{spool.spool_number}",
        ):
            st.markdown(_spool(spool), width="stretch")
            places.INVENTORY.link(
                "Weigh it", icon=":material/scale:", spool=str(spool.spool_number)
            )


def _spool(spool: WeighFirst) -> str:
    where = escape_markdown(spool.location) if spool.location else "no place noted"
    others = spool.helps - spool.unlocks
    worth = f"makes **{count(spool.unlocks, 'version')}** sure" if spool.unlocks else ""
    helps = (
        f"is one of several that {count(others, 'version')} wait{'' if others != 1 else 's'} for"
    )
    return f"**Spool \\#{spool.spool_number}** {filament_label(spool.filament)}  \n" + joined(
        where, _holds(spool), worth, helps if others else ""
    )


def _holds(spool: WeighFirst) -> str:
    held = f", {grams(spool.assumed_g)} not promised" if spool.assumed_g < spool.on_hand_g else ""
    return f"about {grams(spool.on_hand_g)} on it{held}"
