"""Plates put together from the parts that know something of them."""

from decimal import Decimal
from typing import NamedTuple

from printshop.bambu.content.bed import bed_name
from printshop.bambu.content.filaments import FilamentReader
from printshop.bambu.gcode.head import GcodeHead
from printshop.bambu.members.model_settings import ProjectPlate
from printshop.bambu.members.project_settings import ProjectSettings
from printshop.bambu.members.slice_info import PATH as SLICE_INFO_PATH
from printshop.bambu.members.slice_info import SlicedFilament, SlicedPlate
from printshop.bambu.plain_text import one_line
from printshop.bambu.quick_making import quick
from printshop.bambu.results import Part, Picture, Plate
from printshop.domain.tolerance import fits
from printshop.errors import Finding

_make_plate = quick(Plate)
_SEQUENCES = {"by object": True, "by layer": False}


class PlateSources(NamedTuple):
    """What the parts say of one sliced plate; `numbers_part` is where its numbers stand."""

    numbers: SlicedPlate
    numbers_part: Part = "slice_info"
    project: ProjectPlate | None = None
    head: GcodeHead = GcodeHead()
    gcode_member: str | None = None
    bed_code: str | None = None
    sequence: tuple[int, ...] = ()
    thumbnail: Picture | None = None

    @property
    def maps(self) -> tuple[int, ...]:
        """The plate's own extruder for each configured filament, if it says so."""
        return self.numbers.filament_maps or (self.project.filament_maps if self.project else ())


def sliced_plate(
    sources: PlateSources,
    settings: ProjectSettings,
    *,
    filaments: FilamentReader,
    findings: list[Finding],
) -> Plate:
    """Put a sliced plate together; its numbers come from slice_info."""
    numbers, project, head = sources.numbers, sources.project, sources.head
    bed_type = bed_name(sources.bed_code) or _project_bed(project, settings)
    maps = sources.maps or filaments.maps
    picture = sources.thumbnail
    _check_weight(numbers, findings=findings)
    return _make_plate(
        index=numbers.index,
        name=project.name if project else None,
        objects=numbers.objects or (project.objects if project else ()),
        print_time_s=numbers.prediction_s,
        preparation_time_s=head.preparation_time_s,
        first_layer_time_s=numbers.first_layer_time_s,
        weight_g=numbers.weight_g,
        layers=head.layers if head.layers is not None else numbers.layers,
        filament_changes=_changes(sources),
        filaments=tuple(
            [
                filaments.on_plate(filament, bed_type=bed_type, maps=maps)
                for filament in numbers.filaments
            ]
        ),
        warnings=numbers.warnings,
        thumbnail=picture.image if picture else None,
        thumbnail_member=picture.member if picture else None,
        support_used=numbers.support_used,
        is_outside_bed=numbers.is_outside_bed,
        is_sequential=_is_sequential(project, settings),
        height_mm=head.height_mm,
        printer_model_id=numbers.printer_model_id,
        bed_type=bed_type,
        gcode_member=sources.gcode_member,
        parts=_parts(sources),
    )


def _parts(sources: PlateSources) -> dict[str, Part]:
    """Name the part that each value of several possible ones came from.

    What is left to "gcode" is there only once the gcode was walked.
    """
    numbers, project = sources.numbers, sources.project
    found: dict[str, Part] = {
        "numbers": sources.numbers_part,
        "objects": "slice_info" if numbers.objects else "project",
        "layers": "gcode",
        "filament_changes": "gcode",
        "bed_type": _bed_part(project),
        "is_sequential": _sequence_part(project),
        "extruder": "settings",
    }
    if sources.head.layers is not None:
        found["layers"] = "gcode_head"
    elif numbers.layers is not None:
        found["layers"] = "slice_info"
    if sources.sequence:
        found["filament_changes"] = "sequence"
    elif len(numbers.filaments) == 1:
        found["filament_changes"] = sources.numbers_part
    if sources.bed_code:
        found["bed_type"] = "plate_json"
    if sources.maps:
        found["extruder"] = "slice_info" if numbers.filament_maps else "project"
    return found


def _changes(sources: PlateSources) -> int | None:
    """Count the filament changes; a plate of one filament has none."""
    if sources.sequence:
        return len(sources.sequence) - 1
    return 0 if len(sources.numbers.filaments) == 1 else None


def unsliced_plate(
    project: ProjectPlate,
    settings: ProjectSettings,
    *,
    filaments: FilamentReader,
    thumbnail: Picture | None,
) -> Plate:
    """Put a plate together that has no numbers: names, objects, filaments at least used."""
    bed_type = _project_bed(project, settings)
    maps = project.filament_maps or filaments.maps
    return _make_plate(
        index=project.index,
        name=project.name,
        objects=project.objects,
        filaments=tuple(
            [
                filaments.planned(index, bed_type=bed_type, maps=maps)
                for index in project.filament_indexes
            ]
        ),
        thumbnail=thumbnail.image if thumbnail else None,
        thumbnail_member=thumbnail.member if thumbnail else None,
        is_sequential=_is_sequential(project, settings),
        bed_type=bed_type,
        parts={
            "objects": "project",
            "bed_type": _bed_part(project),
            "is_sequential": _sequence_part(project),
            "extruder": "project" if project.filament_maps else "settings",
        },
    )


def numbers_from_head(index: int, head: GcodeHead) -> SlicedPlate:
    """Stand in for a missing slice_info with what the gcode's header says."""
    return SlicedPlate(
        index=index,
        prediction_s=head.total_time_s,
        weight_g=sum((grams for _, grams in head.weights_g), Decimal(0))
        if head.weights_g
        else None,
        filaments=tuple(
            SlicedFilament(index=filament, used_g=grams) for filament, grams in head.weights_g
        ),
    )


def _project_bed(project: ProjectPlate | None, settings: ProjectSettings) -> str | None:
    """Give the plate's own bed, else the project's."""
    own = project.bed_type if project else None
    return bed_name(own or one_line(settings.text("curr_bed_type")))


def _bed_part(project: ProjectPlate | None) -> Part:
    return "project" if project and project.bed_type else "settings"


def _is_sequential(project: ProjectPlate | None, settings: ProjectSettings) -> bool | None:
    """Whether objects are printed one after the other: the plate's own word, else the project's."""
    own = project.print_sequence if project else None
    return _SEQUENCES.get(own or "", _SEQUENCES.get(settings.text("print_sequence") or ""))


def _sequence_part(project: ProjectPlate | None) -> Part:
    return "project" if project and project.print_sequence in _SEQUENCES else "settings"


def _check_weight(numbers: SlicedPlate, *, findings: list[Finding]) -> None:
    """Say so where the filaments do not add up to the plate."""
    grams = [item.used_g for item in numbers.filaments if item.used_g is not None]
    if numbers.weight_g is None or len(grams) != len(numbers.filaments) or not grams:
        return
    total = sum(grams, Decimal(0))
    # A larger gap means that somebody changed the numbers.
    if not fits(total, numbers.weight_g):
        message = f"The filaments add up to {total} g, the plate says {numbers.weight_g} g."
        findings.append(
            Finding(where=f"{SLICE_INFO_PATH}: plate[{numbers.index}].weight", message=message)
        )
