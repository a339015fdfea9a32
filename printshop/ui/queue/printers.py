"""The shop's printers in a dialog: which there are, what each can do, what sits in it."""

from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.printers import Printer
from printshop.services import printers
from printshop.services.loadout import Loadout, list_loadout
from printshop.services.shop import Shop
from printshop.ui import boundary, notices, problems
from printshop.ui.formats import count, escape_markdown, joined, number, unbroken
from printshop.ui.queue import calibration, printer_form, reels
from printshop.ui.swatches import swatches

_KEY: Final = "print_queue_printers"
_VIEW: Final = f"{_KEY}.view"
_NEW: Final = "new"
_ASKED: Final = f"{_KEY}.asked"


def ask() -> None:
    """Ask for the dialog on the next run; for callbacks of a part that runs alone."""
    st.session_state[_ASKED] = True
    st.rerun()


def is_asked_for() -> bool:
    """Whether somebody asked for it since; says so once."""
    return bool(st.session_state.pop(_ASKED, None))


def draw(shop: Shop) -> None:
    """Open the dialog at the list of printers."""
    st.session_state.pop(_VIEW, None)
    st.dialog("Printers", width="medium", on_dismiss="rerun")(body)(shop)


def body(shop: Shop) -> None:
    """Draw what the dialog shows now."""
    with boundary.errors(), st.container(key=_KEY):
        loadout = list_loadout(shop)
        view, printer = _view(loadout)
        if view == _NEW or (not loadout.printers and view != "list"):
            _draw_back(loadout)
            printer_form.draw_new(shop, loadout)
        elif printer is not None and view == "change":
            _draw_back(loadout)
            printer_form.draw_change(shop, loadout, printer)
            _draw_remove(shop, printer)
        elif printer is not None:
            _draw_back(loadout)
            reels.draw(shop, loadout, printer)
        else:
            _draw_list(shop, loadout)


def show(view: str, printer_id: UUID | None = None) -> None:
    """Say what the dialog shows next; for callbacks."""
    st.session_state[_VIEW] = (view, printer_id)


def _view(loadout: Loadout) -> tuple[str, Printer | None]:
    view, printer_id = st.session_state.get(_VIEW, ("", None))
    printer = next((p for p in loadout.printers if p.id == printer_id), None)
    return view, printer


def _draw_back(loadout: Loadout) -> None:
    if loadout.printers:
        st.button(
            "All printers",
            key=f"{_KEY}.back",
            icon=":material/arrow_back:",
            type="tertiary",
            on_click=show,
            args=("list",),
        )


def _draw_list(shop: Shop, loadout: Loadout) -> None:
    problems.draw(_KEY)
    for printer in loadout.printers:
        with st.container(border=True, gap="xsmall", key=f"{_KEY}_{printer.id}"):
            st.markdown(_says(printer, loadout))
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.button(
                    "Spools in it",
                    key=f"{_KEY}.{printer.id}.reels",
                    icon=":material/data_usage:",
                    on_click=show,
                    args=("reels", printer.id),
                )
                st.button(
                    "Change",
                    key=f"{_KEY}.{printer.id}.change",
                    icon=":material/edit:",
                    type="tertiary",
                    on_click=show,
                    args=("change", printer.id),
                )
                key = f"{_KEY}.{printer.id}.active"
                # Set, not given as the value: a refused change must not stand there as done.
                st.session_state[key] = printer.is_active
                st.toggle("In use", key=key, on_change=_set_active, args=(shop, printer.id, key))
    st.button(
        "Add a printer",
        key=f"{_KEY}.add",
        icon=":material/add:",
        type="secondary" if loadout.printers else "primary",
        on_click=show,
        args=(_NEW,),
    )
    if loadout.printers:
        with st.expander("What the shop's own prints taught", icon=":material/school:"):
            calibration.draw(shop)


def _says(printer: Printer, loadout: Loadout) -> str:
    sits = [
        reel.filament.color_hex
        for slot in range(printer.ams_slots + 1)
        if (reel := loadout.reel_in(printer.id, slot))
    ]
    facts = joined(
        escape_markdown(printer.model),
        unbroken(f"{number(printer.nozzle_diameter_mm)} mm"),
        count(printer.ams_slots, "AMS slot") if printer.ams_slots else "no AMS",
        "" if printer.is_active else ":orange-badge[:material/pause: out of use]",
    )
    loaded = f"In it: {swatches(sits)}" if sits else "Nobody has said what is in it."
    return f"**{escape_markdown(printer.name)}** · {facts}  \n{loaded}"


def _set_active(shop: Shop, printer_id: UUID, key: str) -> None:
    with problems.beside(_KEY):
        is_active = st.session_state[key]
        change = printers.set_printer_active(shop, printer_id, is_active=is_active)
        _say_freed(change)


def _draw_remove(shop: Shop, printer: Printer) -> None:
    with st.expander("Remove this printer", icon=":material/delete:"):
        st.markdown(
            "One that has printed stays in the history and is only taken out of use; "
            "one that never printed is gone."
        )
        st.button(
            f"Remove {escape_markdown(printer.name)}",
            key=f"{_KEY}.{printer.id}.remove",
            icon=":material/delete:",
            on_click=_remove,
            args=(shop, printer.id),
        )


def _remove(shop: Shop, printer_id: UUID) -> None:
    show("list")
    with problems.beside(_KEY):
        change = printers.remove_printer(shop, printer_id)
        name = escape_markdown(change.printer.name)
        what = "is removed" if change.is_removed else "has printed before, so it is out of use now"
        notices.say(f"**{name}** {what}.")
        _say_freed(change)


def _say_freed(change: printers.PrinterChange) -> None:
    if change.freed_jobs:
        jobs = ", ".join(map(escape_markdown, change.freed_jobs))
        notices.say(f"{jobs} waited for {escape_markdown(change.printer.name)}; any printer now.")
