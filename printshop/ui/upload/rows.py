"""Many files that wait: a row each, twenty-four at a time, and the form of one of them."""

from collections.abc import Callable, Sequence
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.incoming import IncomingStatus
from printshop.services.incoming.inbox import Item
from printshop.services.shop import Shop
from printshop.ui import pictures, problems
from printshop.ui.formats import escape_label, escape_markdown, joined
from printshop.ui.swatches import swatches
from printshop.ui.upload import failed, opened, several, words

_AT_ONCE: Final = 24
_PICTURE_PX: Final = 72
_OPEN: Final = "upload.open"
_PAGE: Final = "upload.page"


def draw(shop: Shop, items: Sequence[Item], draw_form: Callable[[Item], None]) -> None:
    """Draw a page of the list.

    Args:
        shop: whose.
        items: all that wait.
        draw_form: draws the form of the file that is open.

    """
    n_pages = -(-len(items) // _AT_ONCE)
    shelf = st.container(gap="small", key="upload_rows")
    number = 1
    if n_pages > 1:
        number = st.pagination(n_pages, key=_PAGE)
    others: dict[object, Item] = {item.id: item for item in items}
    start = (number - 1) * _AT_ONCE
    with shelf:
        for item in items[start : start + _AT_ONCE]:
            with st.container(border=True, gap="small", key=f"upload_row_{item.id}"):
                _draw_row(shop, item, others)
                if _is_open(item):
                    draw_form(item)
                else:
                    problems.draw(opened.place_of(item.id))


def _draw_row(shop: Shop, item: Item, others: dict[object, Item]) -> None:
    with st.container(
        horizontal=True,
        vertical_alignment="center",
        gap="small",
        key=f"upload_line_{item.id}",
    ):
        st.checkbox(
            f"Choose {escape_label(item.name)}",
            label_visibility="collapsed",
            key=several.place_of_choice(item),
            persist_state="session",
        )
        pictures.draw(shop, _thumbnail_key(item), alt="", width_px=_PICTURE_PX)
        st.markdown(_line(item, others), width="stretch")
        if item.has_form:
            is_open = _is_open(item)
            st.button(
                "Close" if is_open else "Open",
                key=f"{opened.place_of(item.id)}.open",
                icon=":material/expand_less:" if is_open else ":material/expand_more:",
                help=None if is_open else f"Open the form of {escape_markdown(item.name)}",
                on_click=_toggle,
                args=(item.id,),
            )
    if item.incoming.status is IncomingStatus.FAILED:
        failed.draw(shop, item)


def _line(item: Item, others: dict[object, Item]) -> str:
    summary, lines = item.summary, [f"**{escape_markdown(item.name)}**"]
    if item.has_form:
        lines.append(f"→ {words.becomes(item, others)}")
    colors = swatches(summary.colors) if summary else ""
    lines.append(joined(words.facts(summary), colors, _badge(item)))
    return "  \n".join(filter(None, lines))


def _badge(item: Item) -> str:
    """What stands in the way of saving it, or that it is coming."""
    incoming = item.incoming
    if item.is_under_way:
        when = "saved when it is there" if incoming.accepted_at else "on the way"
        return f":blue-badge[:material/schedule: {when}]"
    if incoming.status is IncomingStatus.FAILED:
        return ":red-badge[:material/error: not read]"
    if incoming.message:
        return f":orange-badge[:material/info: {escape_markdown(incoming.message)}]"
    return ""


def _thumbnail_key(item: Item) -> str | None:
    keys = item.incoming.thumbnail_keys
    return keys[min(keys)] if keys else None


def _is_open(item: Item) -> bool:
    return item.has_form and st.session_state.get(_OPEN) == item.id


def _toggle(incoming_id: UUID) -> None:
    is_open = st.session_state.get(_OPEN) == incoming_id
    st.session_state[_OPEN] = None if is_open else incoming_id
