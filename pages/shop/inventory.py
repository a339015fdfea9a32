"""The inventory: which filaments the shop has, how much of each, and every gram's story."""

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from printshop.services.shop import Shop
from printshop.ui import address, live, wiring
from printshop.ui.inventory import detail, stock_view
from printshop.ui.inventory.counting import counting_view
from printshop.ui.inventory.exchange import exchange_view
from printshop.ui.inventory.finder import finder_view
from printshop.ui.inventory.receiving import receiving_view
from printshop.ui.inventory.spool import spool_view

_VIEWS: Final[dict[str, tuple[str, Callable[[Shop], None]]]] = {
    "stock": (":material/shelves: Stock", stock_view.draw),
    "receive": (":material/add_shopping_cart: Receive", receiving_view.draw),
    "count": (":material/scale: Stock-take", counting_view.draw),
    "find": (":material/palette: Find a filament", finder_view.draw),
    "exchange": (":material/swap_vert: Import and export", exchange_view.draw),
}

_TOPICS: Final = ("stock", "queue", "catalog", "settings")
_ADDRESSES: Final = ("spool", "filament", "view", "show")


def main() -> None:
    """Draw the view, or the filament or spool that the address names."""
    shop = wiring.guard()
    if (spool := st.query_params.get("spool")) is not None:
        _draw_live(shop, partial(spool_view.draw, shop, spool))
    elif (filament := st.query_params.get("filament")) is not None:
        _draw_live(shop, partial(detail.draw, shop, filament))
    else:
        _draw_views(shop)


def _draw_views(shop: Shop) -> None:
    st.title("Inventory", anchor=False)
    words = {name: words for name, (words, _) in _VIEWS.items()}
    view = address.choose("View", words, name="view")
    body = partial(_VIEWS[view][1], shop)
    # What is typed into the others would be asked about again, or stands in a grid.
    if view == "stock" and not stock_view.is_editing():
        _draw_live(shop, body)
    else:
        body()


def _draw_live(shop: Shop, body: Callable[[], None]) -> None:
    live.draw(shop, body, key="inventory", topics=_TOPICS, addresses=_ADDRESSES)


if __name__ == "__main__":
    main()
