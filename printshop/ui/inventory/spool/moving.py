"""Winding grams onto another spool, throwing some away, and putting a spool elsewhere."""

from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.filament import Filament
from printshop.domain.spools import Respooling, Scrapping, Spool, SpoolDetails
from printshop.domain.units import to_grams
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import problems
from printshop.ui.formats import escape_markdown, grams
from printshop.ui.forms import checked
from printshop.ui.inventory import booked, doubts, facts
from printshop.ui.inventory.spool import saves

_LABELS: Final = {
    "quantity_g": "Grams",
    "reason": "Reason",
    "to_spool_id": "The spool to wind onto",
    "location": "Place",
}
_SPILLED: Final = "Tangled, brittle, wet…"


def draw_respooling(shop: Shop, filament: Filament, spool: Spool) -> None:
    """Draw the form that winds grams of this spool onto another one of its filament."""
    key = f"inventory.respool.{spool.id}"
    others = {
        one.id: one for one in stock.filament_by_id(shop, filament.id).spools if one.id != spool.id
    }
    if not others:
        st.markdown("There is no other spool of this filament to wind onto.")
        return
    st.selectbox(
        "Onto",
        list(others),
        index=None,
        format_func=lambda spool_id: facts.spool_text(others[spool_id]),
        placeholder="Choose a spool",
        key=f"{key}.to",
    )
    _draw_grams(key, spool, "Empty: all that is on it")
    _draw_reason(key, "Two rests on one reel…")
    problems.draw(key)
    doubts.draw_button(
        "Wind it over",
        ":material/move_down:",
        key=key,
        now=doubts.said(key, "grams", "to"),
        on_click=_respool,
        args=(shop, filament, spool, key),
    )


def draw_scrapping(shop: Shop, filament: Filament, spool: Spool) -> None:
    """Draw the form that books grams of this spool as thrown away."""
    key = f"inventory.scrap.{spool.id}"
    _draw_grams(key, spool, "Empty: all that is on it")
    _draw_reason(key, _SPILLED)
    problems.draw(key)
    _draw_button("Throw it away", ":material/delete:", _scrap, (shop, filament, spool, key))


def draw_place(shop: Shop, spool: Spool) -> None:
    """Draw the choice of another place; one that the shop has not yet can be typed."""
    key = f"inventory.place.{spool.id}"
    known = [place for place in stock.locations(shop) if place != spool.location]
    st.markdown(f"It is at **{escape_markdown(spool.location) or 'no place that is known'}**.")
    st.selectbox(
        "Put it",
        known,
        index=None,
        accept_new_options=True,
        placeholder="Choose a place, or type a new one",
        key=f"{key}.location",
    )
    problems.draw(key)
    _draw_button("Move it there", ":material/place_item:", _place, (shop, spool.id, spool, key))


def _draw_grams(key: str, spool: Spool, placeholder: str) -> None:
    st.number_input(
        f"Grams, of {grams(spool.quantity_g)}",
        value=None,
        step=10.0,
        format="%.2f",
        placeholder=placeholder,
        key=f"{key}.grams",
    )


def _draw_reason(key: str, placeholder: str) -> None:
    st.text_input("Reason", max_chars=500, placeholder=placeholder, key=f"{key}.reason")


def _draw_button(label: str, icon: str, on_click: object, args: tuple[object, ...]) -> None:
    st.button(
        label,
        key=f"{args[-1]}.save",
        type="primary",
        icon=icon,
        width="stretch",
        on_click=on_click,  # ty: ignore[invalid-argument-type]
        args=args,
    )


def _respool(
    shop: Shop, filament: Filament, spool: Spool, key: str, *, sure_of: tuple[object, ...] | None
) -> None:
    state = st.session_state
    now = doubts.said(key, "grams", "to")
    with problems.beside(key), doubts.asking(key, now):
        request_id = booked.request_id(key)
        amount, to = state.get(f"{key}.grams"), state.get(f"{key}.to")
        move = checked(
            Respooling,
            _LABELS,
            request_id=request_id,
            from_spool_id=spool.id,
            quantity_g=spool.quantity_g if amount is None else to_grams(amount),
            reason=state.get(f"{key}.reason") or "",
            is_sure=sure_of == now,
            **({} if to is None else {"to_spool_id": to}),
        )
        giving, taking = stock.respool(shop, move)
        booked.done(key, "grams", "to", "reason")
        name = escape_markdown(filament.label)
        booked.offer_undo(
            shop,
            request_id,
            f"{grams(move.quantity_g)} of **{name}** wound from {escape_markdown(giving.label)} "
            f"onto {escape_markdown(taking.label)}, which holds {grams(taking.quantity_g)} now.",
        )


def _scrap(shop: Shop, filament: Filament, spool: Spool, key: str) -> None:
    state = st.session_state
    with problems.beside(key):
        request_id = booked.request_id(key)
        amount = state.get(f"{key}.grams")
        scrapping = checked(
            Scrapping,
            _LABELS,
            request_id=request_id,
            spool_id=spool.id,
            quantity_g=None if amount is None else to_grams(amount),
            reason=state.get(f"{key}.reason") or "",
        )
        after = stock.scrap(shop, scrapping)
        booked.done(key, "grams", "reason")
        booked.offer_undo(
            shop,
            request_id,
            f"{grams(spool.quantity_g - after.quantity_g)} of spool "
            f"{escape_markdown(after.label)}, **{escape_markdown(filament.label)}**, booked as "
            "thrown away.",
        )


def _place(shop: Shop, spool_id: UUID, spool: Spool, key: str) -> None:
    with problems.beside(key):
        place = st.session_state.get(f"{key}.location") or ""
        details = checked(
            SpoolDetails, _LABELS, **(spool.details.model_dump() | {"location": place})
        )
        where = escape_markdown(details.location) or "no place"
        saves.save(shop, spool_id, details, spool.details, f"is at **{where}** now")
        st.session_state[f"{key}.location"] = None
