"""The weight of an empty reel, said once for all reels of a filament."""

from decimal import Decimal

import streamlit as st

from printshop.domain.filament import Filament
from printshop.domain.spools import Spool
from printshop.services import stock
from printshop.services.shop import Shop

_SAID = "all_reels"


def draw_choice(shop: Shop, filament: Filament, spool: Spool, key: str) -> None:
    """Draw the choice whether a reel's weight that is typed is that of all its filament's.

    Args:
        shop: whose.
        filament: of the spool.
        spool: whose reel is weighed.
        key: of the form.

    """
    said = [filament.tare_g] + [
        one.tare_g for one in stock.filament_by_id(shop, filament.id).spools if one.id != spool.id
    ]
    st.checkbox(
        "All reels of this filament weigh that",
        # Where something else was said of one of them, they are not all alike.
        value=not any(tare_g is not None for tare_g in said),
        help="It then stands with the filament, and its other spools need not be asked.",
        key=f"{key}.{_SAID}",
    )


def keep_if_chosen(shop: Shop, filament: Filament, tare_g: Decimal | None, key: str) -> str:
    """Keep a reel's weight with its filament if the person chose so.

    Returns:
        What to say of it; "" where nothing was kept.

    """
    chosen = st.session_state.get(f"{key}.{_SAID}")
    if tare_g is None or not chosen:
        return ""
    was = stock.filament_by_id(shop, filament.id).filament.said
    stock.update_filament(shop, filament.id, was.model_copy(update={"tare_g": tare_g}), was=was)
    return " All its empty reels count as that heavy now."
