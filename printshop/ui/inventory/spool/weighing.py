"""Weighing a spool in: what the scale says, less the empty reel."""

from typing import Final

import streamlit as st

from printshop.domain.filament import Filament
from printshop.domain.spools import Spool, WeighIn
from printshop.domain.units import MAX_GRAMS, to_grams
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.services.stock import Tare
from printshop.ui import problems
from printshop.ui.formats import escape_markdown, grams
from printshop.ui.forms import checked
from printshop.ui.inventory import booked, doubts, reels
from printshop.ui.inventory.spool import words

_LABELS: Final = {"gross_g": "On the scale", "tare_g": "Empty reel", "reason": "Reason"}
_FIELDS: Final = ("gross", "tare")


def draw(shop: Shop, filament: Filament, spool: Spool, tare: Tare | None) -> None:
    """Draw the form; the empty reel's weight stands in it where somebody has said it."""
    key = f"inventory.weigh.{spool.id}"
    left, right = st.columns(2)
    gross = left.number_input(
        "On the scale, grams",
        value=None,
        step=10.0,
        format="%.2f",
        placeholder=f"0 to {MAX_GRAMS:,}",
        help="The reel as it is, with the filament on it.",
        key=f"{key}.gross",
    )
    reel = right.number_input(
        "Empty reel, grams",
        value=None if tare is None else float(tare.grams),
        step=5.0,
        format="%.2f",
        placeholder="unknown",
        key=f"{key}.tare",
    )
    if gross is not None and reel is not None:
        st.markdown(words.weighed(spool, to_grams(gross), to_grams(reel)))
    else:
        st.markdown(words.tare(tare))
    if reel is not None and (tare is None or to_grams(reel) != tare.grams):
        reels.draw_choice(shop, filament, spool, key)
    problems.draw(key, doubts.said(key, *_FIELDS))
    doubts.draw_button(
        "Book the weight",
        ":material/scale:",
        key=key,
        now=doubts.said(key, *_FIELDS),
        on_click=_weigh,
        args=(shop, filament, spool, tare, key),
    )


def _weigh(
    shop: Shop,
    filament: Filament,
    spool: Spool,
    tare: Tare | None,
    key: str,
    *,
    sure_of: tuple[object, ...] | None,
) -> None:
    state = st.session_state
    now = doubts.said(key, *_FIELDS)
    with problems.beside(key, now), doubts.asking(key, now):
        request_id = booked.request_id(key)
        gross, reel = state.get(f"{key}.gross"), state.get(f"{key}.tare")
        said = {} if gross is None else {"gross_g": to_grams(gross)}
        reel_g = None if reel is None else to_grams(reel)
        weighed = checked(
            WeighIn,
            _LABELS,
            request_id=request_id,
            spool_id=spool.id,
            # What is only proposed stays the filament's or the brand's to say.
            tare_g=None if tare is not None and reel_g == tare.grams else reel_g,
            is_sure=sure_of == now,
            **said,
        )
        after = stock.weigh_in(shop, weighed)
        kept = reels.keep_if_chosen(shop, filament, weighed.tare_g, key)
        booked.done(key, "gross")
        booked.offer_undo(
            shop,
            request_id,
            f"Spool {escape_markdown(after.label)} of **{escape_markdown(filament.label)}** "
            f"holds {grams(after.quantity_g)} by the scale.{kept}",
        )
