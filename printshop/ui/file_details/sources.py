"""Where the numbers come from: a tooltip on a plate's key numbers, and a table of all values."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

import streamlit as st

from printshop.bambu.reports.provenance import source_of
from printshop.ui.file_details import facts
from printshop.ui.file_details.facts import Fact, Report
from printshop.ui.file_details.settings import draw_table
from printshop.ui.formats import duration, escape_markdown, number

_KEY_NUMBERS: Final = {
    "print_time_s": "Print time",
    "preparation_time_s": "Preparation",
    "weight_g": "Weight",
    "layers": "Layers",
    "filament_changes": "Filament changes",
}
_GRAMS: Final = {
    "Grams of a filament": ("used_g",),
    "Their parts": ("model_g", "support_g", "tower_g", "flush_g"),
}
_NUMBER: Final = re.compile(r"filament\[\d+\]")
_NAMES: Final = {
    "license": "Licence",
    "printer_settings_id": "Printer preset",
    "settings_id": "Filament preset",
    "color_hex": "Colour",
    "colors_hex": "Colours",
    "time_split_s": "Where the time goes",
    "cost_per_kg": "Price per kg",
    "bambu_id": "Bambu id",
    "first_layer_time_s": "First layer",
    "used_g": "Grams",
    "used_m": "Length",
    "support_used": "Support printed",
    "is_outside_bed": "Beyond the bed",
    "is_sequential": "Object by object",
    "printer_model_id": "Printer code",
}
_UNITS: Final = {"_mm": "mm", "_g": "g", "_m": "m", "_c": "°C", "_g_cm3": "g/cm³"}
_OF_FACTS: Final[Mapping[str, Callable[[Report], list[Fact]]]] = {
    "time_split_s": facts.time_split,
    "changed_settings": facts.changed_settings,
}
_NOT_VALUES: Final = frozenset({"plates", "filaments", "findings", "sources", "schema", "index"})


def of_plate(report: Report, plate: Report) -> str | None:
    """Markdown that says where the key numbers of a plate come from; None if nobody knows."""
    start = f"plates[{plate.get('index')}]."
    lines = [
        _line(label, found)
        for name, label in _KEY_NUMBERS.items()
        if (found := _source(report, start + name))
    ]
    of_each = [
        f"{start}filaments[{filament.get('index')}]." for filament in plate.get("filaments") or ()
    ]
    for label, names in _GRAMS.items():
        found = (_source(report, of + name) for of in of_each for name in names)
        # Only the numbers of the filaments differ.
        told = dict.fromkeys(_NUMBER.sub("filament[…]", said) for said in found if said)
        lines += [_line(label, said) for said in told]
    return "\n".join(lines) or None


def draw(report: Report, place: str) -> None:
    """Draw the table of all values, closed at first; it is built only once somebody opens it.

    Args:
        report: the file's report.
        place: prefix of the widget keys.

    """
    if not report.get("sources"):
        return
    opened = st.expander(
        "Where the numbers come from",
        icon=":material/help_center:",
        key=f"{place}.sources",
        on_change="rerun",
    )
    if opened.open:
        with opened:
            found = rows(report)
            draw_table(
                ("What", "Value", "Source"), found, alt=f"{len(found)} values and their sources"
            )


def rows(report: Report) -> list[tuple[str, str, str]]:
    """What, its value and its source, of everything that is known: file, plates, filaments."""
    found = list(_of(report, report, path="", where=""))
    for plate in report.get("plates") or ():
        path, where = f"plates[{plate.get('index')}].", f"Plate {plate.get('index')}"
        found += _of(report, plate, path=path, where=f"{where} · ")
        for filament in plate.get("filaments") or ():
            index = filament.get("index")
            of = f"{path}filaments[{index}]."
            found += _of(report, filament, path=of, where=f"{where}, filament {index} · ")
    return found


def _of(
    report: Report, values: Mapping[str, object], *, path: str, where: str
) -> Iterator[tuple[str, str, str]]:
    for name, value in sorted(values.items(), key=lambda of: _place(of[0])):
        if name == "brim" and isinstance(value, dict):
            yield from _of(report, value, path="brim.", where="Brim, ")
            continue
        source = None if name in _NOT_VALUES else _source(report, path + name)
        if source and value is not None:
            yield f"{where}{_name(name)}", _value(name, value, values), source


def _source(report: Report, path: str) -> str | None:
    return source_of(report.get("sources") or {}, path)


def _place(name: str) -> tuple[int, str]:
    """Key numbers first; the database keeps no order of its own."""
    keys = list(_KEY_NUMBERS)
    return (keys.index(name) if name in keys else len(keys), _name(name))


def _name(name: str) -> str:
    known = _KEY_NUMBERS.get(name) or _NAMES.get(name)
    if known:
        return known
    bare = next((name.removesuffix(u) for u in ("_s", *_UNITS) if name.endswith(u)), name)
    return bare.replace("_", " ").capitalize()


def _value(name: str, value: object, of: Mapping[str, object]) -> str:
    if name in _OF_FACTS:
        return "; ".join(f"{label}: {told}" for label, told in _OF_FACTS[name](of))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _measured(name, value)
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _measured(name: str, value: float) -> str:
    if name.endswith("_s"):
        return duration(round(value))
    # The longest ending wins: grams per cubic centimetre are no centimetres.
    unit = max((end for end in _UNITS if name.endswith(end)), key=len, default="")
    return f"{number(Decimal(str(value)))} {_UNITS.get(unit, '')}".strip()


def _line(label: str, source: str) -> str:
    return f"- {label}: {escape_markdown(source)}"
