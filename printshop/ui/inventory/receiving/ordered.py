"""Lines of the shopping list on the bill: a link names them, and their fields are filled in."""

from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.purchases import MAX_LINES
from printshop.services import shopping
from printshop.services.shop import Shop
from printshop.ui import notices
from printshop.ui.formats import count
from printshop.ui.inventory.receiving import bill
from printshop.ui.inventory.receiving.bill import KEY

# Ids of ordered lines, with commas between.
_ADDRESS: Final = "order"
_HEAD: Final = ("supplier", "reference")


def take_from_address(shop: Shop) -> None:
    """Put the ordered lines that the address names on the bill, and forget the address.

    A line that is on the bill already stays as it was typed; one that came meanwhile is left out.
    """
    said = st.query_params.pop(_ADDRESS, None)
    if said is None:
        return
    found = shopping.lines_for_bill(shop, _ids(said))
    now = bill.current()
    there = {line.shopping_item_id for line in now.lines}
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
            shopping_item_id=item.id,
        )
        for name in _HEAD:
            if not st.session_state.get(f"{KEY}.{name}"):
                st.session_state[f"{KEY}.{name}"] = getattr(item, name)
    if not found:
        notices.fail(
            "Nothing of this order is on its way any more.",
            hint="Look at the shopping list, or type what came.",
        )
        st.rerun()
    notices.say(f"{count(len(found), 'line')} of the order on the bill. Check it, then receive it.")


def _ids(said: str) -> list[UUID]:
    """The ids in an address; what is none is left out."""
    found = []
    for word in said.split(",")[:MAX_LINES]:
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return found
