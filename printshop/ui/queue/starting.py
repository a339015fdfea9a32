"""The dialog that starts a print: on which printer, from which spools, what is against it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.filament import Filament
from printshop.domain.print_queue import SpoolChoice, StartJob
from printshop.domain.printers import Printer
from printshop.errors import InvalidInputError
from printshop.services import printing
from printshop.services.planning.view import PrinterState, QueuedJob, QueueView
from printshop.services.printing import FilamentChoice, SpoolOption
from printshop.services.shop import Shop
from printshop.ui.formats import escape_label, escape_markdown, grams, joined
from printshop.ui.forms import checked
from printshop.ui.queue import asked, refusals, spool_uses, steps, words
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
    against = [
        f"{at.label} is not matched to a filament of the shop."
        for at in words.positions(row.needs)
        if at.filament_id is None
    ]
    for choice in printing.spools_to_choose(shop, row.job.id, printer.id):
        place = _place(key, printer.id, choice.filament.id)
        options = {option.spool.id: option for option in choice.spools}
        if place not in st.session_state:
            proposed = [option.spool.id for option in choice.spools if option.is_proposed]
            st.session_state[place] = proposed
        st.markdown(f"**{filament_label(choice.filament)}**, needs {grams(choice.needed_g)}")
        chosen = st.multiselect(
            f"Spools of {escape_label(choice.filament.label)}",
            list(options),
            format_func=lambda spool_id, options=options, choice=choice: _says(
                options[spool_id], choice.filament
            ),
            label_visibility="collapsed",
            placeholder="Choose the spools",
            key=place,
        )
        usable_g = sum((options[spool_id].usable_g for spool_id in chosen), Decimal(0))
        against += _shortage(choice, usable_g)
    return against


def _says(option: SpoolOption, wanted: Filament) -> str:
    """A spool in the list: what it is, and whether it only stands in for what is wanted."""
    spool = spool_uses.spool_words(option.spool)
    instead = "" if option.filament.id == wanted.id else f"{option.filament.label} instead"
    return joined(spool, escape_markdown(instead))


def _shortage(choice: FilamentChoice, usable_g: Decimal) -> list[str]:
    label, needed_g = choice.filament.label, choice.needed_g
    if needed_g is None:
        return [f"Nobody has said how many grams of {label} it takes."]
    if usable_g >= needed_g:
        return []
    lacks = f"{grams(needed_g - usable_g)} short"
    return [f"{label} needs {grams(needed_g)}, the spools can give {grams(usable_g)}: {lacks}."]


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
