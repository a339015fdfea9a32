"""The basket: what would become of some versions behind the queue, before any is queued."""

from collections.abc import Mapping
from functools import partial
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.costing import VariantCost
from printshop.domain.print_queue import MAX_RUNS
from printshop.domain.printable import Basket
from printshop.services import costs
from printshop.services.print_now import basket as baskets
from printshop.services.print_now.view import TriedBasket, TriedLine
from printshop.services.shop import Shop
from printshop.ui import badges, boundary, notices, pictures, places
from printshop.ui.formats import amount, count, duration, joined
from printshop.ui.print_now import basket_state, queueing, words
from printshop.ui.queue.clock import Clock

_PICTURE_PX: Final = 64
_KEY: Final = "print_now.basket_queue"


def draw(shop: Shop, clock: Clock) -> None:
    """Draw the basket, what it takes, and the way into the queue."""
    basket = basket_state.basket()
    if not basket.lines:
        _draw_empty()
        return
    tried = baskets.try_basket(shop, basket, as_of=clock.as_of)
    if tried.missing:
        st.markdown(f"{count(tried.missing, 'version')} of it is not in the catalog any more.")
    of_variants = costs.of_variants(shop, [line.variant.id for line in tried.lines])
    currency = shop.settings().currency
    st.markdown(joined(_sum(tried, clock), _cost(tried, of_variants, currency)))
    queueing.draw_wishes(shop, _KEY)
    with st.container(horizontal=True, key="print_now_basket_steps"):
        st.button(
            "Queue the basket",
            key=_KEY,
            type="primary",
            icon=":material/playlist_add:",
            disabled=not tried.lines,
            on_click=_queue,
            args=(shop, tried),
        )
        st.button(
            "Clear",
            key="print_now.basket_clear",
            icon=":material/remove_shopping_cart:",
            on_click=_clear,
            args=(basket,),
        )
    for line in tried.lines:
        cost = words.copies(of_variants.get(line.variant.id), line.line.copies, currency)
        _draw_line(shop, line, cost)
    if tried.needs:
        st.subheader("What it takes", anchor=False)
        st.markdown("  \n".join(words.basket_need(need) for need in tried.needs))


def _draw_empty() -> None:
    with st.container(border=True, key="print_now_no_basket"):
        st.markdown(
            "**The basket is empty.** Put versions into it with **Basket**, and see what of "
            "them the queue leaves filament for, before you queue anything."
        )
        places.PRINT_QUEUE.link("See the queue")


def _sum(tried: TriedBasket, clock: Clock) -> str:
    unknown = tried.unknown_time_prints
    return joined(
        f"**{tried.ready_copies} of {count(tried.copies, 'copy', 'copies')}** can be printed "
        "after all that is queued",
        f"**{duration(tried.print_s)}** of printing" if tried.print_s else "",
        f"{count(unknown, 'copy', 'copies')} of unknown time" if unknown else "",
        f"all done **{clock.says(tried.done_at)}** behind the queue" if tried.done_at else "",
    )


def _cost(tried: TriedBasket, of_variants: Mapping[UUID, VariantCost], currency: str) -> str:
    """What it costs to print all of it; what is not known of it is said, not left out."""
    of_lines = ((of_variants.get(line.variant.id), line.line.copies) for line in tried.lines)
    all_of_it = costs.together((cost.run if cost else None, copies) for cost, copies in of_lines)
    unknown = all_of_it.unknown_runs
    return joined(
        f"**{amount(all_of_it.known, currency)}** to print" if all_of_it.known else "",
        f"{count(unknown, 'copy', 'copies')} of unknown cost" if unknown else "",
    )


def _draw_line(shop: Shop, tried: TriedLine, cost: str) -> None:
    variant = tried.variant
    with st.container(border=True, gap="xsmall", key=f"print_now_line_{variant.id}"):
        with st.container(horizontal=True, wrap=False, gap="small"):
            pictures.draw(shop, tried.thumbnail_key, alt="", width_px=_PICTURE_PX)
            st.markdown(_line(tried, cost), width="stretch")
        key = f"print_now.copies.{variant.id}"
        st.session_state[key] = tried.line.copies
        with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall"):
            st.number_input(
                "Copies",
                min_value=1,
                max_value=MAX_RUNS,
                key=key,
                label_visibility="collapsed",
                width=160,
                on_change=_change,
                args=(tried, key),
            )
            st.button(
                "Take out",
                key=f"print_now.out.{variant.id}",
                icon=":material/close:",
                type="tertiary",
                on_click=_take_out,
                args=(tried,),
            )


def _line(tried: TriedLine, cost: str) -> str:
    copies, ready = tried.line.copies, tried.ready_copies
    if ready == copies:
        said = (
            f"{badges.state_badge(tried.state)} all {copies}"
            if copies > 1
            else (badges.state_badge(tried.state))
        )
    else:
        first = f"{ready} of {copies} can be printed" if ready else "none can be printed"
        said = f"{badges.state_badge(tried.state)} {first}"
    time = duration(tried.print_s) if tried.print_s is not None else "time unknown"
    return f"{words.name(tried.model_name, tried.variant)}  \n{joined(said, time, cost)}"


@boundary.callback
def _change(tried: TriedLine, key: str) -> None:
    basket_state.put(tried.variant.id, st.session_state[key] or 1)


@boundary.callback
def _take_out(tried: TriedLine) -> None:
    basket_state.put(tried.variant.id, 0)


@boundary.callback
def _clear(basket: Basket) -> None:
    basket_state.clear()
    notices.offer_undo("The basket is empty.", partial(basket_state.fill, basket))


@boundary.callback
def _queue(shop: Shop, tried: TriedBasket) -> None:
    basket = Basket(lines=tuple(line.line for line in tried.lines))
    put_back = partial(basket_state.fill, basket)
    priority, due_at = queueing.wishes(shop.settings(), _KEY)
    queueing.queue(
        shop, basket.lines, _KEY, "the basket", priority, due_at, put_back, _not_ready(tried)
    )
    basket_state.clear()


def _not_ready(tried: TriedBasket) -> str:
    """How many copies were queued that cannot be printed yet."""
    left = tried.copies - tried.ready_copies
    if not left:
        return ""
    return f"{left} of {count(tried.copies, 'copy', 'copies')} cannot be printed yet."
