"""The catalog: what the shop can make, and whether it can be printed now."""

import streamlit as st

from printshop.domain.catalog import PAGE_SIZE, CatalogPage, CatalogQuery, Category
from printshop.services import catalog
from printshop.services.shop import Shop
from printshop.ui import places, wiring
from printshop.ui.catalog import cards, detail

# Bound to the address, so a search can be kept and sent on.
_SEARCH = "model_search"
_CATEGORY = "category"
_PAGE = "models_page"


def main() -> None:
    """Draw the list, or the model the address names."""
    shop = wiring.guard()
    chosen = st.query_params.get("model")
    if chosen is not None:
        detail.draw(shop, chosen)
        return
    _draw_head()
    page_number = _page_number()
    found = _find(shop, page_number)
    if found.models:
        shown = (version for card in found.models for version in cards.shown(card))
        variant_ids = [version.variant_id for version in shown]
        cards.draw(shop, found.models, catalog.readiness(shop, variant_ids))
    else:
        _draw_nothing(shop)
    pages = max(1, -(-found.total // PAGE_SIZE))
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            st.pagination(pages, key=_PAGE, bind="query-params")


def _draw_head() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.title("Catalog", anchor=False, width="stretch")
        places.UPLOAD.link("Add a file")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text_input(
            "Search",
            key=_SEARCH,
            bind="query-params",
            type="search",
            live="250ms",
            max_chars=200,
            placeholder="Name, designer, tag…",
            icon=":material/search:",
            label_visibility="collapsed",
            width=320,
            on_change=_to_first_page,
        )
        st.pills(
            "Category",
            list(Category),
            key=_CATEGORY,
            bind="query-params",
            format_func=lambda category: category.value.capitalize(),
            label_visibility="collapsed",
            on_change=_to_first_page,
        )


def _find(shop: Shop, page_number: int) -> CatalogPage:
    search = st.session_state[_SEARCH] or ""
    query = CatalogQuery(
        search=search[:200],
        category=st.session_state[_CATEGORY],
        offset=(page_number - 1) * PAGE_SIZE,
    )
    found = catalog.list_models(shop, query)
    if found.total and not found.models:
        _to_first_page()
        return catalog.list_models(shop, query.model_copy(update={"offset": 0}))
    return found


def _page_number() -> int:
    """Read the page before it is known how many there are; whatever the address says."""
    said = str(st.session_state.get(_PAGE) or st.query_params.get(_PAGE) or 1)
    return min(int(said), 10_000) if said.isdecimal() and int(said) else 1


def _to_first_page() -> None:
    st.session_state[_PAGE] = 1


def _draw_nothing(shop: Shop) -> None:
    is_filtered = bool(st.session_state[_SEARCH] or st.session_state[_CATEGORY])
    with st.container(border=True, key="catalog_nothing"):
        if is_filtered and not shop.is_empty():
            st.markdown("**Nothing fits this search.** Try fewer words or another category.")
        else:
            st.markdown(
                "**No models yet.** Drop a `.3mf` from your slicer, and its plates, filaments, "
                "grams and times are read for you."
            )
            places.UPLOAD.link("Upload your first file")


if __name__ == "__main__":
    main()
