"""Metadata/model_settings.config: the project's plates, their names and objects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree  # ty: ignore[missing-module-member] (a C extension without stubs)

from printshop.bambu.limits import MOST_FILAMENTS
from printshop.bambu.members.xml_parts import Element
from printshop.bambu.plain_text import one_line
from printshop.bambu.values import wholes_of
from printshop.errors import Finding

PATH = "Metadata/model_settings.config"
# libxml2 walks over the parts of a project, hundreds at times, ten times faster than Python; a
# path with a predicate on its last step would take twice as long as one on the part.
_PARTS_WITH_EXTRUDER = etree.XPath(
    "object/part[metadata/@key='extruder'][not(@subtype='negative_part'"
    " or @subtype='support_blocker' or @subtype='support_enforcer')]"
)
_PLACED = etree.XPath("model_instance/metadata[@key='object_id']/@value", smart_strings=False)


class ProjectPlate(NamedTuple):
    """One plate of the project, sliced or not.

    `filament_indexes` are those that objects and parts name: a lower bound,
    because painted colours stand in the meshes.
    """

    index: int
    name: str | None = None
    bed_type: str | None = None
    print_sequence: str | None = None
    objects: tuple[str, ...] = ()
    filament_indexes: tuple[int, ...] = ()
    filament_maps: tuple[int, ...] = ()


class _Object(NamedTuple):
    name: str
    filament_indexes: set[int]


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelSettings:
    """The plates by index, in the order of the project."""

    plates: Mapping[int, ProjectPlate] = field(default_factory=dict)


def read_model_settings(
    root: Element, *, most_plates: int, findings: list[Finding]
) -> ModelSettings:
    """Read the parsed part; plates beyond `most_plates` are left out with a finding."""
    of_parts = _extruders_of_parts(root)
    objects = {
        item.get("id", ""): _read_object(item, of_parts=of_parts.get(item, ()))
        for item in root.iterchildren("object")
    }
    plates: dict[int, ProjectPlate] = {}
    for position, element in enumerate(root.iterchildren("plate"), start=1):
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


def _extruders_of_parts(root: Element) -> dict[Element, set[str]]:
    """Collect what the parts of each object name, as written; those that print nothing do not."""
    found: dict[Element, set[str]] = {}
    for part in _PARTS_WITH_EXTRUDER(root):
        named = found.setdefault(part.getparent(), set())
        for item in part.iterchildren("metadata"):
            if item.get("key") == "extruder":
                named.add(item.get("value", ""))
    return found


def _read_object(element: Element, *, of_parts: Iterable[str]) -> _Object:
    values = _values(element)
    named = set(wholes_of(values.get("extruder")))
    for text in of_parts:
        named.update(wholes_of(text))
    # 0 stands for "as the object", and an object that names none is printed with the first.
    indexes = {index for index in named if 0 < index <= MOST_FILAMENTS} or {1}
    return _Object(one_line(values.get("name"), at_most=120) or "", indexes)


def _read_plate(element: Element, *, position: int, objects: Mapping[str, _Object]) -> ProjectPlate:
    said = _values(element).get
    indexes = wholes_of(said("plater_id"))
    placed = [objects[text] for text in _PLACED(element) if text in objects]
    used: set[int] = set()
    for item in placed:
        used |= item.filament_indexes
    return ProjectPlate(
        index=indexes[0] if indexes and indexes[0] else position,
        name=one_line(said("plater_name")),
        bed_type=one_line(said("bed_type")),
        print_sequence=said("print_sequence"),
        objects=tuple([item.name for item in placed]),
        filament_indexes=tuple(sorted(used)),
        filament_maps=wholes_of(said("filament_maps")),
    )


def _values(element: Element) -> dict[str, str]:
    """Collect key and value of the metadata children; `face_count` has no key."""
    return {
        key: item.get("value", "")
        for item in element.iterchildren("metadata")
        if (key := item.get("key"))
    }
