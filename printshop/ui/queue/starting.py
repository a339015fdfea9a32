"""The dialog that starts a print: on which printer, from which spools, what is against it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.filament import Filament
from printshop.domain.print_queue import SpoolChoice, StartJob
from printshop.domain.printers import Printer
from printshop.domain.spools import Spool
from printshop.errors import InvalidInputError
from printshop.services import stock
from printshop.services.queue_view import PrinterState, QueuedJob, QueueView
from printshop.services.shop import Shop
from printshop.ui.formats import escape_markdown, grams
from printshop.ui.forms import checked
from printshop.ui.queue import asked, refusals, services_seam, spool_uses, steps, words
from printshop.ui.queue.asked import Asked
from printshop.ui.swatches import filament_label

_LABELS: Final = {"note": "Reason", "spools": "Spools"}


@st.dialog("Start a print")
def draw(shop: Shop, row: QueuedJob, queue: QueueView, about: Asked) -> None:
    """Ask for the printer and the spools of a job, and start it."""
    draw_body(shop, row, queue, about)


def draw_body(shop: Shop, row: QueuedJob, queue: QueueView, about: Asked) -> None:
    """Draw the body of the dialog."""
    key = f"print_queue.start.{row.job.id}"
    st.markdown(f"{words.title(row)}  \n{words.part(row)}")
    refused = {refusal.printer.id: refusal.sentence for refusal in row.refusals}
    choices = _choices(row, queue.printers, refused, about.printer_id)
    if choices:
        printer = _draw_printers(choices, key)
        against = [refused[printer.id]] if printer.id in refused else []
        against += _draw_spools(shop, row, printer, key)
        _draw_against(against, about.problem)
        needs_reason = bool(against or about.problem)
        if needs_reason:
            st.text_input("Why start it all the same?", max_chars=500, key=f"{key}.note")
        _draw_send(shop, row, printer, key, needs_reason=needs_reason)
        refused = {key: text for key, text in refused.items() if key != printer.id}
    _draw_others(queue.printers, choices, refused)


def _choices(
    row: QueuedJob,
    printers: Sequence[PrinterState],
    refused: Mapping[UUID, str],
    wanted: UUID | None,
) -> list[Printer]:
    """The printers that are free: the one asked for, the planned one, then the others."""
    planned = row.printer.id if row.printer else None
    free = [state.printer for state in printers if state.current_job is None]
    return sorted(free, key=lambda p: (p.id != wanted, p.id in refused, p.id != planned))


def _draw_printers(choices: Sequence[Printer], key: str) -> Printer:
    by_id = {printer.id: printer for printer in choices}
    chosen = st.selectbox(
        "Printer",
        list(by_id),
        format_func=lambda printer_id: escape_markdown(by_id[printer_id].name),
        key=f"{key}.printer",
    )
    return by_id.get(chosen) or choices[0]


def _draw_spools(shop: Shop, row: QueuedJob, printer: Printer, key: str) -> list[str]:
    """Draw the spools for each filament; what they lack, a sentence each."""
    defaults = services_seam.default_spools(shop, row, printer.id)
    against = []
    for at in words.positions(row.needs):
        if at.filament_id is None:
            against.append(f"{at.label} is not matched to a filament of the shop.")
            continue
        spools = _spools(shop, row, at.filament_id, defaults)
        place = _place(key, printer.id, at.filament_id)
        if place not in st.session_state:
            first = [c.spool_id for c in defaults if c.filament_id == at.filament_id]
            st.session_state[place] = [spool_id for spool_id in first if spool_id in spools]
        filament = stock.filament_by_id(shop, at.filament_id).filament
        st.markdown(f"**{filament_label(filament)}**, needs {grams(at.needed_g)}")
        chosen = st.multiselect(
            f"Spools of {escape_markdown(filament.label)}",
            list(spools),
            format_func=lambda spool_id, spools=spools: spool_uses.spool_words(spools[spool_id]),
            label_visibility="collapsed",
            placeholder="Choose the spools",
            key=place,
        )
        held_g = sum((spools[spool_id].quantity_g for spool_id in chosen), Decimal(0))
        against += _shortage(filament, at.needed_g, held_g)
    return against


def _shortage(filament: Filament, needed_g: Decimal | None, held_g: Decimal) -> list[str]:
    if needed_g is None:
        return [f"Nobody has said how many grams of {filament.label} it takes."]
    if held_g >= needed_g:
        return []
    lacks = f"{grams(needed_g - held_g)} short"
    return [f"{filament.label} needs {grams(needed_g)}, the spools hold {grams(held_g)}: {lacks}."]


def _spools(
    shop: Shop, row: QueuedJob, filament_id: UUID, defaults: Sequence[SpoolChoice]
) -> dict[UUID, Spool]:
    """The spools to choose from: the filament's own and those of its planned stand-ins."""
    stand_ins = {
        take.filament.id
        for take in row.planned
        if take.substitute_for is not None and take.substitute_for.id == filament_id
    }
    first = [choice.spool_id for choice in defaults if choice.filament_id == filament_id]
    found = [
        spool
        for one in (filament_id, *stand_ins)
        for spool in stock.filament_by_id(shop, one).spools
        if spool.quantity_g > 0 or spool.id in first
    ]
    found.sort(key=lambda spool: (spool.id not in first, spool.number))
    return {spool.id: spool for spool in found}


def _draw_against(against: Sequence[str], problem: str) -> None:
    lines = [escape_markdown(text) for text in against] or ([problem] if problem else [])
    if lines:
        st.warning("  \n".join(lines), icon=":material/warning:")


def _draw_send(
    shop: Shop, row: QueuedJob, printer: Printer, key: str, *, needs_reason: bool
) -> None:
    name = escape_markdown(printer.name)
    is_sent = st.button(
        f"Start anyway on {name}" if needs_reason else f"Start on {name}",
        key=f"{key}.send",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
    )
    if is_sent:
        with refusals.said(key):
            note = st.session_state.get(f"{key}.note") or ""
            if needs_reason and not note.strip():
                raise InvalidInputError("Say why it is started all the same.")
            steps.start(shop, row, _start(row, printer, key, note))
            asked.booked(key)
            st.rerun()


def _start(row: QueuedJob, printer: Printer, key: str, note: str) -> StartJob:
    filaments = {need.filament.id for need in row.needs if need.filament}
    chosen = [
        SpoolChoice(filament_id=filament_id, spool_id=spool_id)
        for filament_id in filaments
        for spool_id in st.session_state.get(_place(key, printer.id, filament_id), ())
    ]
    return checked(
        StartJob,
        _LABELS,
        job_id=row.job.id,
        printer_id=printer.id,
        spools=tuple(chosen),
        note=note,
        request_id=asked.request_id(key),
    )


def _draw_others(
    printers: Sequence[PrinterState], choices: Sequence[Printer], refused: Mapping[UUID, str]
) -> None:
    """Say why each of the other printers was not chosen."""
    lines = []
    for state in printers:
        if state.printer not in choices and state.current_job is not None:
            lines.append((state.printer, f"prints {state.current_job.label}."))
        elif state.printer.id in refused:
            lines.append((state.printer, refused[state.printer.id]))
    if not choices:
        st.markdown("**No printer is free.** Finish a print first, or add a printer.")
    if lines:
        said = (f"- {escape_markdown(p.name)}: {escape_markdown(text)}" for p, text in lines)
        st.markdown("Not free, or not able to print it:\n\n" + "\n".join(said))


def _place(key: str, printer_id: UUID, filament_id: UUID) -> str:
    return f"{key}.{printer_id}.{filament_id}.spools"
