"""The slicer's settings of a file: all of them to search, and those that two versions differ in."""

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from printshop.bambu.reports.settings_diff import SettingDifference, setting_text
from printshop.bambu.results import LEFT_OUT, SettingValue
from printshop.ui import text_table
from printshop.ui.file_details.facts import Report
from printshop.ui.formats import count

# Slicers write about 650.
_MOST_ROWS = 1_000


def draw(settings: Mapping[str, SettingValue], report: Report, place: str) -> None:
    """Draw all settings, closed at first; they are built only once somebody opens them.

    Args:
        settings: the slicer's own names and values.
        report: the file's report, which counts them.
        place: prefix of the widget keys.

    """
    opened = st.expander(
        "Settings of the slicer", icon=":material/tune:", key=f"{place}.settings", on_change="rerun"
    )
    if not opened.open:
        return
    with opened:
        if not settings:
            st.markdown("The file holds no settings.")
            return
        rows = sorted((name, setting_text(value)) for name, value in settings.items())
        wanted = _wanted("Search the settings", f"{place}.settings_search")
        found = matching(rows, wanted)
        st.markdown(_counted(len(found), shown(settings, report), is_search=bool(wanted)))
        alt = f"{len(found)} of {len(rows)} settings of the slicer"
        _draw_table(("Setting", "Value"), found, alt=alt)


def draw_differences(
    differences: Sequence[SettingDifference], names: tuple[str, str], place: str
) -> None:
    """Draw the settings that two versions differ in.

    Args:
        differences: of this version and the other.
        names: what the two versions are called.
        place: prefix of the widget keys.

    """
    if not differences:
        st.markdown("Both versions have the same settings.")
        return
    rows = [(found.key, found.left_text, found.right_text) for found in differences]
    wanted = _wanted("Search the differences", f"{place}.settings_search")
    found = matching(rows, wanted)
    differ = f"{count(len(rows), 'setting')} {'differs' if len(rows) == 1 else 'differ'}."
    st.markdown(_counted(len(found), differ, is_search=bool(wanted)))
    alt = f"{len(found)} of {len(rows)} settings that differ"
    _draw_table(("Setting", *names), found, alt=alt)


def shown(settings: Mapping[str, SettingValue], report: Report) -> str:
    """How many of a file's settings there are to see, and why not all."""
    n_all = max(report.get("settings_count") or 0, len(settings))
    n_shown = sum(value != LEFT_OUT for value in settings.values())
    if n_all == n_shown:
        return f"{count(n_all, 'setting')}."
    hidden = report.get("settings_hidden")
    # Reports without this number are of a time when all that was left out was of accounts.
    is_all = hidden is None or hidden == n_all - n_shown
    why = ": those of accounts and print hosts are left out" if is_all else ""
    return f"{n_shown:,} of {count(n_all, 'setting')}{why}."


def _draw_table(head: Sequence[str], found: Sequence[Sequence[str]], *, alt: str) -> None:
    if len(found) > _MOST_ROWS:
        st.markdown(f"The first {_MOST_ROWS:,} are shown: search for the others.")
    text_table.draw(head, {"": found[:_MOST_ROWS]}, alt=alt)


def _counted(n_found: int, of: str, *, is_search: bool) -> str:
    return f"**{n_found:,} found** · {of}" if is_search else of


def matching(rows: Iterable[Sequence[str]], wanted: str) -> list[Sequence[str]]:
    """The rows that hold every word of `wanted` somewhere, in the order they come."""
    words = wanted.lower().split()
    return [row for row in rows if all(word in " ".join(row).lower() for word in words)]


def _wanted(label: str, key: str) -> str:
    return st.text_input(
        label,
        key=key,
        type="search",
        live="250ms",
        placeholder="layer, infill, speed…",
    )
