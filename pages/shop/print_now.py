"""Print now: what can be printed with what is there, and what a basket would take."""

from functools import partial
from typing import Final

import streamlit as st

from printshop.services.shop import Shop
from printshop.ui import address, live, wiring
from printshop.ui.print_now import basket, basket_state, leftovers, rows, weighing
from printshop.ui.queue.clock import Clock

_LIST: Final = "list"


def main() -> None:
    """Draw the page; its body is drawn anew by itself where the shop changes elsewhere."""
    shop = wiring.guard()
    st.title("Print now", anchor=False)
    live.draw(
        shop, partial(_draw_body, shop), key="print_now", topics=("queue", "stock", "catalog")
    )


def _draw_body(shop: Shop) -> None:
    in_basket = sum(line.copies for line in basket_state.basket().lines)
    views = {
        _LIST: ":material/checklist: What can be printed",
        "basket": f":material/shopping_basket: Basket · {in_basket}",
        "weigh": ":material/scale: Weigh first",
        "reel": ":material/hourglass_bottom: Use up a reel",
    }
    clock = Clock.now(shop.settings())
    with st.container(key="print_now_views"):
        view = address.choose("View", views, name="view")
    match view:
        case "basket":
            basket.draw(shop, clock)
        case "weigh":
            weighing.draw(shop, clock)
        case "reel":
            leftovers.draw(shop, clock)
        case _:
            rows.draw(shop, clock)


if __name__ == "__main__":
    main()
