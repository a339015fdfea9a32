"""Accepting many files: by the worker, so that a phone may lock; without one, page by page."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.errors import DatabaseUnavailableError
from printshop.services.incoming import accepting
from printshop.services.incoming.accepting import accept_as_proposed
from printshop.services.incoming.inbox import Item
from printshop.services.shop import Shop
from printshop.ui import notices, problems, wiring
from printshop.ui.formats import count, escape_markdown
from printshop.ui.upload import answer, opened

PLACE: Final = "upload.accepting"
_KEY: Final = "upload.to_accept"


def start(shop: Shop, items: Sequence[Item]) -> None:
    """Have these files saved; a widget callback.

    What stands in open forms and is not kept yet is kept first, or said to be wrong. The
    worker saves them whatever becomes of this browser; a plain app without one saves them in
    the run that follows.
    """
    wanted = [item for item in items if item.has_form]
    ready = []
    for of in accepting.in_order(wanted):
        item = next(item for item in wanted if item.id == of)
        with problems.beside(opened.place_of(of)):
            answer.keep_strictly(shop, item)
            ready.append(of)
    if not wiring.has_routes():
        st.session_state[_KEY] = ready
        return
    with problems.beside(PLACE):
        n_accepted = accepting.accept_later(shop, ready)
        for of in ready:
            opened.forget(of)
        notices.say(f"{count(n_accepted, 'file')} accepted: saved one after the other.")


def go_on(shop: Shop, items: Sequence[Item]) -> None:
    """Accept what was asked for, and draw the page again; nothing where nothing was.

    Another click may cut this short: the run after it goes on with what is left.
    """
    left: list[UUID] = st.session_state.get(_KEY, [])
    if not left:
        return
    names = {item.id: item.name for item in items}
    bar, n_all = st.progress(0.0), len(left)
    while left:
        name = escape_markdown(names.get(left[0], ""))
        bar.progress((n_all - len(left)) / n_all, text=f"Saving {name}…")
        _accept(shop, left[0])
        left.pop(0)
    st.rerun()


def _accept(shop: Shop, incoming_id: UUID) -> None:
    place = opened.place_of(incoming_id)
    with problems.beside(place):
        try:
            saved = accept_as_proposed(shop, incoming_id)
        except DatabaseUnavailableError:
            # All others would wait for it in vain.
            st.session_state[_KEY] = []
            raise
        if saved is not None:
            opened.forget(incoming_id)
