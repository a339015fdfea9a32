"""Everything else of a file, closed at first: who made it, how it prints, what was noticed."""

from collections.abc import Sequence

import streamlit as st

from printshop.ui.file_details import facts
from printshop.ui.file_details.facts import Fact, Report
from printshop.ui.formats import count, escape_markdown
from printshop.ui.swatches import swatch


def draw(report: Report, place: str) -> None:
    """Draw the file's section; its facts are built only once somebody opens it.

    Args:
        report: the file's report; empty for a version without a file.
        place: prefix of the widget keys.

    """
    if not report:
        return
    remarks = _remarks(report)
    label = f"File · {count(len(remarks), 'remark')}" if remarks else "File"
    opened = st.expander(
        label, icon=":material/description:", key=f"{place}.file", on_change="rerun"
    )
    if not opened.open:
        return
    with opened:
        if remarks:
            st.markdown("**What was noticed**\n\n" + "\n".join(f"- {text}" for text in remarks))
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
            head = f"{swatch(filament.get('color_hex') or '')} {_bold(name)}"
            st.markdown("  \n".join([head, *map(_line, facts.of_filament(filament))]))


def _remarks(report: Report) -> list[str]:
    """Markdown of what was odd in the file, and of what its slicer warned of."""
    found = [
        f"{escape_markdown(finding['message'])} ({escape_markdown(finding['where'])})"
        for finding in report.get("findings") or ()
    ]
    for plate in report.get("plates") or ():
        where = escape_markdown(facts.plate_name(plate))
        found += [
            f"{where}: the slicer warned of {escape_markdown(warning.replace('_', ' '))}"
            for warning in plate.get("warnings") or ()
        ]
    return found


def _lines(head: str, of: Sequence[Fact]) -> str:
    return "  \n".join([_bold(head), *map(_line, of)]) if of else ""


def _line(fact: Fact) -> str:
    label, value = fact
    return f"{label}: {_bold(value)}"


def _bold(text: str) -> str:
    return f"**{escape_markdown(text)}**"
