"""What is said of many files at once: chosen ones, or all."""

from collections.abc import Sequence
from functools import partial
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.catalog import Category
from printshop.domain.incoming import IncomingStatus
from printshop.services.incoming import saying, tending
from printshop.services.incoming.inbox import Item
from printshop.services.incoming.saying import SaidOfMany
from printshop.services.shop import Shop
from printshop.ui import boundary, notices, problems
from printshop.ui.formats import count
from printshop.ui.forms import checked
from printshop.ui.upload import accepting, opened

_PLACE: Final = "upload.several"
_LABELS: Final = {"designer": "Designer", "more_tags": "Tags to add"}


def place_of_choice(item: Item) -> str:
    """Key of the box that chooses a file."""
    return f"upload.chosen.{item.id}"


def chosen(items: Sequence[Item]) -> list[Item]:
    """The files that are chosen; all of them where none is."""
    of_boxes = [item for item in items if st.session_state.get(place_of_choice(item))]
    return of_boxes or list(items)


def draw(shop: Shop, items: Sequence[Item], *, has_boxes: bool) -> None:
    """Draw what can be done with several files.

    Args:
        shop: whose.
        items: all that wait.
        has_boxes: whether files can be chosen one by one.

    """
    able = [item for item in items if item.has_form]
    picked = [item for item in chosen(items) if item.has_form]
    is_all = len(picked) == len(able)
    with st.container(horizontal=True, vertical_alignment="center", key="upload_several"):
        st.header(_title(items, able), anchor=False, width="stretch")
        if has_boxes:
            _draw_choice(items)
            _draw_leave_out(shop, items)
        if not able:
            return
        _draw_edit(shop, picked, is_all=is_all)
        st.button(
            "Accept all" if is_all else f"Accept {count(len(picked), 'file')}",
            key="upload.accept",
            type="primary",
            icon=":material/done_all:",
            disabled=not picked,
            help="Saves each file as it is proposed or as you changed it. What cannot be saved "
            "says why, and the others go on.",
            on_click=accepting.start,
            args=(shop, picked),
        )
    problems.draw(accepting.PLACE)


def _title(items: Sequence[Item], able: Sequence[Item]) -> str:
    if not able:
        return f"{count(len(items), 'file')} that could not be read"
    return f"{count(len(items), 'file')} to check"


def _draw_leave_out(shop: Shop, items: Sequence[Item]) -> None:
    """Draw the button for those that are chosen; else for those that failed, where some did."""
    picked = [item for item in items if st.session_state.get(place_of_choice(item))]
    failed = [item for item in items if item.incoming.status is IncomingStatus.FAILED]
    going = picked or failed
    if going:
        what = count(len(going), "file") if picked else f"the {len(going)} that failed"
        st.button(
            f"Leave out {what}",
            key="upload.leave_out_several",
            type="tertiary",
            icon=":material/close:",
            on_click=_leave_out,
            args=(shop, going),
        )


@boundary.callback
def _leave_out(shop: Shop, items: Sequence[Item]) -> None:
    ids = [item.id for item in items]
    for incoming_id in ids:
        tending.dismiss(shop, incoming_id)
        opened.forget(incoming_id)
    for item in items:
        st.session_state[place_of_choice(item)] = False
    notices.offer_undo(f"{count(len(ids), 'file')} left out.", partial(_take_back, shop, ids))


@boundary.callback
def _take_back(shop: Shop, incoming_ids: Sequence[UUID]) -> None:
    for incoming_id in incoming_ids:
        tending.undismiss(shop, incoming_id)


def _draw_choice(items: Sequence[Item]) -> None:
    is_any = any(st.session_state.get(place_of_choice(item)) for item in items)
    st.button(
        "Choose none" if is_any else "Choose all",
        key="upload.choose",
        type="tertiary",
        icon=":material/deselect:" if is_any else ":material/select_all:",
        on_click=_choose,
        args=(items,),
        kwargs={"is_on": not is_any},
    )


def _choose(items: Sequence[Item], *, is_on: bool) -> None:
    for item in items:
        st.session_state[place_of_choice(item)] = is_on


def _draw_edit(shop: Shop, picked: Sequence[Item], *, is_all: bool) -> None:
    whom = "all files" if is_all else count(len(picked), "file")
    with (
        st.popover("Change several at once", icon=":material/edit_note:"),
        st.form("upload_several_form", border=False),
    ):
        st.markdown(f"What you fill in is said of **{whom}**; the rest stays as it is.")
        st.selectbox(
            "Category",
            list(Category),
            index=None,
            placeholder="as it is",
            format_func=lambda category: category.value.capitalize(),
            key=f"{_PLACE}.category",
        )
        st.text_input("Designer", placeholder="as it is", key=f"{_PLACE}.designer", max_chars=100)
        st.text_input("Tags to add, with commas", key=f"{_PLACE}.more_tags", max_chars=2000)
        problems.draw(_PLACE)
        st.form_submit_button(
            f"Change {whom}",
            key=f"{_PLACE}.submit",
            on_click=_say,
            args=(shop, picked),
        )


def _say(shop: Shop, picked: Sequence[Item]) -> None:
    state = st.session_state
    with problems.beside(_PLACE):
        tags = str(state.get(f"{_PLACE}.more_tags") or "").split(",")
        said = checked(
            SaidOfMany,
            _LABELS,
            category=state.get(f"{_PLACE}.category"),
            designer=state.get(f"{_PLACE}.designer") or None,
            more_tags=tuple(dict.fromkeys(filter(None, map(str.strip, tags)))),
        )
        n_changed = saying.say_of_all(shop, [item.id for item in picked], said)
        for name, empty in (("category", None), ("designer", ""), ("more_tags", "")):
            state[f"{_PLACE}.{name}"] = empty
        notices.say(f"{count(n_changed, 'file')} changed.")
