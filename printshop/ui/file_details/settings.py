"""The slicer's settings of a file: all of them to search, and those that two versions differ in."""

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from printshop.bambu.reports.settings_diff import SettingDifference, setting_text
from printshop.bambu.results import SettingValue

_ROW_PX = 35
_TALLEST_PX = 400


def draw(settings: Mapping[str, SettingValue], place: str) -> None:
    """Draw all settings, closed at first; they are built only once somebody opens them.

    Args:
        settings: the slicer's own names and values.
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
        found = matching(rows, _wanted(f"{place}.settings_search"))
        draw_table(
            ("Setting", "Value"), found, alt=f"{len(found)} of {len(rows)} settings of the slicer"
        )


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
    found = matching(rows, _wanted(f"{place}.settings_search"))
    draw_table(("Setting", *names), found, alt=f"{len(found)} of {len(rows)} settings that differ")


def draw_table(names: Sequence[str], rows: Sequence[Sequence[str]], *, alt: str) -> None:
    """Draw rows of text under these names, as high as they are up to a limit."""
    columns: dict[str, list[str]] = {
        name: [row[at] for row in rows] for at, name in enumerate(names)
    }
    height = min(_TALLEST_PX, _ROW_PX * (1 + max(1, len(rows))) + 2)
    st.dataframe(columns, hide_index=True, height=height, alt=alt)


def matching(rows: Iterable[Sequence[str]], wanted: str) -> list[Sequence[str]]:
    """The rows that hold every word of `wanted` somewhere, in the order they come."""
    words = wanted.lower().split()
    return [row for row in rows if all(word in " ".join(row).lower() for word in words)]


def _wanted(key: str) -> str:
    return st.text_input(
        "Search the settings",
        key=key,
        type="search",
        live="250ms",
        placeholder="layer, infill, speed…",
    )
