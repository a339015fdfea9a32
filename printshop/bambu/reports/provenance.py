"""Where each value of a result comes from: member and key, computed, or estimated.

One table serves all files (source_sentences.py); what depends on the file is told from
the `parts` of its results. Paths are those of the JSON report, with the slicer's numbers
and not positions: `plates[2].filaments[3].used_g` is plate 2, filament 3 of the project.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from printshop.bambu.content.bed import bed_key
from printshop.bambu.content.changed_settings import KEY as CHANGED_KEY
from printshop.bambu.members import model_settings
from printshop.bambu.reports import source_sentences as say
from printshop.bambu.results import Part, Plate, PlateFilament, ThreeMF

_INDEX: Final = re.compile(r"(plates|filaments)\[(\d+)\]")
_AS_NUMBERS: Final = frozenset({"index", "print_time_s", "weight_g"})
_GRAMS: Final = ("model_g", "support_g", "tower_g", "flush_g", "brim_g")

_Pairs = Iterator[tuple[str, str]]


def sources(result: ThreeMF) -> dict[str, str]:
    """Say where each value comes from that the file has.

    Returns:
        Sentences by path. A path with `[]` holds for all plates or filaments without an
        entry of their own; in its sentence N stands for the plate's number and I for the
        filament's. `source_of` looks a value up.
    """
    found = dict(_of_file(result))
    for plate in result.plates:
        _add(found, f"plates[{plate.index}].", "plates[].", _of_plate(plate))
        for filament in plate.filaments:
            exact = f"plates[{plate.index}].filaments[{filament.index}]."
            _add(found, exact, "plates[].filaments[].", _of_filament(filament, plate))
    project = Plate(
        index=0, bed_type=result.bed_type, parts={"extruder": "settings", "numbers": "settings"}
    )
    for filament in result.filaments:
        exact = f"filaments[{filament.index}]."
        _add(found, exact, "filaments[].", _of_filament(filament, project))
    return found


def source_of(found: Mapping[str, str], path: str) -> str | None:
    """Look up where a value comes from.

    Args:
        found: what `sources` gave, or "sources" of a JSON report.
        path: such as `plates[2].filaments[3].used_g`, with the slicer's numbers.

    Returns:
        A sentence with the numbers filled in; None for a value that no plate has.
    """
    sentence = found.get(path) or found.get(_INDEX.sub(r"\1[]", path))
    if sentence is None:
        return None
    numbers = dict(_INDEX.findall(path))
    if plate := numbers.get("plates"):
        sentence = sentence.replace("[N]", f"[{plate}]").replace("plate_N", f"plate_{plate}")
    if filament := numbers.get("filaments"):
        sentence = sentence.replace("[I]", f"[{filament}]")
    return sentence


def _add(found: dict[str, str], exact: str, general: str, own: _Pairs) -> None:
    """Add what differs from the first of its kind under its own path."""
    for name, sentence in own:
        if found.setdefault(general + name, sentence) != sentence:
            found[exact + name] = sentence


def _of_file(result: ThreeMF) -> _Pairs:
    yield "kind", "the parts that are in the file"
    yield "producer", say.PRODUCERS[result.parts.get("producer", "model")]
    yield from _stated(result, say.MODEL_KEYS)
    yield from _chosen(result, {"nozzle_diameters_mm": say.NOZZLES}, result.parts)
    yield from _stated(result, say.SETTING_KEYS)
    yield from ((f"brim.{name}", text) for name, text in _stated(result.brim, say.BRIM_KEYS))
    yield "settings_count", say.SETTINGS_COUNT
    yield "settings_hidden", say.SETTINGS_HIDDEN
    if CHANGED_KEY in result.settings:
        yield "changed_settings", f"{say.SETTINGS}: {CHANGED_KEY}"
    if result.pictures:
        yield "pictures", f"drawn from {result.pictures[0].member.rpartition('/')[0]}"
    if result.unsliced_plates:
        yield "unsliced_plates", f"{model_settings.PATH}: plates without numbers"


def _of_plate(plate: Plate) -> _Pairs:
    yield from _stated(plate, say.PLATE)
    numbers = plate.parts.get("numbers", "project")
    yield from _chosen(
        plate, say.PLATE_CHOICES, {**plate.parts, **dict.fromkeys(_AS_NUMBERS, numbers)}
    )
    if plate.split_notes:
        yield "split_notes", say.SPLIT_NOTES
    if plate.thumbnail_member:
        member = plate.thumbnail_member.replace(f"_{plate.index}.", "_N.")
        yield "thumbnail", f"drawn from {member}"
    if plate.time_split:
        yield "time_split_s", f"estimated from the moves of {say.GCODE} and its countdown (M73)"


def _of_filament(filament: PlateFilament, plate: Plate) -> _Pairs:
    yield from _stated(filament, say.FILAMENT)
    numbers = plate.parts.get("numbers", "project")
    parts: dict[str, Part] = {
        **filament.parts,
        "is_clear": filament.parts.get("color_hex", "settings"),
        "index": numbers,
        "used_g": numbers,
        "extruder": plate.parts.get("extruder", "slice_info"),
    }
    yield from _chosen(filament, say.FILAMENT_CHOICES, parts)
    if key := bed_key(plate.bed_type):
        beds = {
            "bed_temperature_c": f"{say.SETTINGS}: {key}[I], by the plate's bed",
            "first_layer_bed_temperature_c": (
                f"{say.SETTINGS}: {key}_initial_layer[I], by the plate's bed"
            ),
        }
        yield from _stated(filament, beds)
    yield "split_source", say.SPLIT_SOURCE
    yield from _stated(filament, dict.fromkeys(_GRAMS, _split_source(filament, plate)))


def _split_source(filament: PlateFilament, plate: Plate) -> str:
    if filament.split_source == "gcode":
        return f"computed from {say.GCODE}, checked against used_g"
    if plate.gcode_member:
        return f"estimated from {say.GCODE}, which used_g does not fit"
    return "estimated from the order of filaments and the flush volumes, without gcode"


def _stated(values: object, sentences: Mapping[str, str]) -> _Pairs:
    """Give the sentences of those fields that have a value."""
    return ((name, text) for name, text in sentences.items() if _is_known(getattr(values, name)))


def _chosen(
    values: object, sentences: Mapping[str, Mapping[Part, str]], parts: Mapping[str, Part]
) -> _Pairs:
    """Give the sentences of those fields that several parts could tell."""
    for name, choices in sentences.items():
        part = parts.get(name)
        if part is not None and part in choices and _is_known(getattr(values, name)):
            yield name, choices[part]


def _is_known(value: object) -> bool:
    return value is not None and value != ()
