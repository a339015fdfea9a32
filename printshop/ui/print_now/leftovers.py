"""What uses up the last grams of a reel."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from printshop.domain.printable import BasketLine
from printshop.errors import NotFoundError
from printshop.services.print_now import leftovers
from printshop.services.print_now.view import Finisher, Leftover, LeftoverSpool
from printshop.services.shop import Shop
from printshop.ui import boundary, places
from printshop.ui.formats import escape_markdown, grams, joined
from printshop.ui.print_now import queueing, words
from printshop.ui.queue.clock import Clock
from printshop.ui.swatches import filament_label

_NAME: Final = "spool"
_CHOSEN: Final = "print_now.spool"
_LONGEST_NUMBER: Final = 9
# More are in the list to choose from.
_SHOWN: Final = 12


def draw(shop: Shop, clock: Clock) -> None:
    """Draw the reels to choose from, and what uses up the chosen one."""
    reels = leftovers.leftover_spools(shop, as_of=clock.as_of)
    number = _draw_choice({one.spool_number: _label(one) for one in reels})
    if number is None:
        _draw_reels(reels)
        return
    try:
        found = leftovers.use_up(shop, number, as_of=clock.as_of)
    except NotFoundError:
        st.markdown(f"Your shop has no spool **\\#{number}**. Choose another one above.")
        return
    _draw_reel(found)
    currency = shop.settings().currency
    for place, finisher in enumerate(found.finishers):
        _draw_finisher(shop, found, finisher, place, currency)
    if not found.finishers:
        with st.container(border=True, key="print_now_no_finisher"):
            st.markdown(
                "**Nothing fits on it.** No plate of this filament takes as little, or another "
                "filament of it is missing."
            )


def _draw_choice(labels: Mapping[int, str]) -> int | None:
    said = st.query_params.get(_NAME, "").strip().removeprefix("#")
    is_number = said.isascii() and said.isdigit() and len(said) <= _LONGEST_NUMBER
    chosen = int(said) if is_number else None
    numbers = list(labels)
    if chosen is not None and chosen not in labels:
        numbers.insert(0, chosen)
    if not numbers:
        return None
    st.session_state[_CHOSEN] = chosen
    st.selectbox(
        "The reel to use up",
        numbers,
        index=None,
        format_func=lambda number: labels.get(number, f"#{number}"),
        key=_CHOSEN,
        placeholder="Choose a reel with little left",
        on_change=_note,
    )
    return chosen


def _note() -> None:
    chosen = st.session_state[_CHOSEN]
    if chosen is None:
        st.query_params.pop(_NAME, None)
    else:
        st.query_params[_NAME] = str(chosen)


def _label(one: LeftoverSpool) -> str:
    return joined(f"#{one.spool_number}", one.filament.label, _left(one), one.location)


def _left(one: LeftoverSpool, mark: str = "") -> str:
    """What is on it, and what of that no job holds."""
    if one.left_g == one.on_hand_g:
        return f"{mark}{grams(one.left_g)}{mark} left"
    return f"{grams(one.on_hand_g)} on it, {mark}{grams(one.left_g)}{mark} not promised"


def _draw_reels(reels: Sequence[LeftoverSpool]) -> None:
    if not reels:
        with st.container(border=True, key="print_now_no_reel"):
            st.markdown(
                "**No reel waits to be used up.** Here stand those with less than 300 g that are "
                "enough for some plate."
            )
        return
    st.markdown(
        "What is left on a reel is lost on the shelf. Choose one, and see which plates use it up."
    )
    for one in reels[:_SHOWN]:
        with st.container(
            border=True,
            horizontal=True,
            vertical_alignment="center",
            key=f"print_now_reel_{one.spool_number}",
        ):
            where = escape_markdown(one.location) if one.location else "no place noted"
            st.markdown(
                f"**Spool \\#{one.spool_number}** {filament_label(one.filament)}  \n"
                + joined(_left(one, "**"), where),
                width="stretch",
            )
            st.button(
                "What uses it up",
                key=f"print_now.reel.{one.spool_number}",
                icon=":material/hourglass_bottom:",
                on_click=_choose,
                args=(one.spool_number,),
            )


def _choose(number: int) -> None:
    st.query_params[_NAME] = str(number)


def _draw_reel(found: Leftover) -> None:
    weighed = "" if found.is_weighed else "never weighed: put it on the scale first"
    held = f"{grams(found.held_g)} of it for the queue" if found.held_g else ""
    tail = f"{grams(found.tail_g)} cannot be fed to the end" if found.tail_g else ""
    with st.container(horizontal=True, vertical_alignment="center", key="print_now_reel"):
        st.markdown(
            f"**Spool \\#{found.spool_number}** {filament_label(found.filament)}  \n"
            + joined(
                escape_markdown(found.location),
                f"{grams(found.on_hand_g)} on it",
                held,
                tail,
                f"**{grams(found.usable_g)} to use up**",
                weighed,
            ),
            width="stretch",
        )
        places.INVENTORY.link("Open the spool", spool=str(found.spool_number))


def _draw_finisher(
    shop: Shop, found: Leftover, finisher: Finisher, place: int, currency: str
) -> None:
    with st.container(
        border=True,
        horizontal=True,
        vertical_alignment="center",
        key=f"print_now_finisher_{place}",
    ):
        st.markdown(words.finisher(finisher, grams(found.usable_g), currency), width="stretch")
        st.button(
            "Queue these",
            key=f"print_now.finish.{found.spool_number}.{place}",
            icon=":material/playlist_add:",
            type="primary" if place == 0 else "secondary",
            on_click=_queue,
            args=(shop, found, finisher, place),
        )


@boundary.callback
def _queue(shop: Shop, found: Leftover, finisher: Finisher, place: int) -> None:
    lines = [
        BasketLine(variant_id=part.variant.id, copies=part.copies, plate_ids=(part.plate.id,))
        for part in finisher.parts
    ]
    key = f"print_now.finish.{found.spool_number}.{place}"
    queueing.queue(shop, lines, key, of=f"what uses up spool #{found.spool_number}")
