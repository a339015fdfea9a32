"""Two filaments that are the same: which one stays, and what moves to it."""

from functools import partial
from typing import Final

import streamlit as st

from printshop.domain.filament import Filament, FilamentSort
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.services.stock import Merge
from printshop.ui import boundary, notices, problems
from printshop.ui.filament_names import told_apart
from printshop.ui.formats import count, escape_markdown
from printshop.ui.inventory import addresses
from printshop.ui.swatches import filament_label

_THIS: Final = "this"
_OTHER: Final = "other"
_MERGED: Final = "inventory.merged"


def ask(shop: Shop, filament: Filament) -> None:
    """Open the dialog that merges a filament with another one."""
    problems.forget(_key(filament))
    st.session_state.pop(_MERGED, None)
    _draw_dialog(shop, filament)


@st.dialog("Merge with another filament", width="medium")
def _draw_dialog(shop: Shop, filament: Filament) -> None:
    if st.session_state.pop(_MERGED, False):
        st.rerun()
    with st.container(key="inventory_filament_merge"):
        draw_body(shop, filament)


def draw_body(shop: Shop, filament: Filament) -> None:
    """Draw the choice, and what moves; what was chosen stays until it is done."""
    key = _key(filament)
    rows = stock.list_filaments(
        shop, material=filament.material, sort=FilamentSort.NAME, include_inventory=False
    )
    others = {row.filament.id: row.filament for row in rows if row.filament.id != filament.id}
    if not others:
        st.markdown("There is no other filament of this material.")
        return
    names = told_apart(others.values())
    chosen = st.selectbox(
        "The same as",
        list(others),
        index=None,
        format_func=lambda filament_id: names.get(filament_id, ""),
        placeholder="Choose the other filament",
        key=f"{key}.other",
    )
    if chosen is None or chosen not in others:
        return
    stays = st.segmented_control(
        "Which one stays",
        [_THIS, _OTHER],
        default=_THIS,
        required=True,
        format_func=lambda each: "This one" if each == _THIS else "The other one",
        key=f"{key}.stays",
    )
    kept, gone = filament, others[chosen]
    if stays == _OTHER:
        kept, gone = gone, kept
    _draw_moves(shop, kept, gone)
    problems.draw(key)
    st.button(
        "Merge them",
        key=f"{key}.save",
        type="primary",
        icon=":material/merge:",
        on_click=_merge,
        args=(shop, kept, gone, key),
    )


def _draw_moves(shop: Shop, kept: Filament, gone: Filament) -> None:
    moves = stock.what_would_move(shop, gone.id)
    told = [
        f"{count(moves.n_spools, 'spool')} with their ledgers",
        f"{count(moves.n_requirements, 'filament line')} of plates",
        f"{count(moves.n_choices, 'learnt name')} of files",
        f"{count(moves.n_lines, 'open line')} of the shopping list",
    ]
    st.markdown(
        f"To {filament_label(kept)} move from {filament_label(gone)}:\n"
        + "".join(f"\n- {line}" for line in told)
        + "\n\nWhat is said of the one that stays is kept as it is; the other is put away."
    )
    differ = differences(kept, gone)
    if differ:
        st.warning(f"They differ in {', '.join(differ)}. Are they really the same to buy?")


def differences(one: Filament, other: Filament) -> list[str]:
    """In what two filaments differ that would make them two things to buy."""
    compared = {
        "brand": (one.brand.lower(), other.brand.lower()),
        "kind": (one.slicer_name.lower(), other.slicer_name.lower()),
        "finish": (one.finish, other.finish),
        "colour": (one.color_hexes, other.color_hexes),
        "diameter": (one.diameter_mm, other.diameter_mm),
    }
    return [name for name, (mine, theirs) in compared.items() if mine != theirs]


def _merge(shop: Shop, kept: Filament, gone: Filament, key: str) -> None:
    if st.session_state.get(_MERGED):
        return
    with problems.beside(key):
        merge = stock.merge_filaments(shop, keep_id=kept.id, gone_id=gone.id)
        st.session_state[_MERGED] = True
        addresses.go_to_filament(kept.id)
        notices.offer_undo(
            f"**{escape_markdown(gone.label)}** is merged into **{escape_markdown(kept.label)}**.",
            partial(_unmerge, shop, merge),
        )


@boundary.callback
def _unmerge(shop: Shop, merge: Merge) -> None:
    back = stock.unmerge(shop, merge)
    notices.say(f"**{escape_markdown(back.label)}** is a filament of its own again.")


def _key(filament: Filament) -> str:
    return f"inventory.merge.{filament.id}"
