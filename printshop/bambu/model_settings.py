"""Metadata/model_settings.config: the project's plates, their names and objects."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from printshop.bambu.limits import MOST_FILAMENTS
from printshop.bambu.plain_text import one_line
from printshop.bambu.values import wholes_of
from printshop.bambu.xml_parts import Element
from printshop.errors import Finding

PATH = "Metadata/model_settings.config"
_NOT_PRINTED = frozenset({"negative_part", "support_blocker", "support_enforcer"})


@dataclass(frozen=True, kw_only=True, slots=True)
class ProjectPlate:
    """One plate of the project, sliced or not.

    `filament_indexes` are those that objects and parts name: a lower bound,
    because painted colours stand in the meshes.
    """

    index: int
    name: str | None = None
    bed_type: str | None = None
    objects: tuple[str, ...] = ()
    filament_indexes: tuple[int, ...] = ()
    filament_maps: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class _Object:
    name: str
    filament_indexes: frozenset[int]


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelSettings:
    """The plates by index, in the order of the project."""

    plates: Mapping[int, ProjectPlate] = field(default_factory=dict)


def read_model_settings(
    root: Element, *, most_plates: int, findings: list[Finding]
) -> ModelSettings:
    """Read the parsed part; plates beyond `most_plates` are left out with a finding."""
    objects = {item.get("id", ""): _read_object(item) for item in root.iterfind("object")}
    plates: dict[int, ProjectPlate] = {}
    for position, element in enumerate(root.iterfind("plate"), start=1):
        if position > most_plates:
            message = f"More than {most_plates:,} plates: the others are left out."
            findings.append(Finding(where=PATH, message=message))
            break
        plate = _read_plate(element, position=position, objects=objects)
        if plate.index in plates:
            message = "A second plate of this number: the first one counts."
            findings.append(Finding(where=f"{PATH}: plate[{plate.index}]", message=message))
        else:
            plates[plate.index] = plate
    return ModelSettings(plates=plates)


def _read_object(element: Element) -> _Object:
    values = _values(element)
    indexes = set(wholes_of(values.get("extruder")))
    for part in element.iterfind("part"):
        if part.get("subtype") not in _NOT_PRINTED:
            indexes.update(wholes_of(_values(part).get("extruder")))
    # 0 stands for "as the object", and an object that names none is printed with the first.
    indexes = {index for index in indexes if 0 < index <= MOST_FILAMENTS}
    return _Object(
        name=one_line(values.get("name"), at_most=120) or "",
        filament_indexes=frozenset(indexes or {1}),
    )


def _read_plate(element: Element, *, position: int, objects: Mapping[str, _Object]) -> ProjectPlate:
    values = _values(element)
    indexes = wholes_of(values.get("plater_id"))
    placed = [
        found
        for item in element.iterfind("model_instance")
        if (found := objects.get(_values(item).get("object_id", ""))) is not None
    ]
    used: set[int] = set()
    for item in placed:
        used |= item.filament_indexes
    return ProjectPlate(
        index=indexes[0] if indexes and indexes[0] else position,
        name=one_line(values.get("plater_name")),
        bed_type=one_line(values.get("bed_type")),
        objects=tuple(item.name for item in placed),
        filament_indexes=tuple(sorted(used)),
        filament_maps=wholes_of(values.get("filament_maps")),
    )


def _values(element: Element) -> dict[str, str]:
    """Collect key and value of the metadata children; `face_count` has no key."""
    return {
        key: item.get("value", "")
        for item in element.iterfind("metadata")
        if (key := item.get("key"))
    }
