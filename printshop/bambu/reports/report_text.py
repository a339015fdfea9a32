"""A file's result as lines for a terminal, 100 columns at most."""

from typing import Final

from printshop.bambu.reports.plate_text import filament_lines, plate_lines
from printshop.bambu.reports.provenance import sources
from printshop.bambu.reports.text_layout import note, short, wrapped
from printshop.bambu.results import Brim, ThreeMF
from printshop.errors import Finding

_KINDS: Final = {
    "project": "project, not sliced",
    "sliced": "sliced, with gcode",
    "numbers_only": "project with the slicer's numbers, without gcode",
    "generic": "3MF of another program",
}
_LONGEST_VALUE: Final = 400
_LONGEST_DESCRIPTION: Final = 200


def as_text(result: ThreeMF, *, with_sources: bool = False) -> str:
    """Give the result as lines for a terminal; `with_sources` says where each value is from."""
    lines = [f"{result.name}: {_KINDS[result.kind]}"]
    for label, value in _facts(result):
        if value:
            lines += wrapped(short(value, _LONGEST_VALUE), first=f"  {label:<13}", rest=" " * 15)
    for plate in result.plates:
        lines += ["", *plate_lines(plate)]
    if not result.plates and result.filaments:
        lines += ["", "Configured filaments"]
        for filament in result.filaments:
            lines += filament_lines(filament)
    if result.unsliced_plates:
        numbers = ", ".join(map(str, result.unsliced_plates))
        lines += ["", *wrapped(numbers, first="Plates of the project without numbers: ")]
    lines += _finding_lines(result.findings)
    if with_sources:
        lines += ["", "Sources (N: the plate's number, I: the filament's)"]
        for path, sentence in sources(result).items():
            lines += wrapped(sentence, first=f"  {path}: ", rest="      ")
    return "\n".join(lines) + "\n"


def _finding_lines(findings: tuple[Finding, ...]) -> list[str]:
    lines = ["", "Findings"] if findings else []
    for finding in findings:
        lines += note(f"{finding.where}: {finding.message}" if finding.where else finding.message)
    return lines


def _facts(result: ThreeMF) -> list[tuple[str, str | None]]:
    nozzles = " + ".join(f"{diameter:g}" for diameter in result.nozzle_diameters_mm)
    kinds = ", ".join(dict.fromkeys((*result.nozzle_types, *result.nozzle_volume_types)))
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
        ("Origin", result.origin),
        ("Description", _start_of(result.description)),
        ("Profile", result.profile_title),
        ("Printer", result.printer_model),
        ("Nozzle", f"{nozzles} mm{f' ({kinds})' if kinds else ''}" if nozzles else None),
        ("Process", result.process_preset),
        ("Layers", _layer_heights(result)),
        ("Brim", _brim(result.brim)),
        ("Bed", result.bed_type),
        ("Support", _switched(on=result.supports_enabled, kind=result.support_type)),
        ("Prime tower", _switched(on=result.prime_tower_enabled)),
        ("Settings", _settings(result)),
        ("Changed", ", ".join(changed_keys)),
    ]


def _layer_heights(result: ThreeMF) -> str | None:
    if result.layer_height_mm is None:
        return None
    first = result.initial_layer_height_mm
    return f"{result.layer_height_mm:g} mm" + (f", the first {first:g} mm" if first else "")


def _start_of(text: str | None) -> str | None:
    return short(" ".join(text.split()), _LONGEST_DESCRIPTION) if text else None


def _brim(brim: Brim) -> str | None:
    """Say how wide a brim is, where the file can know it."""
    if brim.type is None or brim.type == "no_brim":
        return brim.type
    gap = f", gap {brim.gap_mm:g} mm" if brim.gap_mm is not None else ""
    if brim.type == "auto_brim":
        return f"{brim.type} (its width is decided while slicing){gap}"
    width = f", {brim.width_mm:g} mm wide" if brim.width_mm is not None else ""
    return f"{brim.type}{width}{gap}"


def _settings(result: ThreeMF) -> str | None:
    if not result.settings_count:
        return None
    hidden = result.settings_hidden
    left_out = f", {hidden} of accounts, print hosts and scripts left out" if hidden else ""
    return f"{result.settings_count}{left_out}"


def _switched(*, on: bool | None, kind: str | None = None) -> str | None:
    if on is None:
        return None
    return f"on, {kind}" if on and kind else "on" if on else "off"
