"""A file's report as small facts: a label and what the file says. Pure: no Streamlit.

Every value is plain text from the file; whoever draws it escapes it.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from printshop.ui.formats import UNKNOWN, duration, number, unbroken

# JSON as it was stored: docs/3mf.md has its shape, older reports lack keys.
Report = Mapping[str, Any]
Fact = tuple[str, str]

_NAMES: Final = 12
KINDS: Final = {
    "sliced": "sliced, with gcode",
    "numbers_only": "the slicer's numbers, without gcode",
    "project": "a project, not sliced",
    "generic": "a file of another program",
}
_BRIMS: Final = {
    "auto_brim": "automatic",
    "no_brim": "none",
    "outer_only": "outer",
    "inner_only": "inner",
    "outer_and_inner": "outer and inner",
    "brim_ears": "ears",
    "painted": "painted ears",
}
_SPENT: Final = {
    "prepare": "Preparation",
    "model": "Model",
    "support": "Support",
    "tower": "Tower",
    "flush": "Flush and changes",
    "travel": "Travel",
}


def of_design(report: Report) -> list[Fact]:
    """Who made the file, and where it comes from."""
    wrote = report.get("producer") or {}
    return _known(
        ("Kind", KINDS.get(report.get("kind", ""), "")),
        ("Made with", producer(wrote.get("name", ""), wrote.get("version", ""))),
        ("Title", report.get("title")),
        ("Designer", report.get("designer")),
        ("Licence", report.get("license")),
        ("Copyright", report.get("copyright")),
        ("Origin", report.get("origin")),
        ("Design id at MakerWorld", report.get("design_model_id")),
        ("Profile id at MakerWorld", report.get("design_profile_id")),
        ("Profile", report.get("profile_title")),
        ("Profile by", report.get("profile_author")),
        ("Created on", report.get("created_on")),
    )


def producer(name: str, version: str) -> str:
    """The program that wrote a file, with its version; empty where nobody knows."""
    return "" if name == UNKNOWN else f"{name} {version}".strip()


def of_print(report: Report) -> list[Fact]:
    """Printer, presets and the switches that the whole file shares."""
    return _known(
        ("Printer", report.get("printer_model")),
        ("Printer preset", report.get("printer_settings_id")),
        ("Nozzle", _nozzles(report)),
        ("Process preset", report.get("process_preset")),
        ("Layer height", _measured(report.get("layer_height_mm"), "mm")),
        ("First layer height", _measured(report.get("initial_layer_height_mm"), "mm")),
        ("Brim", _brim(report.get("brim") or {})),
        ("Bed", report.get("bed_type")),
        ("Support", _switch(report.get("supports_enabled"), report.get("support_type"))),
        ("Prime tower", _switch(report.get("prime_tower_enabled"))),
        ("Settings", _settings(report)),
        ("Plates that are not sliced", _listed(report.get("unsliced_plates"))),
    )


def changed_settings(report: Report) -> list[Fact]:
    """The settings that differ from the slicer's own presets, by their names."""
    changed = report.get("changed_settings") or {}
    facts = [("Process", _listed(changed.get("process")))]
    for index, names in enumerate(changed.get("filaments") or (), start=1):
        facts.append((f"Filament {index}", _listed(names)))
    return _known(*facts, ("Printer", _listed(changed.get("printer"))))


def of_plate(plate: Report) -> list[Fact]:
    """Times, layers and objects of one plate."""
    changes, height_mm = plate.get("filament_changes"), plate.get("height_mm")
    weight_g = plate.get("weight_g")
    return _known(
        ("Print time, the slicer's estimate", _time(plate.get("print_time_s"))),
        ("of it preparation", _time(plate.get("preparation_time_s"))),
        ("First layer", _time(plate.get("first_layer_time_s"))),
        ("Weight", UNKNOWN if weight_g is None else _measured(weight_g, "g")),
        ("Layers", _whole(plate.get("layers"))),
        ("Height", _measured(height_mm, "mm")),
        ("Filament changes", _whole(changes)),
        ("Objects", _objects(plate.get("objects") or ())),
        ("Printed", "object by object" if plate.get("is_sequential") else ""),
        ("Bed", plate.get("bed_type")),
        ("Support printed", _yes_no(plate.get("support_used"))),
        ("Printer code", plate.get("printer_model_id")),
        ("Beyond the bed", "yes" if plate.get("is_outside_bed") else ""),
    )


