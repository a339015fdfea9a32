"""From whom, under which number and when something was bought, corrected after the fact."""

from datetime import date
from functools import partial
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.purchases import PurchaseHead
from printshop.errors import ChangedMeanwhileError
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.services.stock import Bill
from printshop.ui import boundary, notices, problems
from printshop.ui.forms import checked

_LABELS: Final = {
    "supplier": "Supplier",
    "reference": "Number of the bill",
    "purchased_on": "Bought on",
}
_OLDEST: Final = date(2000, 1, 1)
_LATEST: Final = date(2100, 12, 31)


def draw(shop: Shop, bill: Bill) -> None:
    """Draw the fields of the bill's head with a button of their own."""
    key = f"inventory.bill_head.{bill.purchase.id}"
    was: PurchaseHead = st.session_state.setdefault(f"{key}.was", bill.purchase.head)
    fields = f"{key}.{st.session_state.setdefault(f'{key}.turn', 0)}"
    with st.grid(3, min_column_width=150, gap="small"):
        for name in ("supplier", "reference"):
            st.text_input(_LABELS[name], getattr(was, name), max_chars=100, key=f"{fields}.{name}")
        st.date_input(
            _LABELS["purchased_on"],
            value=was.purchased_on,
            min_value=_OLDEST,
            max_value=_LATEST,
            format="YYYY-MM-DD",
            key=f"{fields}.purchased_on",
        )
    problems.draw(key)
    st.button(
        "Save supplier, number and day",
        key=f"{key}.save",
        icon=":material/save:",
        on_click=_save,
        args=(shop, bill.purchase.id, was, key),
    )


def _save(shop: Shop, purchase_id: UUID, was: PurchaseHead, key: str) -> None:
    state = st.session_state
    with problems.beside(key):
        fields = f"{key}.{state[f'{key}.turn']}"
        values = {name: state.get(f"{fields}.{name}") for name in _LABELS}
        texts = {name: values[name] or "" for name in ("supplier", "reference")}
        said = checked(PurchaseHead, _LABELS, **(values | texts))
        try:
            stock.correct_head(shop, purchase_id, said, was=was)
        except ChangedMeanwhileError:
            # What was typed stays; saving again puts it in the place of what stands there now.
            state[f"{key}.was"] = stock.bill(shop, purchase_id).purchase.head
            raise
        _forget(key)
        notices.offer_undo(
            "The head of the bill is corrected.",
            partial(_take_back, shop, purchase_id, said, was, key),
        )


@boundary.callback
def _take_back(
    shop: Shop, purchase_id: UUID, said: PurchaseHead, was: PurchaseHead, key: str
) -> None:
    stock.correct_head(shop, purchase_id, was, was=said)
    _forget(key)
    notices.say("The head of the bill is as it was.")


def _forget(key: str) -> None:
    st.session_state.pop(f"{key}.was", None)
    st.session_state[f"{key}.turn"] = st.session_state.get(f"{key}.turn", 0) + 1
