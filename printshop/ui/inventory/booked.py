"""Booking on a spool from a page: once however often it is clicked, and with a way back."""

from functools import partial
from uuid import UUID, uuid4

import streamlit as st

from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import boundary, notices


def request_id(key: str) -> UUID:
    """The request of a form, the same until `done`: a repeated click is the same request."""
    return st.session_state.setdefault(f"{key}.request", uuid4())


def done(key: str, *fields: str) -> None:
    """Ready for the next booking of a form: a new request, and these fields empty."""
    st.session_state.pop(f"{key}.request", None)
    for field in fields:
        st.session_state[f"{key}.{field}"] = "" if field == "reason" else None


def offer_undo(shop: Shop, request: UUID, text: str) -> None:
    """Say what was booked, and offer to take it back.

    Args:
        shop: whose.
        request: that booked it.
        text: Markdown; names in it must be escaped.

    """
    notices.offer_undo(text, partial(_take_back, shop, request))


@boundary.callback
def _take_back(shop: Shop, request: UUID) -> None:
    stock.take_back_request(shop, request)
    notices.say("The booking is taken back.")
