"""Changing what is said of a filament, merging it, putting it away."""

from decimal import Decimal
from functools import partial

import streamlit as st

from printshop.domain.filament import Filament, NewFilament
from printshop.domain.units import to_money
from printshop.errors import ChangedMeanwhileError
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import boundary, notices, problems
from printshop.ui.formats import escape_markdown, money
from printshop.ui.inventory import fields, merging
from printshop.ui.inventory.facts import in_kilograms


def draw(shop: Shop, filament: Filament, currency: str) -> None:
    """Draw the form, closed at first, and the two things done by one press."""
    _draw_edit(shop, filament, currency)
    with st.container(horizontal=True, key=f"inventory_put_{filament.id}"):
        if st.button(
            "Merge with another",
            key=f"inventory.merge_button.{filament.id}",
            icon=":material/merge:",
        ):
            merging.ask(shop, filament)
        if filament.archived_at is None:
            st.button(
                "Put it away",
                key=f"inventory.archive.{filament.id}",
                icon=":material/archive:",
                help="It is offered nowhere any more, and what it holds leaves the totals. Its "
                "spools and its history stay.",
                on_click=_archive,
                args=(shop, filament),
            )
        else:
            st.button(
                "Take it out again",
                key=f"inventory.restore.{filament.id}",
                icon=":material/unarchive:",
                on_click=_restore,
                args=(shop, filament),
            )


def _draw_edit(shop: Shop, filament: Filament, currency: str) -> None:
    key = f"inventory.edit.{filament.id}"
    opened = st.expander(
        "Edit this filament", icon=":material/edit:", key=f"{key}.section", on_change="rerun"
    )
    state = st.session_state
    if not opened.open:
        if state.pop(f"{key}.was", None) is not None:
            state[f"{key}.turn"] += 1
            problems.forget(key)
            fields.forget(key)
        return
    was: NewFilament = state.setdefault(f"{key}.was", filament.said)
    # New fields after each save: a browser would keep what it shows in the old ones.
    turn = state.setdefault(f"{key}.turn", 0)
    with opened:
        fields.draw(was, f"{key}.{turn}", currency=currency)
        st.button(
            "Save",
            key=f"{key}.save",
            type="primary",
            icon=":material/save:",
            on_click=_save,
            args=(shop, filament, was, key),
        )
        problems.draw(key)
        fields.draw_twin(key)


def _save(shop: Shop, filament: Filament, was: NewFilament, key: str) -> None:
    state = st.session_state
    with problems.beside(key), fields.noting_twin(key):
        said = fields.said(f"{key}.{state[f'{key}.turn']}")
        try:
            changed = stock.update_filament(shop, filament.id, said, was=was)
        except ChangedMeanwhileError as error:
            # Saving again puts one's own; what only the other person changed stays theirs.
            seen = {name: now for name, (_, now, _) in error.fields.items()}
            state[f"{key}.was"] = was.model_copy(update=seen)
            raise
        state.pop(f"{key}.was")
        state[f"{key}.turn"] += 1
        notices.offer_undo(
            f"**{escape_markdown(changed.label)}** is saved.",
            partial(_take_back, shop, filament, said, was),
        )


@boundary.callback
def _take_back(shop: Shop, filament: Filament, said: NewFilament, was: NewFilament) -> None:
    # The other way round, field by field: what somebody else said since stays.
    back = stock.update_filament(shop, filament.id, was, was=said)
    st.session_state.pop(f"inventory.edit.{filament.id}.was", None)
    notices.say(f"**{escape_markdown(back.label)}** is as it was.")


@boundary.callback
def _archive(shop: Shop, filament: Filament) -> None:
    stock.archive_filament(shop, filament.id)
    notices.offer_undo(
        f"**{escape_markdown(filament.label)}** is put away. {_left_out(shop, filament)}".strip(),
        partial(_restore, shop, filament),
    )


def _left_out(shop: Shop, filament: Filament) -> str:
    """What the totals no longer hold, in a sentence; "" where it held nothing."""
    row = stock.filament_by_id(shop, filament.id)
    if not row.on_hand_g:
        return ""
    costs = [spool.quantity_g * spool.actual_cost_per_gram for spool in row.spools]
    value = to_money(sum(costs, start=Decimal(0)))
    worth = f", worth {money(value, shop.settings().currency)}," if value else ""
    return f"Its {in_kilograms(row.on_hand_g)}{worth} leave the totals of the stock."


@boundary.callback
def _restore(shop: Shop, filament: Filament) -> None:
    stock.restore_filament(shop, filament.id)
    notices.say(f"**{escape_markdown(filament.label)}** is there again.")
