"""Metadata/slice_info.config: the slicer's numbers, one element per sliced plate.

Source: docs/3mf.md, "Plates". Attribute order and the set of keys differ between
slicer versions, so everything is found by name.
"""

from collections.abc import Mapping
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
    values = {
        item.get("key", ""): item.get("value", "") for item in element.iterchildren("metadata")
    }
    place = f"{PATH}: plate[{position}]"
    index = whole_of(values.get("index"), where=place, key="index", findings=findings)
    if not index:
        message = "The plate has no number: its position is taken."
        findings.append(Finding(where=f"{place}.index", message=message))
        index = position
    place = f"{PATH}: plate[{index}]"
    first_layer = decimal_of(
        values.get("first_layer_time"), where=place, key="first_layer_time", findings=findings
    )
    return SlicedPlate(
        index=index,
        prediction_s=whole_of(
            values.get("prediction"), where=place, key="prediction", findings=findings
        ),
        weight_g=decimal_of(values.get("weight"), where=place, key="weight", findings=findings),
        first_layer_time_s=None if first_layer is None else float(first_layer),
        support_used=switch_of(values.get("support_used")),
        is_outside_bed=switch_of(values.get("outside")),
        printer_model_id=one_line(values.get("printer_model_id")),
        nozzle_diameters_mm=_diameters(
            values.get("nozzle_diameters", ""), where=place, findings=findings
        ),
        filament_maps=wholes_of(values.get("filament_maps")),
        layers=_layers(element),
        objects=tuple(
            [
                one_line(item.get("name"), at_most=120) or ""
                for item in element.iterchildren("object")
                if item.get("skipped") != "true"
            ]
        ),
        filaments=_filaments(element, place=place, findings=findings),
        warnings=tuple(
            [
                label
                for item in element.iterchildren("warning")
                if (label := one_line(item.get("msg")))
            ]
        ),
    )


def _diameters(text: str, *, where: str, findings: list[Finding]) -> tuple[float, ...]:
    values = [
        decimal_of(word, where=where, key="nozzle_diameters", findings=findings)
        for word in text[:_LONGEST_DIAMETERS].replace(",", " ").split()
    ]
    return tuple([float(value) for value in values if value])


def _layers(element: Element) -> int | None:
    """Count layers by the ranges of `layer_filament_list`, 0-based and inclusive."""
    ends = [
        max(wholes)
        for lists in element.iterchildren("layer_filament_lists")
        for item in lists.iterchildren("layer_filament_list")
        if (wholes := wholes_of(item.get("layer_ranges")))
    ]
    return max(ends) + 1 if ends else None


def _filaments(
    element: Element, *, place: str, findings: list[Finding]
) -> tuple[SlicedFilament, ...]:
    filaments: dict[int, SlicedFilament] = {}
    for position, item in enumerate(element.iterchildren("filament"), start=1):
        where = f"{place}.filament[{position}]"
        index = whole_of(item.get("id"), where=where, key="id", findings=findings)
        if index != position:
            where = f"{place}.filament[{index or position}]"
        if not index or index > MOST_FILAMENTS:
            message = "A filament without its position in the project: left out."
            findings.append(Finding(where=where, message=message))
            continue
        filament = _filament(item, index=index, where=where, findings=findings)
        if index in filaments:
            findings.append(Finding(where=where, message="Listed twice: the amounts are added up."))
            filament = _added(filaments[index], filament)
        filaments[index] = filament
    return tuple([filaments[index] for index in sorted(filaments)])


def _filament(item: Element, *, index: int, where: str, findings: list[Finding]) -> SlicedFilament:
    return SlicedFilament(
        index=index,
        type=one_line(item.get("type")),
        bambu_id=one_line(item.get("tray_info_idx")),
        color_hex=color_of(item.get("color"), where=where, key="color", findings=findings),
        used_g=decimal_of(item.get("used_g"), where=where, key="used_g", findings=findings),
        used_m=decimal_of(item.get("used_m"), where=where, key="used_m", findings=findings),
        volume_type=one_line(item.get("volume_type")),
        used_for_support=switch_of(item.get("used_for_support")),
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
