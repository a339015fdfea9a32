"""Where a maker says something new and the shop says something of its own: a person decides."""

from typing import Final
from uuid import UUID

import streamlit as st

from printshop.services import makers
from printshop.services.shop import Shop
from printshop.ui import notices, problems
from printshop.ui.formats import count, escape_markdown
from printshop.ui.inventory.finder import words

_KEY: Final = "finder.kept"
_AT_ONCE: Final = 20


def draw(shop: Shop) -> None:
    """Draw the fields that the shop kept its own value of, each with both ways out."""
    updates = makers.kept_back(shop)
    if not updates:
        return
    title = f"{count(len(updates), 'filament')} of yours: the maker says something else now"
    with st.expander(title, icon=":material/rule:", key=f"{_KEY}.section", expanded=True):
        problems.draw(_KEY)
        for update in updates[:_AT_ONCE]:
            st.markdown(f"**{escape_markdown(update.label)}**")
            for change in update.kept_back:
                _draw_change(shop, update.filament_id, change)
        if len(updates) > _AT_ONCE:
            st.caption(f"{len(updates) - _AT_ONCE} more follow as you decide.")


def _draw_change(shop: Shop, filament_id: UUID, change: makers.FieldChange) -> None:
    name, yours, now = (escape_markdown(text) for text in words.change(change))
    key = f"{_KEY}.{filament_id}.{change.name}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"{name}: yours is {yours}, the maker says {now}", width="stretch")
        for label, is_taken in (("Take the maker's value", True), ("Keep mine", False)):
            st.button(
                label,
                key=f"{key}.{'take' if is_taken else 'keep'}",
                on_click=_decide,
                args=(shop, filament_id, change.name),
                kwargs={"is_taken": is_taken},
            )


def _decide(shop: Shop, filament_id: UUID, name: str, *, is_taken: bool) -> None:
    with problems.beside(_KEY):
        settle = makers.take_makers_value if is_taken else makers.keep_own_value
        filament = settle(shop, filament_id, name)
        done = "is the maker's now" if is_taken else "stays yours"
        notices.say(
            f"{escape_markdown(words.FIELDS[name])} of "
            f"**{escape_markdown(filament.label)}** {done}."
        )
