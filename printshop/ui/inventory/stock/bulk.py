"""What to do with many filaments or spools at once: labels, their place, putting them away."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final
from uuid import UUID

import polars as pl
import streamlit as st

from printshop.domain.spools import SpoolDetails
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import boundary, notices, problems
from printshop.ui.formats import count, escape_markdown
from printshop.ui.forms import checked
from printshop.ui.inventory.labels import labels_dialog

_PLACE: Final = "inventory.bulk.place"
_FORM: Final = "inventory.bulk"


def draw_filaments(shop: Shop, filament_ids: Sequence[UUID], *, is_put_away: bool) -> None:
    """Draw the steps for chosen filaments; labels and places are those of their spools."""
    if not filament_ids:
        st.caption("Choose rows to print labels, set their place or put them away.")
        return
    spools = stock.spool_frame(shop, filament_ids).filter(pl.col("on_hand_cg") > 0)
    spool_ids = [UUID(one) for one in spools["spool_id"]]
    with st.container(horizontal=True, vertical_alignment="center", key="inventory_bulk"):
        chosen = count(len(filament_ids), "filament")
        st.markdown(f"**{chosen}** with {count(len(spool_ids), 'spool')}")
        _draw_of_spools(shop, spool_ids)
        _draw_put(partial(stock.put_filaments, shop, filament_ids), chosen, is_put_away=is_put_away)
    problems.draw(_FORM)


def draw_spools(shop: Shop, spool_ids: Sequence[UUID]) -> None:
    """Draw the steps for chosen spools."""
    if not spool_ids:
        st.caption("Choose rows to print labels, set their place or put them away.")
        return
    with st.container(horizontal=True, vertical_alignment="center", key="inventory_bulk"):
        chosen = count(len(spool_ids), "spool")
        st.markdown(f"**{chosen}**")
        _draw_of_spools(shop, spool_ids)
        _draw_put(partial(stock.put_spools, shop, spool_ids), chosen, is_put_away=False)
    problems.draw(_FORM)


def draw_labels_button(shop: Shop, spool_ids: Sequence[UUID], key: str) -> None:
    """Draw the way to the labels of spools."""
    if spool_ids and st.button("Print labels", key=key, icon=":material/qr_code_2:"):
        labels_dialog.ask(shop, spool_ids)


def _draw_of_spools(shop: Shop, spool_ids: Sequence[UUID]) -> None:
    if not spool_ids:
        return
    draw_labels_button(shop, spool_ids, "inventory.bulk.labels")
    with st.popover("Set place", icon=":material/location_on:", key="inventory.bulk.place_form"):
        st.text_input("Place", max_chars=100, placeholder="Shelf B", key=_PLACE)
        st.button(
            f"Put {count(len(spool_ids), 'spool')} there",
            key="inventory.bulk.set_place",
            type="primary",
            on_click=_set_place,
            args=(shop, spool_ids),
        )


def _draw_put(put: Callable[..., None], chosen: str, *, is_put_away: bool) -> None:
    st.button(
        "Take out again" if is_put_away else "Put away",
        key="inventory.bulk.put",
        icon=":material/unarchive:" if is_put_away else ":material/archive:",
        on_click=_put,
        args=(put, chosen),
        kwargs={"is_archived": not is_put_away},
    )


def _set_place(shop: Shop, spool_ids: Sequence[UUID]) -> None:
    with problems.beside(_FORM):
        said = checked(SpoolDetails, {"location": "Place"}, location=st.session_state[_PLACE] or "")
        before = stock.place_spools(shop, dict.fromkeys(spool_ids, said.location))
        where = f"at **{escape_markdown(said.location)}**" if said.location else "at no place"
        notices.offer_undo(
            f"{count(len(before), 'spool')} {where} now.",
            boundary.callback(partial(_place_back, shop, before, said.location)),
        )


def _place_back(shop: Shop, before: dict[UUID, str], place: str) -> None:
    back = stock.place_spools(shop, before, were=dict.fromkeys(before, place))
    others = len(before) - len(back)
    stayed = f" {count(others, 'spool')} put elsewhere since: left there." if others else ""
    notices.say(f"{count(len(back), 'spool')} back again.{stayed}")


def _put(put: Callable[..., None], chosen: str, *, is_archived: bool) -> None:
    with problems.beside(_FORM):
        put(is_archived=is_archived)
        done = "put away" if is_archived else "taken out again"
        notices.offer_undo(
            f"{chosen} {done}.", boundary.callback(partial(put, is_archived=not is_archived))
        )
