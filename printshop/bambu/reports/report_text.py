"""A file's result as lines for a terminal, 100 columns at most."""

import textwrap
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from printshop.bambu.reports.provenance import sources
from printshop.bambu.results import Plate, PlateFilament, ThreeMF, TimeSplit

COLUMNS: Final = 100
_KINDS: Final = {
    "project": "project, not sliced",
    "sliced": "sliced, with gcode",
    "numbers_only": "project with the slicer's numbers, without gcode",
    "generic": "3MF of another program",
}
_LONGEST_VALUE: Final = 400
_PRODUCT_LETTERS: Final = 27
_VENDOR_LETTERS: Final = 13
_SPLIT_INDENT: Final = " " * 15


def as_text(result: ThreeMF, *, with_sources: bool = False) -> str:
    """Give the result as lines for a terminal; `with_sources` says where each value is from."""
    lines = [f"{result.name}: {_KINDS[result.kind]}"]
    for label, value in _facts(result):
        if value:
            lines += _wrapped(_short(value, _LONGEST_VALUE), first=f"  {label:<12}", rest=" " * 14)
    for plate in result.plates:
        lines += ["", *_plate_lines(plate)]
    if not result.plates and result.filaments:
        lines += ["", "Configured filaments", *map(_filament_line, result.filaments)]
    if result.unsliced_plates:
        numbers = ", ".join(map(str, result.unsliced_plates))
        lines += ["", *_wrapped(numbers, first="Plates of the project without numbers: ")]
    if result.findings:
        lines += ["", "Findings"]
        for finding in result.findings:
            lines += _note(
                f"{finding.where}: {finding.message}" if finding.where else finding.message
            )
    if with_sources:
        lines += ["", "Sources (N: the plate's number, I: the filament's)"]
        for path, sentence in sources(result).items():
            lines += _wrapped(sentence, first=f"  {path}: ", rest="      ")
    return "\n".join(lines) + "\n"


def _facts(result: ThreeMF) -> list[tuple[str, str | None]]:
    nozzles = " + ".join(f"{diameter:g}" for diameter in result.nozzle_diameters_mm)
    kinds = ", ".join(dict.fromkeys((*result.nozzle_types, *result.nozzle_volume_types)))
    brim = result.brim
    changed = result.changed_settings
    filament_keys = (key for keys in changed.filaments for key in keys)
    changed_keys = dict.fromkeys((*changed.process, *filament_keys, *changed.printer))
    return [
        ("Made with", f"{result.producer.name} {result.producer.version}".strip()),
        ("Title", result.title),
        ("Designer", result.designer),
        ("Licence", result.license),
        ("Copyright", result.copyright),
        ("Created on", result.created_on.isoformat() if result.created_on else None),
        ("Profile", result.profile_title),
        ("Printer", result.printer_model),
        ("Nozzle", f"{nozzles} mm{f' ({kinds})' if kinds else ''}" if nozzles else None),
        ("Process", result.process_preset),
        ("Layers", _layer_heights(result)),
        ("Brim", f"{brim.type}, {_or_dash(brim.width_mm)} mm wide" if brim.type else None),
        ("Bed", result.bed_type),
        ("Support", _switched(on=result.supports_enabled, kind=result.support_type)),
        ("Prime tower", _switched(on=result.prime_tower_enabled)),
        ("Settings", str(result.settings_count) if result.settings_count else None),
        ("Changed", ", ".join(changed_keys)),
    ]


def _layer_heights(result: ThreeMF) -> str | None:
    if result.layer_height_mm is None:
        return None
    first = result.initial_layer_height_mm
    return f"{result.layer_height_mm:g} mm" + (f", the first {first:g} mm" if first else "")


def _switched(*, on: bool | None, kind: str | None = None) -> str | None:
    if on is None:
        return None
    return f"on, {kind}" if on and kind else "on" if on else "off"


