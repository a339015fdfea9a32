"""From what a file says to the model and variant that the form proposes."""

import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import islice
from typing import Any, Final

from printshop.bambu import Plate, PlateFilament, SettingValue, ThreeMF
from printshop.bambu.content.producer import UNKNOWN
from printshop.bambu.reports.bambu_metadata import as_bambu_metadata
from printshop.bambu.reports.report import as_json
from printshop.bambu.split.booked import booked_g, booked_parts
from printshop.domain.catalog import (
    MAX_FILAMENTS_PER_PLATE,
    MAX_PLATES,
    NO_COLOR,
    Category,
    GramSource,
    NewModel,
    NewPlate,
    NewRequirement,
    NewVariant,
)
from printshop.domain.text import printable
from printshop.domain.units import MAX_DURATION_S, MAX_GRAMS, to_grams
from printshop.errors import Finding

_EXTENSIONS: Final = re.compile(r"(\.gcode)?\.3mf$", re.IGNORECASE)
_CATEGORY_WORDS: Final = {
    Category.KEYCHAIN: ("keychain", "key chain", "keyring", "key ring", "schlüsselanhänger"),
    Category.EARRING: ("earring", "ear ring", "ohrring"),
    Category.FUNCTIONAL: (
        *("holder", "mount", "bracket", "hook", "box", "case", "clip", "stand", "adapter", "tool"),
        *("organizer", "organiser", "cover", "spool", "hinge", "tray", "rack"),
    ),
}
_COLOR: Final = re.compile(r"#[0-9A-F]{6}")
# Slicers write about 650; a page that lists them must stay one.
_MAX_SETTINGS: Final = 5_000
_MAX_SETTINGS_CHARACTERS: Final = 1_000_000
# The file says a transparent black; as black it would be matched with what is black.
CLEAR_COLOR: Final = "#F2F4F5"
_MAX_LAYER_HEIGHT_MM: Final = 100
_MAX_NOZZLE_MM: Final = 10


def propose_model(content: ThreeMF, file_name: str) -> NewModel:
    """The model as far as the file says it; the name falls back to the file's own."""
    name = _cut(content.title, 200) or _cut(_stem(file_name), 200) or "Unnamed model"
    return NewModel(
        name=name,
        designer=_cut(content.designer, 100),
        description=_cut(content.description, 20_000),
        category=_category(f"{name} {file_name}"),
        license=_cut(content.license, 100),
    )


def propose_variant(
    content: ThreeMF, file_name: str, *, metadata: Mapping[str, Any] | None = None
) -> NewVariant:
    """The variant with all its plates; unknown numbers are None and are asked for.

    A project that was not sliced has plates without grams and minutes; a file of
    another program is one plate with one filament of which nothing is known.
    """
    plates = tuple(_plate(plate, content) for plate in content.plates[:MAX_PLATES])
    if not plates:
        plates = (NewPlate(index=1, requirements=(_blank_need(content),)),)
    first = next((f for plate in content.plates for f in plate.filaments), None)
    layer_height_mm = content.layer_height_mm or 0
    return NewVariant(
        name=_variant_name(content, file_name),
        producer_name="" if content.producer == UNKNOWN else _cut(content.producer.name, 100),
        producer_version=_cut(content.producer.version, 100),
        printer_model=_cut(content.printer_model, 100),
        nozzle_diameter_mm=_nozzle(content),
        bed_type=_cut(content.bed_type or "", 100),
        layer_height_mm=Decimal(str(layer_height_mm))
        if 0 < layer_height_mm < _MAX_LAYER_HEIGHT_MM
        else None,
        nozzle_temperature_c=first.nozzle_temperature_c if first else None,
        bed_temperature_c=first.bed_temperature_c if first else None,
        bambu_metadata=dict(metadata) if metadata is not None else _metadata_of(content),
        plates=plates,
    )


def _nozzle(content: ThreeMF) -> Decimal | None:
    """The nozzle that all filaments go through; None where the file names several or none."""
    diameters = set(content.nozzle_diameters_mm)
    if len(diameters) != 1:
        return None
    diameter_mm = Decimal(str(diameters.pop())).quantize(Decimal("0.01"))
    return diameter_mm if 0 < diameter_mm < _MAX_NOZZLE_MM else None


def _metadata_of(content: ThreeMF) -> dict[str, Any]:
    """What is stored of a file with its variant: the specification's metadata, and the report.

    All settings stand in `rawMetadata`, `report` is the JSON of `printshop inspect`.
    """
    stored = {**as_bambu_metadata(content), "report": as_json(content)}
    return _storable(stored | {"rawMetadata": _settings(content)})


