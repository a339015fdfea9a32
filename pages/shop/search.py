"""One search over models, versions, filaments, spools and jobs."""

import streamlit as st

from printshop.services.search import search
from printshop.ui import wiring
from printshop.ui.search import empty, filters, results


def main() -> None:
    """Draw the box, and what was found."""
    shop = wiring.guard()
    st.title("Search", anchor=False)
    typed = filters.draw_box()
    query = filters.draw(typed)
    if not query.text:
        empty.draw_untyped()
        return
    found = search(shop, query)
    if found.groups:
        results.draw(shop, found)
    else:
        empty.draw_nothing(query)


if __name__ == "__main__":
    main()