def _plate_lines(plate: Plate) -> Iterator[str]:
    title = f"Plate {plate.index}" + (f" “{plate.name}”" if plate.name else "")
    known = ", ".join(fact for fact in _plate_facts(plate) if fact)
    yield from _wrapped(f"{title}: {known or 'not sliced'}", rest="  ")
    if plate.is_outside_bed:
        yield "  warning: the print reaches beyond the bed"
    for filament in plate.filaments:
        yield _filament_line(filament)
        yield from _split_lines(filament)
    if plate.time_split:
        yield from _time_lines(plate.time_split)
    for note in plate.split_notes:
        yield from _note(f"note: {note}")
    for warning in plate.warnings:
        yield from _note(f"warning: {warning}")


def _plate_facts(plate: Plate) -> list[str | None]:
    return [
        _duration(plate.print_time_s) if plate.print_time_s is not None else None,
        f"of it {_duration(plate.preparation_time_s)} preparation"
        if plate.preparation_time_s is not None
        else None,
        f"{plate.weight_g} g" if plate.weight_g is not None else None,
        _waste(plate),
        f"{plate.layers} layers" if plate.layers is not None else None,
        f"{plate.filament_changes} filament changes" if plate.filament_changes else None,
        "object by object" if plate.is_sequential else None,
    ]


def _waste(plate: Plate) -> str | None:
    """Give what is thrown away, where all filaments of the plate are told apart."""
    wasted = [_wasted_g(filament) for filament in plate.filaments]
    used = sum((filament.used_g or Decimal(0) for filament in plate.filaments), Decimal(0))
    grams = [value for value in wasted if value is not None]
    if not used or len(grams) != len(wasted):
        return None
    total = sum(grams, Decimal(0))
    return f"waste {total:.2f} g ({total / used:.0%})"


def _wasted_g(filament: PlateFilament) -> Decimal | None:
    parts = (filament.support_g, filament.tower_g, filament.flush_g)
    known = [grams for grams in parts if grams is not None]
    return sum(known, Decimal(0)) if len(known) == len(parts) else None


def _filament_line(filament: PlateFilament) -> str:
    grams = f"{filament.used_g} g" if filament.used_g is not None else "-"
    product = _short(filament.name or filament.type or "unknown", _PRODUCT_LETTERS)
    vendor = _short(filament.vendor or "", _VENDOR_LETTERS)
    heat = f"{_or_dash(filament.nozzle_temperature_c)}/{_or_dash(filament.bed_temperature_c)} °C"
    color = filament.color_hex or "-"
    row = f"  {filament.index:>3}  {color:<8}{product:<28}{vendor:<14}{grams:>10}  {heat}"
    return row.rstrip()


def _split_lines(filament: PlateFilament) -> list[str]:
    """Give the grams apart, those of nothing left out."""
    parts = (
        ("model", filament.model_g),
        ("support", filament.support_g),
        ("tower", filament.tower_g),
        ("flush", filament.flush_g),
    )
    known = [f"{name} {grams:.2f}" for name, grams in parts if grams]
    if filament.split_source == "none" or not known:
        return []
    wasted = _wasted_g(filament)
    share = f", waste {wasted / filament.used_g:.0%}" if wasted and filament.used_g else ""
    brim = f", of the model {filament.brim_g:.2f} brim" if filament.brim_g else ""
    estimated = " (estimated)" if filament.split_source == "estimate" else ""
    text = f"{', '.join(known)} g{share}{brim}{estimated}"
    return _wrapped(text, first=_SPLIT_INDENT, rest=_SPLIT_INDENT)


def _time_lines(split: TimeSplit) -> list[str]:
    parts = (
        ("preparation", split.prepare_s),
        ("model", split.model_s),
        ("support", split.support_s),
        ("tower", split.tower_s),
        ("flush and changes", split.flush_s),
        ("travel", split.travel_s),
    )
    spent = ", ".join(f"{name} {_duration(seconds)}" for name, seconds in parts if seconds)
    return _wrapped(f"{spent} (estimated)", first="  time: ", rest="        ") if spent else []


def _note(text: str) -> list[str]:
    return _wrapped(text, first="  ", rest="    ")


def _wrapped(text: str, *, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(text, COLUMNS, initial_indent=first, subsequent_indent=rest) or [first]


def _short(text: str, letters: int) -> str:
    return text if len(text) <= letters else text[: letters - 1] + "…"


def _duration(seconds: int) -> str:
    hours, rest = divmod(seconds, 3600)
    minutes, rest = divmod(rest, 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min {rest:02} s"


def _or_dash(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"