def left_out(content: ThreeMF) -> tuple[Finding, ...]:
    """What of a file is more than the catalog takes, and is in no proposal."""
    found = []
    if len(content.plates) > MAX_PLATES:
        message = f"The file has {len(content.plates)} plates: the first {MAX_PLATES} are taken."
        found.append(Finding(where="plates", message=message))
    for plate in content.plates[:MAX_PLATES]:
        if len(plate.filaments) > MAX_FILAMENTS_PER_PLATE:
            message = (
                f"The plate takes {len(plate.filaments)} filaments: "
                f"the first {MAX_FILAMENTS_PER_PLATE} are taken."
            )
            found.append(Finding(where=f"plate[{plate.index}]", message=message))
    kept = len(_settings(content))
    if len(content.settings) > kept:
        message = f"The file has {len(content.settings)} settings: the first {kept} are kept."
        found.append(Finding(where="settings", message=message))
    return tuple(found)


def _settings(content: ThreeMF) -> dict[str, SettingValue]:
    """The settings that are kept: honest files have some hundred in less than 100 kB."""
    kept: dict[str, SettingValue] = {}
    room = _MAX_SETTINGS_CHARACTERS
    for key, value in islice(content.settings.items(), _MAX_SETTINGS):
        room -= len(key) + (
            len(value) if isinstance(value, str) else sum(map(len, value)) + len(value)
        )
        if room < 0:
            break
        kept[key] = value
    return kept


def _plate(plate: Plate, content: ThreeMF) -> NewPlate:
    needs = tuple(_need(f) for f in plate.filaments[:MAX_FILAMENTS_PER_PLATE])
    return NewPlate(
        index=plate.index,
        name=_cut(plate.name, 100),
        print_time_s=_duration(plate.print_time_s),
        preparation_time_s=_duration(plate.preparation_time_s),
        weight_g=_grams(plate.weight_g),
        layers=plate.layers,
        filament_changes=plate.filament_changes,
        requirements=needs or (_blank_need(content),),
    )


def _need(filament: PlateFilament) -> NewRequirement:
    return NewRequirement(
        filament_index=filament.index,
        **_grams_apart(filament),
        slicer_type=_cut(filament.type, 100),
        slicer_name=_cut(filament.name, 200),
        slicer_vendor=_cut(filament.vendor, 100),
        bambu_id=_cut(filament.bambu_id, 100),
        color_hex=CLEAR_COLOR if filament.is_clear else _color(filament.color_hex),
    )


def _grams_apart(filament: PlateFilament) -> dict[str, Any]:
    """The grams of a requirement, by the names of its fields."""
    used_g = booked_g(filament)
    if used_g is None:
        return {"source": GramSource.MANUAL}
    parts = booked_parts(filament)
    if parts is None:
        return {"model_g": used_g, "source": GramSource.SLICE_INFO}
    is_exact = filament.split_source == "gcode"
    return {
        **parts.model_dump(),
        "split_known": parts.is_whole,
        "source": GramSource.GCODE if is_exact else GramSource.ESTIMATE,
    }


def _blank_need(content: ThreeMF) -> NewRequirement:
    """The first configured filament, without grams; nothing at all where there is none."""
    if content.filaments:
        return _need(content.filaments[0])
    return NewRequirement(filament_index=1, source=GramSource.MANUAL)


def _variant_name(content: ThreeMF, file_name: str) -> str:
    """What tells this version from others: the designer's profile, or printer and process."""
    facts = [content.printer_model, content.process_preset]
    named = _cut(content.profile_title, 200) or " · ".join(_cut(fact, 95) for fact in facts if fact)
    return named or _cut(_stem(file_name), 200) or "Unnamed file"


def _category(words: str) -> Category:
    lowered = words.lower()
    for category, signs in _CATEGORY_WORDS.items():
        if any(sign in lowered for sign in signs):
            return category
    return Category.DECORATION


def _stem(file_name: str) -> str:
    return " ".join(_EXTENSIONS.sub("", file_name).replace("_", " ").split())


def _grams(value: Decimal | None) -> Decimal | None:
    if value is None or not 0 <= value <= MAX_GRAMS:
        return None
    return to_grams(value)


def _duration(value_s: int | None) -> int | None:
    return value_s if value_s is not None and value_s <= MAX_DURATION_S else None


def _color(value: str | None) -> str:
    return value if value and _COLOR.fullmatch(value) else NO_COLOR


def _cut(value: str | None, length: int) -> str:
    return printable(value or "").strip()[:length].strip()


def _storable(value: Any) -> Any:  # noqa: ANN401 - JSON of the slicer's own shape
    match value:
        case str():
            return printable(value)
        case dict():
            return {printable(str(key)): _storable(item) for key, item in value.items()}
        case list() | tuple():
            return [_storable(item) for item in value]
        case Decimal():
            return float(value)
        case _:
            return value
