"""The shop's printers: add one, take one out of use or back into it."""

from decimal import Decimal
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.printers import NewPrinter, Printer
from printshop.services import printers
from printshop.services.shop import Shop
from printshop.ui import boundary, notices
from printshop.ui.formats import escape_markdown, joined, number, unbroken
from printshop.ui.forms import checked
from printshop.ui.queue import refresh

_KEY: Final = "print_queue.printer"
_LABELS: Final = {
    "name": "Name",
    "model": "Model",
    "nozzle_diameter_mm": "Nozzle in mm",
    "ams_slots": "AMS slots",
    "watts": "Power in watts",
}


@st.dialog("Printers", on_dismiss="rerun")
def draw(shop: Shop) -> None:
    """List the printers, and ask for a new one."""
    refresh.hold()
    with boundary.errors():
        for printer in printers.list_printers(shop):
            _draw_printer(shop, printer)
        _draw_new(shop)


def _draw_printer(shop: Shop, printer: Printer) -> None:
    key = f"{_KEY}.{printer.id}.active"
    st.toggle(
        joined(
            f"**{escape_markdown(printer.name)}**",
            escape_markdown(printer.model),
            unbroken(f"{number(printer.nozzle_diameter_mm)} mm"),
            "in use" if printer.is_active else "out of use",
        ),
        value=printer.is_active,
        key=key,
        on_change=_set_active,
        args=(shop, printer.id, key),
    )


@boundary.callback
def _set_active(shop: Shop, printer_id: UUID, key: str) -> None:
    printers.set_printer_active(shop, printer_id, is_active=st.session_state[key])


def _draw_new(shop: Shop) -> None:
    with st.form(_KEY, border=False):
        st.markdown("**Add a printer**")
        name = st.text_input(
            "Name", max_chars=100, placeholder="P1S by the window", key=f"{_KEY}.name"
        )
        model = st.text_input(
            "Model", max_chars=100, placeholder="Bambu Lab P1S", key=f"{_KEY}.model"
        )
        left, middle, right = st.columns(3)
        nozzle_mm = left.number_input(
            "Nozzle in mm", 0.1, 9.9, 0.4, step=0.1, format="%.1f", key=f"{_KEY}.nozzle"
        )
        slots = middle.number_input("AMS slots", 0, 64, 4, key=f"{_KEY}.slots")
        watts = right.number_input("Power in watts", 0, 10_000, 120, key=f"{_KEY}.watts")
        is_sent = st.form_submit_button(
            "Add the printer", type="primary", icon=":material/add:", width="stretch"
        )
    if is_sent:
        new = checked(
            NewPrinter,
            _LABELS,
            name=name,
            model=model,
            nozzle_diameter_mm=Decimal(str(round(nozzle_mm, 2))),
            ams_slots=slots,
            watts=watts,
        )
        printer = printers.create_printer(shop, new)
        notices.say(f"**{escape_markdown(printer.name)}** is in use.")
        st.rerun()
