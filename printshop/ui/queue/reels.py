"""Which spool sits in which slot of a printer: said once, by whoever changes a reel."""

from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.printers import EXTERNAL_SLOT, LoadedSpool, Printer
from printshop.errors import InvalidInputError
from printshop.services import printers
from printshop.services.loadout import Loadout, Reel
from printshop.services.shop import Shop
from printshop.ui import problems
from printshop.ui.formats import escape_markdown, grams, joined
from printshop.ui.swatches import filament_label

_KEY: Final = "print_queue_printers.reels"


def draw(shop: Shop, loadout: Loadout, printer: Printer) -> None:
    """Draw the slots of a printer with what is in them, and the form that loads one."""
    st.markdown(f"**What is in {escape_markdown(printer.name)}**")
    slots = (*range(1, printer.ams_slots + 1), EXTERNAL_SLOT)
    for slot in slots:
        _draw_slot(shop, printer, slot, loadout.reel_in(printer.id, slot))
    _draw_load(shop, loadout, printer, slots)


def slot_label(slot: int) -> str:
    """A slot as its own label."""
    return "Holder" if slot == EXTERNAL_SLOT else f"Slot {slot}"


def _draw_slot(shop: Shop, printer: Printer, slot: int, reel: Reel | None) -> None:
    key = f"{_KEY}.{printer.id}.{slot}"
    with st.container(
        horizontal=True,
        wrap=False,
        vertical_alignment="center",
        gap="small",
        key=f"print_queue_printers_slot_{slot}",
    ):
        st.markdown(f"{slot_label(slot)}  \n{_says(reel)}", width="stretch")
        if reel is not None:
            st.button(
                "Take out",
                key=f"{key}.out",
                type="tertiary",
                icon=":material/eject:",
                on_click=_unload,
                args=(shop, printer.id, slot),
            )


def _says(reel: Reel | None) -> str:
    if reel is None:
        return ":gray[empty, or nobody has said]"
    spool = reel.spool
    doubt = "" if spool.is_weighed else "never weighed"
    return joined(
        f"{filament_label(reel.filament)} **{escape_markdown(spool.label)}**",
        grams(spool.quantity_g),
        doubt,
    )


def _draw_load(shop: Shop, loadout: Loadout, printer: Printer, slots: tuple[int, ...]) -> None:
    key = f"{_KEY}.{printer.id}"
    free = next((slot for slot in slots if loadout.reel_in(printer.id, slot) is None), slots[0])
    with st.form(f"{key}.load", border=True):
        st.selectbox(
            "Slot", slots, index=slots.index(free), format_func=slot_label, key=f"{key}.slot"
        )
        st.selectbox(
            "Spool",
            _offered(loadout),
            index=None,
            format_func=lambda spool_id: _option(loadout, spool_id),
            placeholder="Its number, brand, material or colour",
            key=f"{key}.spool",
        )
        st.form_submit_button(
            "Put it in",
            type="primary",
            icon=":material/add_circle:",
            width="stretch",
            on_click=_load,
            args=(shop, printer, key),
        )
    problems.draw(key)


def _offered(loadout: Loadout) -> list[UUID]:
    """Spools that hold something, those that sit nowhere first."""
    sits = set(loadout.loaded.values())
    holds = [reel.spool for reel in loadout.reels.values() if reel.spool.quantity_g > 0]
    return [spool.id for spool in sorted(holds, key=lambda spool: (spool.id in sits, spool.number))]


def _option(loadout: Loadout, spool_id: UUID) -> str:
    reel = loadout.reels[spool_id]
    place = loadout.place_of(spool_id)
    where = f"in {place[0].name}, {slot_label(place[1]).lower()}" if place else ""
    return joined(f"{reel.spool.label} {reel.filament.label}", grams(reel.spool.quantity_g), where)


def _load(shop: Shop, printer: Printer, key: str) -> None:
    state = st.session_state
    with problems.beside(key):
        spool_id = state[f"{key}.spool"]
        if spool_id is None:
            raise InvalidInputError("Choose the spool that you put in.")
        loaded = LoadedSpool(printer_id=printer.id, slot=state[f"{key}.slot"], spool_id=spool_id)
        printers.load_spool(shop, loaded)
        # The slot and the spool that the form offers next are others.
        del state[f"{key}.slot"], state[f"{key}.spool"]


def _unload(shop: Shop, printer_id: UUID, slot: int) -> None:
    with problems.beside(f"{_KEY}.{printer_id}"):
        printers.unload_slot(shop, printer_id, slot)
