"""The first view of the inventory: what needs care first, then all there is."""

import streamlit as st

from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui.inventory import listing


def draw(shop: Shop) -> None:
    """Draw the stock."""
    rows = stock.list_filaments(shop)
    if st.button("Add a filament", key="inventory.add", type="primary", icon=":material/add:"):
        brand = shop.user().preferences.default_filament_brand
        listing.ask_for_filament(shop, shop.settings().currency, brand)
    if not rows:
        listing.draw_nothing(is_filtered=False)
        return
    listing.draw_summary(rows)
    brands = sorted({row.filament.brand for row in rows}, key=str.casefold)
    wanted = listing.draw_filters(brands)
    found = stock.list_filaments(
        shop,
        material=wanted.material,
        brand=wanted.brand,
        search=wanted.search,
        sort=wanted.sort,
    )
    found = tuple(row for row in found if row.is_low or not wanted.is_low)
    if found:
        listing.draw_table(found, shop.settings().currency)
    else:
        listing.draw_nothing(is_filtered=True)
