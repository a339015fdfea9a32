"""Where the numbers come from: a tooltip on a plate's key numbers, and a table of all values."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Final

import streamlit as st

from printshop.bambu.reports.provenance import source_of
from printshop.ui import text_table
from printshop.ui.file_details import facts
from printshop.ui.file_details.facts import Fact, Report
from printshop.ui.formats import UNKNOWN, duration, escape_markdown, number

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
# As on the page: who made it, how it prints, then each plate, then each filament.
_ORDER: Final = (
    *("kind", "producer", "title", "designer", "license", "copyright", "origin"),
    *("design_model_id", "design_profile_id", "profile_title", "profile_author"),
    *("profile_description", "created_on", "description", "pictures"),
    *("printer_model", "printer_settings_id", "nozzle_diameters_mm", "nozzle_types"),
    *("nozzle_volume_types", "process_preset", "layer_height_mm", "initial_layer_height_mm"),
    *("type", "name", "width_mm", "gap_mm", "brim"),
    *("print_time_s", "preparation_time_s", "first_layer_time_s", "weight_g", "layers"),
    *("height_mm", "filament_changes", "objects", "is_sequential"),
    *("bed_type", "supports_enabled", "support_type", "support_used", "prime_tower_enabled"),
    *("printer_model_id", "is_outside_bed", "settings_count", "settings_hidden"),
    *("changed_settings", "unsliced_plates", "warnings", "time_split_s", "thumbnail"),
    *("settings_id", "vendor", "bambu_id", "color_hex", "is_clear", "colors_hex"),
    *("used_g", "model_g", "support_g", "tower_g", "flush_g", "brim_g", "split_source"),
    *("used_m", "nozzle_temperature_c", "first_layer_nozzle_temperature_c"),
    *("bed_temperature_c", "first_layer_bed_temperature_c", "extruder", "density_g_cm3"),
    *("cost_per_kg", "is_support_material", "used_for_support"),
)
_BRIM: Final = {"type": "Brim", "width_mm": "Brim width", "gap_mm": "Brim gap to the object"}
_NUMBER: Final = re.compile(r"filament\[\d+\]")
_NAMES: Final = {
    "license": "Licence",
    "settings_count": "Settings",
    "settings_hidden": "Settings left out",
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
_NOT_VALUES: Final = frozenset(
    {"plates", "filaments", "findings", "sources", "schema", "index", "split_notes"}
)
Row = tuple[str, str, str]


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
            found = groups(report, _chosen_plate(report, place))
            n_values = sum(map(len, found.values()))
            text_table.draw(
                ("What", "Value", "Source"), found, alt=f"{n_values} values and their sources"
            )


def _chosen_plate(report: Report, place: str) -> int:
    """The plate whose values are shown, by its place: a hundred plates are a wall."""
    plates = report.get("plates") or ()
    if len(plates) <= 1:
        return 0
    return st.selectbox(
        "Values of the file and of",
        range(len(plates)),
        format_func=lambda position: facts.plate_name(plates[position]),
        key=f"{place}.sources_plate",
        persist_state="session",
    )


def groups(report: Report, position: int = 0) -> dict[str, list[Row]]:
    """What, its value and its source, of all that is known of the file and one of its plates.

    Args:
        report: the file's report.
        position: of the plate in the report, from 0.

    Returns:
        The rows in the order of the page: the file's, the plate's, each filament's.

    """
    found = {"File": list(_of(report, report, path=""))}
    for plate in (report.get("plates") or ())[position : position + 1]:
        path, name = f"plates[{plate.get('index')}].", facts.plate_name(plate)
        found[name] = list(_of(report, plate, path=path))
        for filament in plate.get("filaments") or ():
            index = filament.get("index")
            of = f"{path}filaments[{index}]."
            title = f"Plate {plate.get('index')}, filament {index}: {facts.filament_name(filament)}"
            found[title] = list(_of(report, filament, path=of))
    return {name: rows for name, rows in found.items() if rows}


def _of(report: Report, values: Mapping[str, object], *, path: str) -> Iterator[Row]:
    for name, value in sorted(values.items(), key=lambda of: _place(of[0])):
        if name == "brim" and isinstance(value, dict):
            yield from _of(report, value, path="brim.")
            continue
        source = None if name in _NOT_VALUES else _source(report, path + name)
        told = _value(name, value, values) if source and value is not None else ""
        if source and told not in {"", UNKNOWN}:
            label = _BRIM[name] if path == "brim." and name in _BRIM else _name(name)
            yield label, told, source


def _source(report: Report, path: str) -> str | None:
    return source_of(report.get("sources") or {}, path)


def _place(name: str) -> tuple[int, str]:
    """Where a value stands; the database keeps no order of its own."""
    return (_ORDER.index(name) if name in _ORDER else len(_ORDER), _name(name))


def _name(name: str) -> str:
    known = _KEY_NUMBERS.get(name) or _NAMES.get(name)
    if known:
        return known
    bare = next((name.removesuffix(u) for u in ("_s", *_UNITS) if name.endswith(u)), name)
    return bare.replace("_", " ").capitalize()


def _value(name: str, value: object, of: Mapping[str, object]) -> str:
    if name in _OF_FACTS:
        return "; ".join(f"{label}: {told}" for label, told in _OF_FACTS[name](of))
    if name == "kind":
        return facts.KINDS.get(str(value), str(value))
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
