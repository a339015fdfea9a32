"""Booking the bill, what came of it, and the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any, Final

import streamlit as st

from printshop.domain.purchases import PurchaseLine
from printshop.domain.spools import Spool
from printshop.errors import InvalidInputError
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import boundary, notices, problems
from printshop.ui.formats import count, escape_markdown, grams
from printshop.ui.inventory.receiving import adding, bill
from printshop.ui.inventory.receiving.bill import KEY, Line
from printshop.ui.inventory.stock.bulk import draw_labels_button

FORM: Final = f"{KEY}.form"
_RECEIVED: Final = f"{KEY}.received"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A bill that was booked, with all that takes it back and lets it be typed no second time."""

    spools: tuple[Spool, ...]
    lines: tuple[Line, ...]
    fields: dict[str, Any]


def book(shop: Shop, currency: str) -> None:
    """Book the bill, once however often it is clicked; what is wrong stands beside its line."""
    problems.forget(FORM)
    purchase_lines = _checked_lines()
    if purchase_lines is None:
        return
    with problems.beside(FORM, bill.typed()):
        now = bill.current()
        said = bill.purchase_said(now, purchase_lines)
        spools = stock.receive(shop, said, currency=currency)
        received = Received(spools=spools, lines=tuple(now.lines), fields=bill.kept())
        bill.start_anew()
        adding.forget()
        st.session_state[_RECEIVED] = received
        notices.offer_undo(
            f"{count(len(spools), 'spool')} received: {numbers(spools)}.",
            boundary.callback(partial(_take_back, shop, received)),
        )


def draw_received(shop: Shop) -> None:
    """Draw what was received last, until the next bill is booked or it is closed."""
    received: Received | None = st.session_state.get(_RECEIVED)
    if received is None:
        return
    spools = received.spools
    with st.container(border=True, key="inventory_receiving_done"):
        total = sum((spool.initial_g for spool in spools), start=spools[0].initial_g * 0)
        st.markdown(
            f":material/check_circle: **{count(len(spools), 'spool')} received**, "
            f"{grams(total)} in all. Write the numbers on them, or print labels."
        )
        names = {line.filament_id: line.label for line in received.lines}
        for filament_id, of_it in groupby(spools, key=lambda spool: spool.filament_id):
            name = escape_markdown(names.get(str(filament_id), ""))
            st.markdown(f"{numbers(tuple(of_it))} {name}")
        with st.container(horizontal=True):
            draw_labels_button(shop, [spool.id for spool in spools], f"{KEY}.labels")
            st.button("Close", key=f"{KEY}.close", icon=":material/close:", on_click=_close)


def numbers(spools: Sequence[Spool]) -> str:
    """The numbers of spools, those in a row together, for Markdown: `#12 to #15, #18`."""
    found = sorted(spool.number for spool in spools)
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(found), key=lambda pair: pair[1] - pair[0])
    ]
    return ", ".join(
        f"\\#{run[0]}" if len(run) == 1 else f"\\#{run[0]} to \\#{run[-1]}" for run in runs
    )


def _checked_lines() -> list[PurchaseLine] | None:
    """The lines; None where one cannot be read, which is said beside it anyway."""
    try:
        return [bill.line_said(line) for line in bill.current().lines]
    except InvalidInputError:
        return None


def _take_back(shop: Shop, received: Received) -> None:
    """Take the whole purchase back; its spools are empty then, and put away."""
    spools = stock.take_back_purchase(shop, received.spools[0].purchase_id)
    st.session_state.pop(_RECEIVED, None)
    if not bill.current().lines:
        bill.bring_back(list(received.lines), received.fields)
    notices.say(f"{count(len(spools), 'spool')} taken back. The bill is in its fields again.")


def _close() -> None:
    st.session_state.pop(_RECEIVED, None)
