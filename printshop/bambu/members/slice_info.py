"""Metadata/slice_info.config: the slicer's numbers, one element per sliced plate.

Source: docs/3mf.md, "Plates". Attribute order and the set of keys differ between
slicer versions, so everything is found by name.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from printshop.bambu.limits import MOST_FILAMENTS
from printshop.bambu.members.xml_parts import Element
from printshop.bambu.plain_text import one_line
from printshop.bambu.values import (
    color_of,
    decimal_of,
    switch_of,
    whole_of,
    wholes_of,
)
from printshop.errors import FileTooLargeError, Finding

PATH = "Metadata/slice_info.config"
_LONGEST_DIAMETERS = 200


class SlicedFilament(NamedTuple):
    """What slice_info says of one filament used on a plate; index is 1-based."""

    index: int
    type: str | None = None
    bambu_id: str | None = None
    color_hex: str | None = None
    used_g: Decimal | None = None
    used_m: Decimal | None = None
    volume_type: str | None = None
    used_for_support: bool | None = None


class SlicedPlate(NamedTuple):
    """What slice_info says of one plate; `filament_maps` names an extruder per filament."""

    index: int
    prediction_s: int | None = None
    weight_g: Decimal | None = None
    first_layer_time_s: float | None = None
    support_used: bool | None = None
    is_outside_bed: bool | None = None
    printer_model_id: str | None = None
    nozzle_diameters_mm: tuple[float, ...] = ()
    filament_maps: tuple[int, ...] = ()
    layers: int | None = None
    objects: tuple[str, ...] = ()
    filaments: tuple[SlicedFilament, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SliceInfo:
    """The header's items and the plates by index."""

    header: Mapping[str, str] = field(default_factory=dict)
    plates: Mapping[int, SlicedPlate] = field(default_factory=dict)


def read_slice_info(
    root: Element, *, name: str, most_plates: int, findings: list[Finding]
) -> SliceInfo:
    """Read the parsed part.

    Raises:
        FileTooLargeError: if there are more plates than any slicer allows.
    """
    elements = list(root.iterchildren("plate"))
    if len(elements) > most_plates:
        message = (
            f"{name} has {len(elements):,} plates, more than the {most_plates:,} that are read."
        )
        raise FileTooLargeError(message)
    plates: dict[int, SlicedPlate] = {}
    for position, element in enumerate(elements, start=1):
        plate = _read_plate(element, position=position, findings=findings)
        if plate.index in plates:
            message = "A second plate of this number: the first one counts."
            findings.append(Finding(where=f"{PATH}: plate[{plate.index}]", message=message))
        else:
            plates[plate.index] = plate
    header = {
        item.get("key", ""): item.get("value", "")
        for part in root.iterchildren("header")
        for item in part.iterchildren("header_item")
    }
    return SliceInfo(header=header, plates=plates)


def _read_plate(element: Element, *, position: int, findings: list[Finding]) -> SlicedPlate:
    values: dict[str, str] = {}
    children: dict[str, list[Element]] = {
        "object": [],
        "filament": [],
        "warning": [],
        "layer_filament_lists": [],
    }
    # In one pass: to go over the children again for each tag takes as long as what is in them.
    for item in element:
        tag = item.tag
        if tag == "metadata":
            values[item.get("key", "")] = item.get("value", "")
        elif tag in children:
            children[tag].append(item)
    said = values.get
    place = f"{PATH}: plate[{position}]"
    index = whole_of(said("index"), where=place, key="index", findings=findings)
    if not index:
        message = "The plate has no number: its position is taken."
        findings.append(Finding(where=f"{place}.index", message=message))
        index = position
    place = f"{PATH}: plate[{index}]"
    first_layer = decimal_of(
        said("first_layer_time"), where=place, key="first_layer_time", findings=findings
    )
    warnings = [one_line(item.get("msg")) for item in children["warning"]]
    return SlicedPlate(
        index=index,
        prediction_s=whole_of(said("prediction"), where=place, key="prediction", findings=findings),
        weight_g=decimal_of(said("weight"), where=place, key="weight", findings=findings),
        first_layer_time_s=None if first_layer is None else float(first_layer),
        support_used=switch_of(said("support_used")),
        is_outside_bed=switch_of(said("outside")),
        printer_model_id=one_line(said("printer_model_id")),
        nozzle_diameters_mm=_diameters(
            said("nozzle_diameters", ""), where=place, findings=findings
        ),
        filament_maps=wholes_of(said("filament_maps")),
        layers=_layers(children["layer_filament_lists"]),
        objects=tuple(
            [
                one_line(item.get("name"), at_most=120) or ""
                for item in children["object"]
                if item.get("skipped") != "true"
            ]
        ),
        filaments=_filaments(children["filament"], place=place, findings=findings),
        warnings=tuple([label for label in warnings if label]),
    )


def _diameters(text: str, *, where: str, findings: list[Finding]) -> tuple[float, ...]:
    values = [
        decimal_of(word, where=where, key="nozzle_diameters", findings=findings)
        for word in text[:_LONGEST_DIAMETERS].replace(",", " ").split()
    ]
    return tuple([float(value) for value in values if value])


def _layers(elements: Iterable[Element]) -> int | None:
    """Count layers by the ranges of `layer_filament_list`, 0-based and inclusive."""
    ends = [
        max(wholes)
        for lists in elements
        for item in lists.iterchildren("layer_filament_list")
        if (wholes := wholes_of(item.get("layer_ranges")))
    ]
    return max(ends) + 1 if ends else None


def _filaments(
    elements: Iterable[Element], *, place: str, findings: list[Finding]
) -> tuple[SlicedFilament, ...]:
    filaments: dict[int, SlicedFilament] = {}
    for position, item in enumerate(elements, start=1):
        said: dict[str, str] = dict(item.items())
        where = f"{place}.filament[{position}]"
        index = whole_of(said.get("id"), where=where, key="id", findings=findings)
        if index != position:
            where = f"{place}.filament[{index or position}]"
        if not index or index > MOST_FILAMENTS:
            message = "A filament without its position in the project: left out."
            findings.append(Finding(where=where, message=message))
            continue
        filament = _filament(said.get, index=index, where=where, findings=findings)
        if index in filaments:
            findings.append(Finding(where=where, message="Listed twice: the amounts are added up."))
            filament = _added(filaments[index], filament)
        filaments[index] = filament
    return tuple([filaments[index] for index in sorted(filaments)])


def _filament(
    said: Callable[[str], str | None], *, index: int, where: str, findings: list[Finding]
) -> SlicedFilament:
    return SlicedFilament(
        index,
        one_line(said("type")),
        one_line(said("tray_info_idx")),
        color_of(said("color"), where=where, key="color", findings=findings),
        decimal_of(said("used_g"), where=where, key="used_g", findings=findings),
        decimal_of(said("used_m"), where=where, key="used_m", findings=findings),
        one_line(said("volume_type")),
        switch_of(said("used_for_support")),
    )


def _added(first: SlicedFilament, second: SlicedFilament) -> SlicedFilament:
    return first._replace(
        used_g=_sum(first.used_g, second.used_g),
        used_m=_sum(first.used_m, second.used_m),
    )


def _sum(first: Decimal | None, second: Decimal | None) -> Decimal | None:
    if first is None or second is None:
        return first if second is None else second
    return first + second
