"""The whole list: what it comes to, then the lines, what is on its way, and what to wish for."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.shopping import ShoppingOptions
from printshop.services import shopping
from printshop.services.shop import Shop
from printshop.services.shopping.view import ShoppingLine, ShoppingList
from printshop.ui import address, places, shared_reads
from printshop.ui.formats import escape_markdown
from printshop.ui.shopping import by_hand, chosen, lines, on_its_way, taking_along, wishes, words

_MULTIPLIER: Final = "earlier"
_AT_POINT: Final = 1.0
_EARLIEST: Final = 5.0
_WISHES: Final = "wishes"
_GROUPS: Final = {"why": "By reason", "supplier": "By supplier"}
# A link that names a filament leads to its line.
_WANTED: Final = "filament"


def draw(shop: Shop) -> None:
    """Draw the list."""
    head, actions = st.container(gap="xsmall", key="shopping_head"), _actions()
    with actions:
        add_place = st.container(width="content")
        options = _draw_options()
    found = shared_reads.once(
        shop.user_id,
        f"shopping {options.threshold_multiplier} {options.with_wishlist}",
        lambda: shopping.generate(shop, options, datetime.now(UTC)),
    )
    with head:
        _draw_total(found)
    wanted = _wanted(found)
    with add_place:
        by_hand.draw_button(shop, found, wanted)
    if found.lines:
        with actions:
            group = address.choose("Group", _GROUPS, name="group")
        chosen.draw(shop, found)
        for title, help_text, of_it in _groups(found, group):
            lines.draw(shop, title, help_text, of_it, found)
    elif not found.ordered and not found.wishlist:
        _draw_nothing()
    on_its_way.draw(shop, found)
    wishes.draw(shop, found)
    if found.lines:
        taking_along.draw(found)


def _actions() -> "st.delta_generator.DeltaGenerator":
    return st.container(
        horizontal=True, vertical_alignment="center", gap="small", key="shopping_actions"
    )


def _draw_options() -> ShoppingOptions:
    said = _multiplier_said()
    label = "Options" if said == _AT_POINT else f"Options · {said:g}x"
    with st.popover(label, icon=":material/tune:", key="shopping.options"):
        multiplier = st.slider(
            "Call for filaments earlier",
            _AT_POINT,
            _EARLIEST,
            _AT_POINT,
            0.5,
            format="%gx",
            key=_MULTIPLIER,
            bind="query-params",
            help="At 1x a filament is called for at its threshold or reorder point, at 2x at "
            "twice as much. Useful before a holiday or a market.",
        )
        with_wishes = st.toggle(
            "Wishlist",
            value=True,
            key=_WISHES,
            bind="query-params",
            help="What cannot be printed for lack of filament, and which rolls would bring most.",
        )
    return ShoppingOptions(threshold_multiplier=multiplier, with_wishlist=with_wishes)


def _multiplier_said() -> float:
    """The multiplier that counts; it is drawn within the button that names it.

    What an address says and the slider does not take counts as not said, as it does there.
    """
    said = st.session_state.get(_MULTIPLIER, st.query_params.get(_MULTIPLIER))
    try:
        multiplier = float(_AT_POINT if said is None else said)
    except ValueError:
        return _AT_POINT
    return multiplier if _AT_POINT <= multiplier <= _EARLIEST else _AT_POINT


def _draw_total(found: ShoppingList) -> None:
    """Say in a line what must be bought, and what it comes to at each supplier."""
    if not found.lines:
        st.header("Nothing must be bought", anchor=False)
        return
    total = found.totals.in_all
    st.header(f"Buy {words.total(total, found.currency, joint=' for')}", anchor=False)
    counts = (
        (len(found.urgent), "needed by jobs that wait"),
        (len(found.reorder), "running low"),
        (len(found.by_hand), "put on by hand"),
        (len(found.ordered), "on the way"),
    )
    st.markdown(" · ".join(f"**{n}** {what}" for n, what in counts if n))
    if len(found.totals.by_supplier) > 1:
        st.markdown(
            "  \n".join(
                f"{escape_markdown(words.supplier(name))}: {words.total(of_it, found.currency)}"
                for name, of_it in found.totals.by_supplier
            )
        )


def _groups(found: ShoppingList, group: str) -> list[tuple[str, str, tuple[ShoppingLine, ...]]]:
    """Titles, what they mean, and their lines; empty ones left out."""
    if group == "supplier":
        return [
            (
                escape_markdown(words.supplier(name)),
                words.total(total, found.currency),
                tuple(line for line in found.lines if line.roll.supplier == name),
            )
            for name, total in found.totals.by_supplier
        ]
    parts = (
        ("Needed by jobs that wait", "The soonest to run out first.", found.urgent),
        ("Running low", "The shortest to last first.", found.reorder),
        ("Put on by hand", "", found.by_hand),
    )
    return [part for part in parts if part[2]]


def _wanted(found: ShoppingList) -> UUID | None:
    """Choose the line that the address names; return its filament where it has none."""
    said = st.query_params.pop(_WANTED, None)
    if said is None:
        return None
    for line in found.lines:
        if line.key == said:
            st.session_state[chosen.key(line)] = True
            return None
    try:
        return UUID(said)
    except ValueError:
        return None


def _draw_nothing() -> None:
    with st.container(border=True, key="shopping_nothing"):
        st.markdown(
            ":material/check_circle: No job lacks filament, and nothing is at its threshold. "
            "Thresholds, packs, suppliers and links stand with each filament."
        )
        places.INVENTORY.link("Look at the inventory")
