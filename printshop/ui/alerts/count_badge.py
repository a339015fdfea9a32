"""How many alerts nobody has seen, in the sidebar of every page."""

import streamlit as st

from printshop.services import alerts
from printshop.services.shop import Shop
from printshop.ui import places
from printshop.ui.formats import count


def draw(shop: Shop) -> None:
    """Draw the count as a link to the panel; nothing where there is nothing to see."""
    unseen = alerts.count_unseen(shop)
    if unseen:
        with st.sidebar:
            places.WELCOME.link(
                f":orange-badge[{count(unseen, 'alert')}]", icon=":material/notifications:"
            )
