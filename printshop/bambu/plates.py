"""Plates put together from the parts that know something of them."""

from dataclasses import dataclass, field
from decimal import Decimal

from printshop.bambu.bed import bed_name, bed_temperature
from printshop.bambu.gcode_head import GcodeHead
from printshop.bambu.model_settings import ProjectPlate
from printshop.bambu.plain_text import one_line
from printshop.bambu.project_settings import PATH as SETTINGS_PATH
from printshop.bambu.project_settings import ProjectSettings
from printshop.bambu.results import Plate, PlateFilament
from printshop.bambu.slice_info import PATH as SLICE_INFO_PATH
from printshop.bambu.slice_info import SlicedFilament, SlicedPlate
from printshop.bambu.values import color_of, decimal_of, whole_of
from printshop.errors import Finding

# Rounding of two digits per filament; a larger gap means that somebody changed the numbers.
_TOLERANCE_G = Decimal("0.02")
_TOLERANCE_SHARE = Decimal("0.002")


@dataclass(frozen=True, kw_only=True, slots=True)
class PlateSources:
    """What the parts say of one sliced plate."""

    numbers: SlicedPlate
    project: ProjectPlate | None = None
    head: GcodeHead = field(default_factory=GcodeHead)
    gcode_member: str | None = None
    bed_code: str | None = None
    sequence: tuple[int, ...] = ()
    thumbnail: bytes | None = None

    @property
    def maps(self) -> tuple[int, ...]:
        """The plate's own extruder for each configured filament, if it says so."""
        return self.numbers.filament_maps or (self.project.filament_maps if self.project else ())


def sliced_plate(
    sources: PlateSources, settings: ProjectSettings, *, findings: list[Finding]
) -> Plate:
    """Put a sliced plate together; its numbers come from slice_info."""
    numbers, project, head = sources.numbers, sources.project, sources.head
    bed_type = bed_name(sources.bed_code) or _project_bed(project, settings)
    maps = sources.maps or _configured_maps(settings)
    _check_weight(numbers, findings=findings)
    return Plate(
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
            plate_filament(
                filament.index,
                settings,
                sliced=filament,
                bed_type=bed_type,
                maps=maps,
                findings=findings,
            )
            for filament in numbers.filaments
        ),
        warnings=numbers.warnings,
        thumbnail=sources.thumbnail,
        support_used=numbers.support_used,
        bed_type=bed_type,
        gcode_member=sources.gcode_member,
    )


def _changes(sources: PlateSources) -> int | None:
    """Count the filament changes; a plate of one filament has none."""
    if sources.sequence:
        return len(sources.sequence) - 1
    return 0 if len(sources.numbers.filaments) == 1 else None


def unsliced_plate(
    project: ProjectPlate,
    settings: ProjectSettings,
    *,
    thumbnail: bytes | None,
    findings: list[Finding],
) -> Plate:
    """Put a plate together that has no numbers: names, objects, filaments at least used."""
    bed_type = _project_bed(project, settings)
    return Plate(
        index=project.index,
        name=project.name,
        objects=project.objects,
        filaments=tuple(
            plate_filament(
                index,
                settings,
                bed_type=bed_type,
                maps=project.filament_maps or _configured_maps(settings),
                findings=findings,
            )
            for index in project.filament_indexes
        ),
        thumbnail=thumbnail,
        bed_type=bed_type,
    )


def configured_filaments(
    settings: ProjectSettings, *, findings: list[Finding]
) -> tuple[PlateFilament, ...]:
    """List all filaments of the project, used or not."""
    return tuple(
        plate_filament(
            index,
            settings,
            bed_type=_project_bed(None, settings),
            maps=_configured_maps(settings),
            findings=findings,
        )
        for index in range(1, settings.filament_count + 1)
    )


def numbers_from_head(index: int, head: GcodeHead, settings: ProjectSettings) -> SlicedPlate:
    """Stand in for a missing slice_info with what the gcode's header says."""
    return SlicedPlate(
        index=index,
        prediction_s=head.total_time_s,
        weight_g=sum((grams for _, grams in head.weights_g), Decimal(0))
        if head.weights_g
        else None,
        filaments=tuple(
            SlicedFilament(
                index=filament, used_g=grams, type=settings.of_filament("filament_type", filament)
            )
            for filament, grams in head.weights_g
        ),
    )