def of_filament(filament: Report) -> list[Fact]:
    """One filament as the file describes it; a price nobody filled in is unknown."""
    price = filament.get("cost_per_kg")
    return _known(
        ("Vendor", filament.get("vendor") or UNKNOWN),
        ("Type", filament.get("type")),
        ("Bambu id", filament.get("bambu_id") or UNKNOWN),
        ("Colour", "clear" if filament.get("is_clear") else ""),
        ("Colours", _colors(filament.get("colors_hex") or ())),
        ("Length", _measured(filament.get("used_m"), "m")),
        ("Brim", _measured(filament.get("brim_g") or None, "g")),
        ("Nozzle", _heat(filament, "nozzle_temperature_c")),
        ("Bed", _heat(filament, "bed_temperature_c")),
        ("Extruder", _whole(filament.get("extruder"))),
        ("Density", _measured(filament.get("density_g_cm3"), "g/cm³") or UNKNOWN),
        ("Price per kg", f"{price:,.2f} in the slicer's currency" if price else UNKNOWN),
        ("Made for support", "yes" if filament.get("is_support_material") else ""),
        ("Supports with it", "yes" if filament.get("used_for_support") else ""),
    )


def time_split(plate: Report) -> list[Fact]:
    """What the print time is spent on, in whole minutes; empty without gcode. An estimate."""
    spent = plate.get("time_split_s") or {}
    return [(label, _minutes(spent[key])) for key, label in _SPENT.items() if spent.get(key)]


def plates_by_index(report: Report) -> Mapping[int, Report]:
    """The plates of a report by the slicer's number."""
    return {plate["index"]: plate for plate in report.get("plates") or ()}


def filament_name(filament: Report) -> str:
    """What the slicer calls a filament of the file."""
    return str(filament.get("name") or filament.get("type") or "Filament")


def plate_name(plate: Report) -> str:
    """The plate's number, with its own name where it has one."""
    name = f": {plate['name']}" if plate.get("name") else ""
    return f"Plate {plate.get('index')}{name}"


def _known(*facts: tuple[str, object]) -> list[Fact]:
    told = ((label, str(value).strip()) for label, value in facts if value is not None)
    return [fact for fact in told if fact[1]]


def _settings(report: Report) -> str:
    n_all, n_hidden = report.get("settings_count") or 0, report.get("settings_hidden") or 0
    if not n_hidden:
        return _whole(n_all or None)
    return f"{n_all:,}, {n_hidden:,} of them left out"


def _nozzles(report: Report) -> str:
    sizes = report.get("nozzle_diameters_mm") or ()
    kinds = report.get("nozzle_types") or ()
    volumes = report.get("nozzle_volume_types") or ()
    nozzles = [
        " ".join([f"{size:g} mm", *(str(of[place]) for of in (kinds, volumes) if place < len(of))])
        for place, size in enumerate(sizes)
    ]
    return " + ".join(nozzle.replace("_", " ") for nozzle in nozzles)


def _brim(brim: Report) -> str:
    kind = brim.get("type")
    if not kind:
        return ""
    said = _BRIMS.get(kind, str(kind))
    if kind == "no_brim":
        return said
    if kind == "auto_brim":
        said += " (its width is decided while slicing)"
    elif brim.get("width_mm") is not None:
        said += f", {brim['width_mm']:g} mm wide"
    gap_mm = brim.get("gap_mm")
    return f"{said}, {gap_mm:g} mm from the object" if gap_mm is not None else said


def _heat(filament: Report, key: str) -> str:
    heat_c, first_c = filament.get(key), filament.get(f"first_layer_{key}")
    if heat_c is None:
        return UNKNOWN
    first = f", first layer {first_c} °C" if first_c is not None and first_c != heat_c else ""
    return f"{heat_c} °C{first}"


def _objects(names: Iterable[str]) -> str:
    """Each name once, with how often it stands on the plate."""
    times: dict[str, int] = {}
    for name in names:
        times[name or "nameless"] = times.get(name or "nameless", 0) + 1
    told = [f"{name} ({often} times)" if often > 1 else name for name, often in times.items()]
    more = [f"and {len(told) - _NAMES:,} more"] if len(told) > _NAMES else []
    return ", ".join([*told[:_NAMES], *more])


def _colors(colors_hex: Iterable[str]) -> str:
    colors = list(colors_hex)
    return ", ".join(colors) if len(colors) > 1 else ""


def _switch(is_on: bool | None, kind: str | None = None) -> str:  # noqa: FBT001 - a value of the report
    if is_on is None:
        return ""
    return f"on, {kind}" if is_on and kind else "on" if is_on else "off"


def _yes_no(value: bool | None) -> str:  # noqa: FBT001 - a value of the report
    return "" if value is None else "yes" if value else "no"


def _time(seconds_s: float | None) -> str:
    return "" if seconds_s is None else duration(round(seconds_s))


def _minutes(seconds_s: float) -> str:
    minutes = round(seconds_s / 60)
    return duration(minutes * 60) if minutes else unbroken("under 1 min")


def _whole(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _measured(value: float | None, unit: str) -> str:
    return "" if value is None else f"{number(Decimal(str(value)))} {unit}"


def _listed(values: Iterable[object] | None) -> str:
    return ", ".join(map(str, values or ()))
