"""What a person does while counting; each is a callback, and keeps its place in the session."""

from decimal import Decimal
from functools import partial
from typing import Final
from uuid import UUID, uuid4

import streamlit as st

from printshop.domain.spool_codes import MAX_SCAN, scanned
from printshop.domain.stock_taking import Count, StockTake
from printshop.domain.typed_weights import typed_grams
from printshop.errors import InvalidInputError, NotFoundError
from printshop.services.shop import Shop
from printshop.services.stock import counting as shelves
from printshop.services.stock import taking
from printshop.ui import boundary, notices, problems
from printshop.ui.formats import count as counted_nouns
from printshop.ui.formats import escape_markdown, grams
from printshop.ui.forms import checked
from printshop.ui.inventory import reels
from printshop.ui.inventory.counting.words import signed_grams

BEGINNING: Final = "inventory.count.beginning"
SCANNING: Final = "inventory.count.scanning"
BOOKING: Final = "inventory.count.booking"
_ADDRESS: Final = "take"
_REQUEST: Final = "inventory.count.request"
_AT_HAND: Final = "inventory.count.at_hand"
_LAST: Final = "inventory.count.last"
_TURN: Final = "inventory.count.turn"
_LABELS: Final = {"gross_g": "The weight", "net_g": "The weight", "tare_g": "The empty reel"}


def current() -> UUID | None:
    """The stock-take that the address names."""
    try:
        return UUID(st.query_params.get(_ADDRESS, ""))
    except ValueError:
        return None


def place_of(stock_take: StockTake) -> str:
    """What is counted, as people call it."""
    return stock_take.location or "The whole shop"


def spool_at_hand() -> UUID | None:
    """The spool that was scanned and not counted yet."""
    return st.session_state.get(_AT_HAND)


def last_said() -> str:
    """Markdown of what the newest count came to."""
    return st.session_state.get(_LAST, "")


def turn() -> str:
    """Changes with each step, so that the cursor goes to the next field once."""
    return st.session_state.setdefault(_TURN, uuid4().hex)


def begin(shop: Shop, place_key: str) -> None:
    """Begin to count the chosen place, or go on where it is being counted already."""
    with problems.beside(BEGINNING):
        location = st.session_state.get(place_key) or ""
        same = [one for one in taking.open_stock_takes(shop) if one.location == location]
        if same:
            notices.say(
                f"**{escape_markdown(place_of(same[0]))}** is being counted already: "
                "you go on with it."
            )
            go_on(same[0].id)
            return
        # Kept until it is known to be begun: a repeated click begins the same one.
        request_id = st.session_state.setdefault(_REQUEST, uuid4())
        started = taking.start_stock_take(shop, request_id, location=location)
        del st.session_state[_REQUEST]
        go_on(started.id)


def go_on(stock_take_id: UUID) -> None:
    """Open a stock-take that was begun."""
    st.query_params[_ADDRESS] = str(stock_take_id)
    _put_down()
    st.session_state.pop(_LAST, None)


def leave() -> None:
    """Go back to where stock-takes begin; this one stays open."""
    st.query_params.pop(_ADDRESS, None)
    _put_down()


def scan(shop: Shop, stock_take_id: UUID, field_key: str) -> None:
    """Take up the spool that was scanned or typed."""
    said = (st.session_state.get(field_key) or "")[:MAX_SCAN]
    st.session_state[field_key] = ""
    _put_down()
    if said.strip():
        with problems.beside(SCANNING):
            _take_up(shop, stock_take_id, said)


def pick(spool_id: UUID) -> None:
    """Take up a spool from a list."""
    problems.forget(SCANNING)
    _put_down()
    st.session_state[_AT_HAND] = spool_id