def plate_filament(
    index: int,
    settings: ProjectSettings,
    *,
    sliced: SlicedFilament | None = None,
    bed_type: str | None,
    maps: tuple[int, ...],
    findings: list[Finding],
) -> PlateFilament:
    """Describe one filament by its 1-based index in the project.

    Args:
        index: position in the per-filament lists of the settings.
        settings: the project's settings.
        sliced: what slice_info says; it counts before the settings.
        bed_type: the plate's bed, which decides on the bed temperature.
        maps: the 1-based extruder of each configured filament.
        findings: takes what cannot be understood.
    """
    sliced = sliced or SlicedFilament(index=index)
    numbers = _Numbers(settings, index=index, findings=findings)
    preset = one_line(settings.of_filament("filament_settings_id", index))
    extruder = maps[index - 1] if index <= len(maps) else 1
    temperature = settings.of_variant(
        "nozzle_temperature", index, extruder=extruder, volume_type=sliced.volume_type
    )
    return PlateFilament(
        index=index,
        type=sliced.type or one_line(settings.of_filament("filament_type", index)),
        name=preset.partition(" @")[0] or None if preset else None,
        settings_id=preset,
        vendor=one_line(settings.of_filament("filament_vendor", index)),
        bambu_id=sliced.bambu_id or one_line(settings.of_filament("filament_ids", index)),
        color_hex=sliced.color_hex or numbers.color("filament_colour"),
        used_g=sliced.used_g,
        used_m=sliced.used_m,
        density_g_cm3=numbers.positive("filament_density"),
        cost_per_kg=numbers.positive("filament_cost"),
        nozzle_temperature_c=numbers.whole(temperature, "nozzle_temperature"),
        bed_temperature_c=numbers.whole(
            bed_temperature(settings, bed_type=bed_type, index=index), "bed temperature"
        ),
    )


class _Numbers:
    """Reads the settings of one filament as numbers."""

    def __init__(self, settings: ProjectSettings, *, index: int, findings: list[Finding]) -> None:
        self._settings = settings
        self._index = index
        self._findings = findings

    def positive(self, key: str) -> Decimal | None:
        """Read a number of which 0 means unknown."""
        text = self._settings.of_filament(key, self._index)
        return decimal_of(text, where=self._where(key), findings=self._findings) or None

    def whole(self, text: str | None, key: str) -> int | None:
        return whole_of(text, where=self._where(key), findings=self._findings)

    def color(self, key: str) -> str | None:
        text = self._settings.of_filament(key, self._index)
        return color_of(text, where=self._where(key), findings=self._findings)

    def _where(self, key: str) -> str:
        return f"{SETTINGS_PATH}: {key}[{self._index}]"


def _project_bed(project: ProjectPlate | None, settings: ProjectSettings) -> str | None:
    """Give the plate's own bed, else the project's."""
    own = project.bed_type if project else None
    return bed_name(own or one_line(settings.text("curr_bed_type")))


def _configured_maps(settings: ProjectSettings) -> tuple[int, ...]:
    return tuple(
        int(entry) if entry.isdecimal() and len(entry) < 4 else 1  # noqa: PLR2004
        for entry in settings.entries("filament_map")
    )


def _check_weight(numbers: SlicedPlate, *, findings: list[Finding]) -> None:
    """Say so where the filaments do not add up to the plate."""
    grams = [item.used_g for item in numbers.filaments if item.used_g is not None]
    if numbers.weight_g is None or len(grams) != len(numbers.filaments) or not grams:
        return
    total = sum(grams, Decimal(0))
    if abs(total - numbers.weight_g) > _TOLERANCE_G + _TOLERANCE_SHARE * numbers.weight_g:
        message = f"The filaments add up to {total} g, the plate says {numbers.weight_g} g."
        findings.append(
            Finding(where=f"{SLICE_INFO_PATH}: plate[{numbers.index}].weight", message=message)
        )
