"""The catalog: what the shop can make, whether it can be printed now, and what it costs."""

import streamlit as st

from printshop.domain.catalog import CatalogPage
from printshop.domain.catalog_query import CatalogQuery
from printshop.services import catalog, costs
from printshop.services.shop import Shop
from printshop.ui import places, wiring
from printshop.ui.catalog import cards, detail, filters


def main() -> None:
    """Draw the list, or the model the address names."""
    shop = wiring.guard()
    chosen = st.query_params.get("model")
    if chosen is not None:
        detail.draw(shop, chosen)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title("Catalog", anchor=False, width="stretch")
        places.UPLOAD.link("Add a file")
    query = filters.draw()
    found = _find(shop, query)
    if found.models:
        shown = (version for card in found.models for version in cards.shown(card))
        ready = catalog.readiness(shop, [version.variant_id for version in shown])
        newest = [card.variant_id for card in found.models if card.variant_id]
        of_newest = costs.of_variants(shop, newest)
        cards.draw(shop, found.models, ready, of_newest)
    else:
        _draw_nothing(shop, is_filtered=filters.is_set(query))
    filters.draw_pages(found.total)
    if found.models:
        st.download_button(
            "Costs of all versions (CSV)",
            lambda: costs.as_csv(costs.table(shop)),
            file_name="printshop-costs.csv",
            mime="text/csv",
            key="catalog.costs.csv",
            type="tertiary",
            icon=":material/download:",
            on_click="ignore",
        )


def _find(shop: Shop, query: CatalogQuery) -> CatalogPage:
    found = catalog.list_models(shop, query)
    if found.total and not found.models:
        filters.to_first_page()
        return catalog.list_models(shop, query.model_copy(update={"offset": 0}))
    return found


def _draw_nothing(shop: Shop, *, is_filtered: bool) -> None:
    with st.container(border=True, key="catalog_nothing"):
        if is_filtered and not shop.is_empty():
            st.markdown("**Nothing fits this search.** Try fewer words or fewer filters.")
        else:
            st.markdown(
                "**No models yet.** Drop a `.3mf` from your slicer, and its plates, filaments, "
                "grams and times are read for you."
            )
            places.UPLOAD.link("Upload your first file")


if __name__ == "__main__":
    main()