def count(
    shop: Shop,
    stock_take_id: UUID,
    at_hand: shelves.SpoolAtHand,
    form_key: str,
    *,
    with_reel: bool,
) -> None:
    """Note the weight that was typed, and wait for the next spool."""
    state = st.session_state
    weight = state.get(f"{form_key}.weight") or ""
    with problems.beside(SCANNING):
        if "spool" in weight.casefold():
            # The next label was scanned while the cursor was still here.
            _put_down()
            _take_up(shop, stock_take_id, weight)
            notices.say(f"Spool {at_hand.spool.label} is not counted: no weight was typed.")
            return
        weight_g = typed_grams(weight)
        if weight_g is None:
            raise InvalidInputError(f"Say what spool {at_hand.spool.label} weighs.")
        values = {"net_g": weight_g}
        if with_reel:
            tare_g = typed_grams(state.get(f"{form_key}.tare") or "")
            values = {"gross_g": weight_g, "tare_g": tare_g}
        said = checked(Count, _LABELS, spool_id=at_hand.spool.id, **values)
        done = taking.count_spool(shop, stock_take_id, said)
        kept = reels.keep_if_chosen(shop, at_hand.filament, said.tare_g, form_key)
        _put_down()
        line, before = done.line, done.replaced
        replaced = f" It replaces the {grams(before.net_g)} counted before." if before else ""
        state[_LAST] = (
            f"**{escape_markdown(at_hand.spool.label)}** "
            f"{escape_markdown(at_hand.filament.label)}: **{grams(line.net_g)}** found, "
            f"{grams(line.balance_g)} expected, {signed_grams(line.difference_g)}.{replaced}{kept}"
        )


def remove(shop: Shop, stock_take_id: UUID, at_hand: shelves.SpoolAtHand) -> None:
    """Take a count out again."""
    with problems.beside(SCANNING):
        taking.forget_count(shop, stock_take_id, at_hand.spool.id)
        _put_down()
        st.session_state[_LAST] = f"The count of {escape_markdown(at_hand.spool.label)} is removed."


def put_down() -> None:
    """Leave the spool at hand uncounted."""
    problems.forget(SCANNING)
    _put_down()


def book(shop: Shop, stock_take: StockTake) -> None:
    """Book all that was counted."""
    with problems.beside(BOOKING):
        lines = taking.book_stock_take(shop, stock_take.id)
        leave()
        difference_g = sum((line.difference_g for line in lines), Decimal(0))
        notices.offer_undo(
            f"**{escape_markdown(place_of(stock_take))}** is booked: "
            f"{counted_nouns(len(lines), 'spool')}, {signed_grams(difference_g)}.",
            partial(_unbook, shop, stock_take.id),
        )


def drop(shop: Shop, stock_take: StockTake) -> None:
    """Give the stock-take up."""
    with problems.beside(BOOKING):
        taking.drop_stock_take(shop, stock_take.id)
        leave()
        notices.offer_undo(
            f"The stock-take of **{escape_markdown(place_of(stock_take))}** is dropped. "
            "Nothing was booked.",
            partial(_reopen, shop, stock_take.id),
        )


@boundary.callback
def _unbook(shop: Shop, stock_take_id: UUID) -> None:
    stock_take = taking.unbook_stock_take(shop, stock_take_id)
    said = "The spools hold again what they held before the stock-take"
    if stock_take.is_open:
        go_on(stock_take_id)
        notices.say(f"{said}, and it goes on with its counts.")
        return
    place = escape_markdown(place_of(stock_take))
    notices.say(f"{said}. **{place}** is being counted anew, so this one is dropped.")


@boundary.callback
def _reopen(shop: Shop, stock_take_id: UUID) -> None:
    taking.reopen_stock_take(shop, stock_take_id)
    go_on(stock_take_id)
    notices.say("The stock-take goes on.")


def _take_up(shop: Shop, stock_take_id: UUID, said: str) -> None:
    key = scanned(said)
    if key is None:
        raise InvalidInputError(
            f"“{said.strip()[:40]}” is not the number of a spool.",
            hint="Scan the label, or type the number on it.",
        )
    try:
        st.session_state[_AT_HAND] = shelves.at_hand(shop, stock_take_id, key).spool.id
    except NotFoundError as error:
        raise InvalidInputError(str(error), hint="Check the number on the label.") from error


def _put_down() -> None:
    state = st.session_state
    state.pop(_AT_HAND, None)
    state.pop(_LAST, None)
    state[_TURN] = uuid4().hex
