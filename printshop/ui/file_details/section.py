"""Everything else of a file, closed at first: who made it, how it prints, what was noticed."""

from collections.abc import Iterator, Sequence
from typing import Final

import streamlit as st

from printshop.services.proposals import CLEAR_COLOR
from printshop.ui.file_details import facts, slicer_warnings
from printshop.ui.file_details.facts import Fact, Report
from printshop.ui.formats import count, escape_markdown, joined
from printshop.ui.swatches import swatch

_MOST_REMARKS: Final = 200


def draw(report: Report, place: str) -> None:
    """Draw the file's section; its facts are built only once somebody opens it.

    Args:
        report: the file's report; empty for a version without a file.
        place: prefix of the widget keys.

    """
    if not report:
        return
    remarks, warnings = list(_remarks(report)), list(_warnings(report))
    label = joined(
        "File",
        count(len(remarks), "remark") if remarks else "",
        f"{count(len(warnings), 'warning')} of the slicer" if warnings else "",
    )
    opened = st.expander(
        label, icon=":material/description:", key=f"{place}.file", on_change="rerun"
    )
    if not opened.open:
        return
    with opened:
        _draw_list("What the slicer warned of", warnings)
        _draw_list("What was noticed", remarks)
        left, right = st.columns(2, gap="medium")
        left.markdown(_lines("The design", facts.of_design(report)))
        right.markdown(_lines("The print", facts.of_print(report)))
        changed = facts.changed_settings(report)
        if changed:
            names = (f"{_bold(of)}: {escape_markdown(names)}" for of, names in changed)
            head = _bold("Settings changed from the slicer's presets")
            st.markdown("  \n".join([head, *names]))
        _draw_plates(report.get("plates") or (), place)


def _draw_plates(plates: Sequence[Report], place: str) -> None:
    """One plate at a time: a hundred of them are a wall."""
    if not plates:
        return
    chosen = 0
    if len(plates) > 1:
        chosen = st.selectbox(
            "Plate",
            range(len(plates)),
            format_func=lambda position: facts.plate_name(plates[position]),
            key=f"{place}.file_plate",
            persist_state="session",
        )
    plate = plates[chosen]
    left, right = st.columns(2, gap="medium")
    left.markdown(_lines(facts.plate_name(plate), facts.of_plate(plate)))
    spent = facts.time_split(plate)
    if spent:
        right.markdown(_lines("Where the time goes, estimated", spent))
    with st.grid(2, min_column_width=220, gap="medium"):
        for filament in plate.get("filaments") or ():
            name = f"{filament.get('index')}: {facts.filament_name(filament)}"
            head = f"{_swatch(filament)} {_bold(name)}"
            st.markdown("  \n".join([head, *map(_line, facts.of_filament(filament))]))


def _swatch(filament: Report) -> str:
    if filament.get("is_clear"):
        return swatch(CLEAR_COLOR, "clear")
    return swatch(filament.get("color_hex") or "")


def _draw_list(head: str, lines: Sequence[str]) -> None:
    if lines:
        listed = "\n".join(f"- {text}" for text in lines[:_MOST_REMARKS])
        st.markdown(f"{_bold(head)}\n\n{listed}")


def _remarks(report: Report) -> Iterator[str]:
    """Markdown of what was odd in the file; what stands beside its grams is left out."""
    plates = report.get("plates") or ()
    notes = {note for plate in plates for note in plate.get("split_notes") or ()}
    for finding in report.get("findings") or ():
        if finding["message"] not in notes:
            where = f" ({escape_markdown(finding['where'])})" if finding["where"] else ""
            yield f"{escape_markdown(finding['message'])}{where}"


def _warnings(report: Report) -> Iterator[str]:
    several = len(report.get("plates") or ()) > 1
    for words, plates in slicer_warnings.of_report(report).items():
        where = f" ({escape_markdown(', '.join(plates))})" if several else ""
        yield f"{escape_markdown(words)}{where}"


def _lines(head: str, of: Sequence[Fact]) -> str:
    return "  \n".join([_bold(head), *map(_line, of)]) if of else ""


def _line(fact: Fact) -> str:
    label, value = fact
    return f"{label}: {_bold(value)}"


def _bold(text: str) -> str:
    return f"**{escape_markdown(text)}**"
