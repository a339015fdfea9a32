"""Lines of the shopping list on the bill: a link names them, and their fields are filled in."""

from datetime import date
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.purchases import MAX_LINES
from printshop.services import shopping
from printshop.services.shop import Shop
from printshop.ui import notices
from printshop.ui.formats import count, day, escape_markdown
from printshop.ui.inventory.receiving import bill
from printshop.ui.inventory.receiving.bill import KEY, Line

# Ids of ordered lines, with commas between.
_ADDRESS: Final = "order"
_HEAD: Final = ("supplier", "reference")


def take_from_address(shop: Shop) -> None:
    """Put the ordered lines that the address names on the bill, and forget the address.

    A line that is on the bill already stays as it was typed; one that came meanwhile is left out.
    A bill that was empty is one of their supplier, whoever the last one was of.
    """
    said = st.query_params.pop(_ADDRESS, None)
    if said is None:
        return
    found = shopping.lines_for_bill(shop, _ids(said))
    now = bill.current()
    there = {line.item.id for line in now.lines if line.item}
    if found and not now.lines:
        for name in _HEAD:
            st.session_state[f"{KEY}.{name}"] = getattr(found[0].item, name)
    for line in found:
        item = line.item
        if item.id in there:
            continue
        now.add(
            {
                "filament_id": str(line.filament.id),
                "label": line.filament.label,
                "color_hex": line.filament.color_hex,
            },
            spools=item.open_rolls,
            price=item.price,
            net_g=item.roll_g,
            item=item,
        )
    if not found:
        notices.fail(
            "Nothing of this order is on its way any more.",
            hint="Look at the shopping list, or type what came.",
        )
        st.rerun()
    notices.say(f"{count(len(found), 'line')} of the order on the bill. Check it, then receive it.")


def told(line: Line, *, as_of: date) -> str:
    """Which order a line receives, and what of it; empty where it is none. Markdown."""
    item = line.item
    if item is None:
        return ""
    spools = st.session_state.get(line.key("count")) or 0
    rolls, rest = count(item.open_rolls, "roll"), ""
    if 0 < spools < item.open_rolls:
        rolls, rest = f"{spools} of {rolls}", "; the rest stays on its way"
    on = f" on {day(item.ordered_on, as_of=as_of)}" if item.ordered_on else ""
    at = f" at {escape_markdown(item.supplier)}" if item.supplier else ""
    number = f" under number {escape_markdown(item.reference)}" if item.reference else ""
    is_noted = item.price is not None and not bill.is_priced(line)
    price = " The price is the one noted then, without shipping." if is_noted else ""
    return f"Receives {rolls} ordered{at}{number}{on}{rest}.{price}"


def _ids(said: str) -> list[UUID]:
    """The ids in an address; what is none is left out."""
    found = []
    for word in said.split(",")[:MAX_LINES]:
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return found
