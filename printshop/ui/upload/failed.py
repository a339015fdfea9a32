"""A file that could not be read: why, and the ways out."""

import streamlit as st

from printshop.services.incoming import tending
from printshop.services.incoming.inbox import Item
from printshop.services.shop import Shop
from printshop.ui import boundary, notices
from printshop.ui.formats import escape_markdown
from printshop.ui.upload import form, opened, sending


def draw(shop: Shop, item: Item) -> None:
    """Draw why a file failed, trying it again, and leaving it out."""
    st.error(_sentence(item), icon=":material/error:")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Try again",
            key=f"{opened.place_of(item.id)}.retry",
            icon=":material/refresh:",
            on_click=_retry,
            args=(shop, item),
        )
        form.draw_leave_out(shop, item)


def _sentence(item: Item) -> str:
    """Why, with the file's name before it where it does not begin with it."""
    name, why = escape_markdown(item.name), escape_markdown(item.incoming.error)
    return why if why.startswith(escape_markdown(item.incoming.name)) else f"{name}: {why}"


@boundary.callback
def _retry(shop: Shop, item: Item) -> None:
    again = tending.retry(shop, item.id)
    sending.try_again(item.id)
    if not again.has_arrived:
        name = escape_markdown(item.name)
        notices.say(f"Choose {name} once more: its bytes are not here.")
