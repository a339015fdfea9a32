"""One spool, as its label opens it on a phone by the shelf: what is on it, and what to do."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import partial
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import streamlit as st

from printshop.domain.filament import Filament
from printshop.domain.spools import QuantityOperation, Spool, SpoolStatus
from printshop.errors import NotFoundError
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import places
from printshop.ui.formats import escape_markdown, grams
from printshop.ui.inventory import addresses, bill_form, facts, quantity
from printshop.ui.inventory.spool import (
    details_form,
    history,
    moving,
    quick,
    weighing,
    words,
)
from printshop.ui.swatches import swatches

_Draw = Callable[[], None]
_LONGEST_NUMBER: Final = 9


class Action(StrEnum):
    """What can be done with grams of a spool, or with its place."""

    WEIGH = "weigh"
    CHANGE = "change"
    RESPOOL = "respool"
    SCRAP = "scrap"
    PLACE = "place"


_WORDS: Final = {
    Action.WEIGH: ":material/scale: Weigh",
    Action.CHANGE: ":material/edit_note: Use, add",
    Action.RESPOOL: ":material/move_down: Wind over",
    Action.SCRAP: ":material/delete: Throw away",
    Action.PLACE: ":material/place_item: Move",
}


def draw(shop: Shop, spool_key: str) -> None:
    """Draw the spool that the address names, by its id or its number."""
    with st.container(key="inventory_spool"):
        try:
            spool = _named(shop, spool_key)
        except NotFoundError:
            _draw_unknown(spool_key)
            return
        filament = stock.filament_by_id(shop, spool.filament_id).filament
        settings = shop.settings()
        zone = ZoneInfo(settings.time_zone)
        today = datetime.now(UTC).astimezone(zone).date()
        _draw_title(spool, filament, today)
        left, right = st.columns([3, 2], gap="large")
        with left:
            _draw_actions(shop, filament, spool)
            quick.draw(shop, filament, spool, today)
        with right:
            if spool.status is SpoolStatus.OPEN:
                places.PRINT_NOW.link(
                    "What uses it up",
                    icon=":material/hourglass_bottom:",
                    view="reel",
                    spool=str(spool.number),
                )
            _draw_facts(shop, spool, filament, settings.currency, today)
        details_form.draw(shop, spool)
        history.draw(shop, spool, zone)


def _named(shop: Shop, spool_key: str) -> Spool:
    number = spool_key.strip().removeprefix("#")
    if number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER:
        return stock.spool_by_number(shop, int(number))
    try:
        spool_id = UUID(spool_key)
    except ValueError as error:
        kind = "spool"
        raise NotFoundError(kind, spool_key[:40]) from error
    return stock.spool_by_id(shop, spool_id)


def _draw_unknown(spool_key: str) -> None:
    st.title("No such spool", anchor=False)
    st.markdown(
        f"Your shop has no spool **{escape_markdown(spool_key[:40])}**. The label may be of "
        "another shop, or of a spool that was never added."
    )
    st.text_input(
        "Number of the spool",
        max_chars=20,
        placeholder="12",
        key="inventory.spool_number",
        on_change=_go_to_number,
        width=240,
    )
    st.button(
        "See all filaments",
        key="inventory.spool_unknown.back",
        icon=":material/shelves:",
        on_click=addresses.go_to_list,
    )


def _go_to_number() -> None:
    number = st.session_state["inventory.spool_number"].strip()
    if number:
        addresses.go_to_spool(number)


def _draw_title(spool: Spool, filament: Filament, today: date) -> None:
    st.button(
        escape_markdown(filament.label),
        key="inventory.spool.filament",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=addresses.go_to_filament,
        args=(filament.id,),
    )
    st.title(escape_markdown(f"Spool {spool.label}"), anchor=False)
    st.markdown(
        f"{swatches(filament.color_hexes)} **{escape_markdown(filament.label)}** "
        f"{words.badges(spool, today)}"
    )
    st.metric("Left on it", grams(spool.quantity_g))
    st.progress(facts.left_pct(spool) / 100, text=words.left(spool))


def _draw_actions(shop: Shop, filament: Filament, spool: Spool) -> None:
    if spool.archived_at is not None:
        st.markdown("It is put away: nothing is planned with it. Take it out to book on it.")
        return
    action = st.segmented_control(
        "What to do",
        list(_WORDS),
        default=Action.WEIGH,
        required=True,
        format_func=lambda chosen: _WORDS[chosen],
        key=f"inventory.action.{spool.id}",
        label_visibility="collapsed",
        wrap=True,
    )
    forms: dict[str, _Draw] = {
        Action.WEIGH: lambda: weighing.draw(shop, filament, spool, stock.tare_of(shop, spool.id)),
        Action.CHANGE: partial(
            quantity.draw, shop, filament, spool, first=QuantityOperation.SUBTRACT
        ),
        Action.RESPOOL: partial(moving.draw_respooling, shop, filament, spool),
        Action.SCRAP: partial(moving.draw_scrapping, shop, filament, spool),
        Action.PLACE: partial(moving.draw_place, shop, spool),
    }
    forms[action or Action.WEIGH]()


def _draw_facts(shop: Shop, spool: Spool, filament: Filament, currency: str, today: date) -> None:
    known = words.particulars(spool, today)
    st.markdown("  \n".join(f"**{name}** {text}" for name, text in known) or "No place, no lot.")
    bill = stock.bill(shop, spool.purchase_id)
    st.markdown(f"**What it cost**  \n{words.bill_title(bill, today)}")
    for line in words.cost_lines(spool, filament, bill, currency):
        st.markdown(line)
    bill_form.draw(shop, spool.purchase_id, lambda: (bill,), currency, today)
