"""The lines of a bill: real fields, which a keyboard walks through and a thumb can hit."""

from collections.abc import Mapping
from datetime import date
from typing import Final

import streamlit as st

from printshop.domain.purchases import PurchaseLine
from printshop.domain.spools import MAX_SPOOLS_AT_ONCE
from printshop.domain.units import MAX_GRAMS
from printshop.errors import InvalidInputError
from printshop.ui import boundary
from printshop.ui.formats import escape_markdown
from printshop.ui.inventory import facts
from printshop.ui.inventory.receiving import bill, ordered
from printshop.ui.inventory.receiving.bill import LINE_LABELS, Line
from printshop.ui.swatches import swatch

_OLDEST: Final = date(2000, 1, 1)
_LATEST: Final = date(2100, 12, 31)


def draw(currency: str, *, as_of: date) -> dict[int, PurchaseLine]:
    """Draw the lines and return those that can be read, by their number.

    What is wrong with one is said beside it at once, and for as long as it is.
    """
    lines = bill.current().lines
    slots = {line.number: _draw_line(line, currency, as_of) for line in lines}
    readable = _readable(lines, slots)
    costs = bill.landed(readable)
    for line in lines:
        cost = costs.get(line.number)
        with slots[line.number]:
            if cost:
                st.markdown(f"{facts.per_gram(cost, currency)}, landed")
            elif line.number in readable:
                st.markdown("Without a price here, the filament's own price counts.")
    return readable


def _draw_line(line: Line, currency: str, as_of: date) -> "st.delta_generator.DeltaGenerator":
    """Draw a line; returns the place for what a gram of it costs."""
    with st.container(border=True, gap="xsmall", key=f"inventory_receiving_line_{line.number}"):
        disc = swatch(line.color_hex)
        told = ordered.told(line, as_of=as_of)
        name = f"{disc} **{escape_markdown(line.label)}**"
        st.markdown(f"{name}  \n{told}" if told else name)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            _draw_numbers(line, currency)
            with st.popover("More", key=line.key("more")):
                _draw_more(line)
            st.button(
                "Remove",
                key=line.key("remove"),
                icon=":material/close:",
                type="tertiary",
                on_click=_remove,
                args=(line,),
            )
        return st.container()


def _draw_numbers(line: Line, currency: str) -> None:
    # What they hold first was said when the line was added.
    st.number_input(
        "Spools",
        step=1,
        key=line.key("count"),
        help=f"1 to {MAX_SPOOLS_AT_ONCE} alike.",
        on_change=bill.follow_count,
        args=(line,),
        width=110,
        persist_state="session",
    )
    st.number_input(
        "Grams each",
        step=50.0,
        format="%.2f",
        help=f"Filament only, without the reel; up to {MAX_GRAMS:,} g.",
        key=line.key("net_g"),
        width=140,
        persist_state="session",
    )
    st.number_input(
        f"Price of the line, {currency}",
        value=None,
        step=1.0,
        format="%.2f",
        placeholder="unknown",
        help="What all spools of this line cost together on the bill.",
        on_change=bill.note_price,
        args=(line,),
        key=line.key("price"),
        width=170,
        persist_state="session",
    )


def _draw_more(line: Line) -> None:
    for name, hint in (("location", "as above"), ("batch_identifier", "")):
        st.text_input(
            LINE_LABELS[name],
            max_chars=100,
            placeholder=hint,
            key=line.key(name),
            persist_state="session",
        )
    st.number_input(
        LINE_LABELS["tare_g"],
        value=None,
        step=10.0,
        format="%.1f",
        placeholder="as the filament's",
        key=line.key("tare_g"),
        persist_state="session",
    )
    for name in ("expires_on", "opened_on", "dried_on"):
        st.date_input(
            LINE_LABELS[name],
            value=None,
            min_value=_OLDEST,
            max_value=_LATEST,
            format="YYYY-MM-DD",
            key=line.key(name),
            persist_state="session",
        )
    st.checkbox(
        "New and full, or weighed",
        value=True,
        help="Clear it for opened spools that nobody weighed: their grams are then a guess.",
        key=line.key("is_weighed"),
        persist_state="session",
    )


def _readable(
    lines: list[Line], slots: Mapping[int, "st.delta_generator.DeltaGenerator"]
) -> dict[int, PurchaseLine]:
    found = {}
    for line in lines:
        try:
            found[line.number] = bill.line_said(line)
        except InvalidInputError as error:
            text, hint = boundary.sentence(error)
            slots[line.number].error(f"{text} {hint}".strip(), icon=":material/error:")
    return found


def _remove(line: Line) -> None:
    bill.current().lines.remove(line)
