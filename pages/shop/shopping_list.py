"""The shopping list: what to buy, why, from whom, and what is on its way."""

from functools import partial
from typing import Final

import streamlit as st

from printshop.ui import live, wiring
from printshop.ui.shopping import list_view

_TOPICS: Final = ("stock", "queue", "catalog", "settings")


def main() -> None:
    """Draw the list; it follows what others do."""
    shop = wiring.guard()
    st.title("Shopping list", anchor=False)
    live.draw(shop, partial(list_view.draw, shop), key="shopping_list", topics=_TOPICS)


if __name__ == "__main__":
    main()
