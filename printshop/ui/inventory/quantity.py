"""Setting, adding or subtracting grams of a spool, with a reason for its ledger."""

from typing import Final
from uuid import UUID, uuid4

import streamlit as st

from printshop.domain.filament import Filament
from printshop.domain.spools import QuantityChange, QuantityOperation, Spool
from printshop.domain.units import MAX_GRAMS, to_grams
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import problems
from printshop.ui.formats import escape_markdown, grams
from printshop.ui.forms import checked
from printshop.ui.inventory import booked, doubts, facts

_WORDS: Final = {
    QuantityOperation.SET: "Set to",
    QuantityOperation.ADD: "Add",
    QuantityOperation.SUBTRACT: "Subtract",
}
_LABELS: Final = {"quantity_g": "Grams", "reason": "Reason"}
_FIELDS: Final = ("operation", "grams")


def draw(
    shop: Shop,
    filament: Filament,
    spool: Spool,
    *,
    first: QuantityOperation = QuantityOperation.SET,
) -> None:
    """Draw the form that changes the grams of a spool; `first` is chosen at first."""
    key = f"inventory.quantity.{spool.id}"
    with st.container(border=True):
        st.markdown(f"**Grams of spool {escape_markdown(spool.label)}**")
        operation = st.segmented_control(
            "What happened",
            list(_WORDS),
            default=first,
            required=True,
            format_func=lambda chosen: _WORDS[chosen],
            help="Set after weighing it without the empty reel; add or subtract what came or went.",
            key=f"{key}.operation",
        )
        amount = st.number_input(
            "Grams",
            value=None,
            step=10.0,
            format="%.2f",
            placeholder=f"0 to {MAX_GRAMS:,}",
            key=f"{key}.grams",
        )
        st.text_input(
            "Reason",
            max_chars=500,
            placeholder="Weighed, test print, spilled…",
            key=f"{key}.reason",
        )
        _draw_after(spool, operation, amount)
        problems.draw(key, doubts.said(key, *_FIELDS))
        doubts.draw_button(
            "Book it",
            ":material/edit_note:",
            key=key,
            now=doubts.said(key, *_FIELDS),
            on_click=change,
            args=(shop, filament, spool.id, key),
        )


def change(
    shop: Shop, filament: Filament, spool_id: UUID, key: str, *, sure_of: tuple[object, ...] | None
) -> None:
    """Book what the form says, once however often it is clicked."""
    state = st.session_state
    now = doubts.said(key, *_FIELDS)
    with problems.beside(key, now), doubts.asking(key, now):
        # Kept until the booking is known to be made: a repeated click is the same request.
        request_id = state.setdefault(f"{key}.request", uuid4())
        amount = state.get(f"{key}.grams")
        quantity = {} if amount is None else {"quantity_g": to_grams(amount)}
        booking = checked(
            QuantityChange,
            _LABELS,
            request_id=request_id,
            spool_id=spool_id,
            operation=state.get(f"{key}.operation") or QuantityOperation.SET,
            reason=state.get(f"{key}.reason") or "",
            is_sure=sure_of == now,
            **quantity,
        )
        spool = stock.update_quantity(shop, booking)
        del state[f"{key}.request"]
        state[f"{key}.grams"], state[f"{key}.reason"] = None, ""
        booked.offer_undo(
            shop,
            request_id,
            f"Spool {escape_markdown(spool.label)} of **{escape_markdown(filament.label)}** "
            f"holds {grams(spool.quantity_g)} now.",
        )


def _draw_after(spool: Spool, operation: QuantityOperation | None, amount: float | None) -> None:
    """Say what the booking would lead to, before it is made."""
    if amount is None or operation is None:
        st.markdown(f"It holds **{grams(spool.quantity_g)}** now.")
        return
    left_g = facts.after(spool, operation, to_grams(amount))
    if left_g < 0:
        st.markdown(f":red[It holds only **{grams(spool.quantity_g)}**.]")
    else:
        st.markdown(f"**{grams(spool.quantity_g)}** now, **{grams(left_g)}** after this.")
