"""The wishlist: rolls that would let something be printed, those that bring most first."""

from typing import Final

import streamlit as st

from printshop.services.shop import Shop
from printshop.services.shopping.view import ShoppingList, WishLine
from printshop.ui.formats import count, escape_markdown, joined
from printshop.ui.shopping import steps, words
from printshop.ui.swatches import filament_label

_SHOWN: Final = 5


def draw(shop: Shop, found: ShoppingList) -> None:
    """Draw the wishes."""
    if not found.options.with_wishlist or not found.wishlist:
        return
    st.subheader("Wishlist", anchor=False)
    st.caption(
        "Versions that cannot be printed for lack of filament. First what brings most for its "
        "price: pieces, times what is expected to sell a week, times the margin."
    )
    for wish in found.wishlist[:_SHOWN]:
        _draw_wish(shop, wish, found)
    rest = found.wishlist[_SHOWN:]
    if rest:
        more = f", and {found.more_wishes:,} that are not shown" if found.more_wishes else ""
        with st.expander(f"{count(len(rest), 'more wish', 'more wishes')}{more}"):
            for wish in rest:
                _draw_wish(shop, wish, found)


def _draw_wish(shop: Shop, wish: WishLine, found: ShoppingList) -> None:
    with st.container(
        border=True,
        horizontal=True,
        vertical_alignment="center",
        gap="small",
        key=f"shopping_wish_{wish.key[:80]}",
    ):
        rolls = "  \n".join(
            f"{filament_label(one.filament)}, {count(one.rolls, 'roll')}" for one in wish.filaments
        )
        cost = words.wish_cost(wish.cost, found.currency)
        unlocks = f"For {words.unlocked(wish)}"
        st.markdown(
            f"{rolls}  \n{joined(cost, unlocks)}  \n:small[{escape_markdown(wish.reason)}]",
            width="stretch",
        )
        st.button(
            "Put on the list",
            key=f"shopping.wish.{wish.key}.take",
            icon=":material/add_shopping_cart:",
            on_click=steps.take_wish,
            args=(shop, wish),
        )
