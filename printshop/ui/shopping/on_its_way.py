"""What was ordered and has not come: order by order, with the way to receive it."""

from itertools import groupby

import streamlit as st

from printshop.services.shop import Shop
from printshop.services.shopping.view import OrderedLine, ShoppingList
from printshop.ui import places
from printshop.ui.shopping import steps, words
from printshop.ui.swatches import filament_label


def draw(shop: Shop, found: ShoppingList) -> None:
    """Draw the orders, that which is expected first first."""
    if not found.ordered:
        return
    st.subheader("On its way", anchor=False)
    orders: dict[tuple[object, ...], list[OrderedLine]] = {}
    for key, of_it in groupby(found.ordered, key=_order):
        orders.setdefault(key, []).extend(of_it)
    for of_it in orders.values():
        _draw_order(shop, of_it, found)


def _draw_order(shop: Shop, of_it: list[OrderedLine], found: ShoppingList) -> None:
    first = of_it[0].item.id
    with st.container(border=True, gap="small", key=f"shopping_ordered_{first}"):
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", key=f"shopping_head_{first}"
        ):
            st.markdown(words.order_title(of_it, as_of=found.as_of), width="stretch")
            places.INVENTORY.link(
                "It came: receive it",
                icon=":material/inventory_2:",
                view="receive",
                order=",".join(str(line.item.id) for line in of_it),
            )
        for line in of_it:
            _draw_line(shop, line, found)


def _draw_line(shop: Shop, line: OrderedLine, found: ShoppingList) -> None:
    item_id = line.item.id
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"shopping_way_{item_id}"
    ):
        said = words.ordered_line(line, found.currency, as_of=found.as_of)
        st.markdown(f"{filament_label(line.filament)}  \n{said}", width="stretch")
        with st.container(horizontal=True, width="content", gap="xsmall"):
            st.button(
                "Not ordered after all",
                key=f"shopping.back.{item_id}",
                type="tertiary",
                icon=":material/undo:",
                help="It goes back to what is to be bought.",
                on_click=steps.put_back,
                args=(shop, line),
            )
            st.button(
                "Will not come",
                key=f"shopping.drop.{item_id}",
                type="tertiary",
                icon=":material/close:",
                help="It is off the list; what the rules ask for is asked for again.",
                on_click=steps.drop,
                args=(shop, line),
            )


def _order(line: OrderedLine) -> tuple[object, ...]:
    return line.item.supplier, line.item.reference, line.item.ordered_on
