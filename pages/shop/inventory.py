"""The inventory: which filaments the shop has, how much of each, and every gram's story."""

from collections.abc import Sequence

import streamlit as st

from printshop.domain.spools import FilamentStock
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import wiring
from printshop.ui.inventory import detail, listing


def main() -> None:
    """Draw the list, or the filament the address names."""
    shop = wiring.guard()
    rows = stock.list_filaments(shop)
    chosen = st.query_params.get("filament")
    if chosen is not None:
        detail.draw(shop, chosen, rows)
    else:
        _draw_list(shop, rows)


def _draw_list(shop: Shop, rows: Sequence[FilamentStock]) -> None:
    _draw_head(shop)
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


def _draw_head(shop: Shop) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title("Inventory", anchor=False, width="stretch")
        if st.button("Add a filament", key="inventory.add", type="primary", icon=":material/add:"):
            brand = shop.user().preferences.default_filament_brand
            listing.ask_for_filament(shop, shop.settings().currency, brand)


if __name__ == "__main__":
    main()
