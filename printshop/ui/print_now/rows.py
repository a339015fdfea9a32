"""The versions as rows, the best first: what each takes, and when it would be done.

All words of a row are one text: 24 rows are then about 250 elements.
"""

from typing import Final

import streamlit as st

from printshop.domain.feasibility import FeasibilityState
from printshop.services import costs
from printshop.services.print_now import listing as print_now
from printshop.services.print_now.view import Printable
from printshop.services.shop import Shop
from printshop.ui import boundary, pictures, places
from printshop.ui.print_now import basket_state, empty, filters, queueing, words
from printshop.ui.queue.clock import Clock

_PICTURE_PX: Final = 88
_NEXT_STEP: Final = {
    FeasibilityState.UNMATCHED: "Match its filaments",
    FeasibilityState.UNKNOWN: "Say its grams",
}
_SEVERAL: Final = "Several, by a date…"
_CATALOG: Final = "Open in the catalog"


def draw(shop: Shop, clock: Clock) -> None:
    """Draw the filters and one page of the versions."""
    if not shop.has_models():
        empty.draw_no_model()
        return
    query = filters.draw(print_now.filaments_to_choose(shop))
    found = print_now.list_printable(shop, query, as_of=clock.as_of)
    if found.total and not found.rows:
        first = query.model_copy(update={"offset": 0})
        found = print_now.list_printable(shop, first, as_of=clock.as_of)
    if not found.version_count:
        empty.draw_no_model()
        return
    filters.draw_states(found, query.state)
    empty.draw_hints(found, query, clock)
    of_variants = costs.of_variants(shop, [row.variant.id for row in found.rows])
    currency = shop.settings().currency
    for row in found.rows:
        cost = of_variants.get(row.variant.id)
        said = words.row(row, clock, found.first_free, words.piece(cost, currency))
        _draw_row(shop, row, said)
    filters.draw_pages(found.total)


def _draw_row(shop: Shop, row: Printable, said: str) -> None:
    name = f"print_now.{row.variant.id}"
    with st.container(border=True, gap="xsmall", key=f"print_now_row_{row.variant.id}"):
        with st.container(horizontal=True, wrap=False, gap="small"):
            pictures.draw(shop, row.thumbnail_key, alt="", width_px=_PICTURE_PX)
            st.markdown(said, width="stretch")
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.button(
                "Queue",
                key=f"{name}.queue",
                icon=":material/playlist_add:",
                type="primary" if row.feasibility.feasible else "secondary",
                on_click=queueing.queue_one,
                args=(shop, row),
            )
            copies = basket_state.copies_of(row.variant.id)
            st.button(
                f"Basket · {copies}" if copies else "Basket",
                key=f"{name}.basket",
                icon=":material/add_shopping_cart:",
                help="Put one more copy into the basket; nothing is queued yet.",
                on_click=_put,
                args=(row, copies + 1),
            )
            chosen = st.menu_button(
                "More",
                [_SEVERAL, _CATALOG],
                key=f"{name}.more",
                icon=":material/more_horiz:",
                type="tertiary",
            )
            _draw_next_step(row)
    if chosen == _SEVERAL:
        queueing.ask(shop, row)
    elif chosen == _CATALOG:
        model = {"model": str(row.variant.model_id)}
        st.switch_page(places.CATALOG.path, query_params=model)


def _draw_next_step(row: Printable) -> None:
    state = row.feasibility.state
    if state in _NEXT_STEP:
        places.CATALOG.link(_NEXT_STEP[state], model=str(row.variant.model_id))
    elif state is FeasibilityState.UNVERIFIED:
        places.PRINT_NOW.link("What to weigh", icon=":material/scale:", view="weigh")
    elif state is FeasibilityState.SHORT:
        filament = next((n.filament for n in row.feasibility.missing if n.filament), None)
        if filament is not None:
            places.INVENTORY.link("Add a spool", filament=str(filament.id))


@boundary.callback
def _put(row: Printable, copies: int) -> None:
    basket_state.put(row.variant.id, copies)
