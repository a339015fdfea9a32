"""What holds for the whole print: nozzles, lengths of the process, brim."""

from collections.abc import Iterable

from printshop.bambu.members.project_settings import PATH as SETTINGS_PATH
from printshop.bambu.members.project_settings import ProjectSettings
from printshop.bambu.members.slice_info import SliceInfo
from printshop.bambu.plain_text import one_line
from printshop.bambu.results import Brim, Part
from printshop.bambu.values import millimetres_of
from printshop.errors import Finding

_UNDEFINED = "undefine"


def nozzle_diameters(
    slices: SliceInfo, settings: ProjectSettings, *, findings: list[Finding]
) -> tuple[tuple[float, ...], Part]:
    """Give a diameter per extruder, mm, and the part that says so.

    Repackers pad the settings' list, not the plate's.
    """
    for plate in slices.plates.values():
        if plate.nozzle_diameters_mm:
            return plate.nozzle_diameters_mm, "slice_info"
    entries = settings.entries("nozzle_diameter")
    lengths = (
        millimetres_of(entry, where=f"{SETTINGS_PATH}: nozzle_diameter", findings=findings)
        for entry in entries
    )
    return tuple(length for length in lengths if length), "settings"


def nozzle_types(settings: ProjectSettings) -> tuple[str, ...]:
    """Give the first type of each extruder: a list per extruder variant repeats them."""
    types = settings.entries("nozzle_type")
    owners = settings.entries("printer_extruder_id")
    if len(owners) == len(types):
        types = tuple(dict(zip(reversed(owners), reversed(types), strict=True)).values())[::-1]
    return _lines(entry for entry in types if entry != _UNDEFINED)


def nozzle_volume_types(settings: ProjectSettings) -> tuple[str, ...]:
    """Give the volume type of each extruder's nozzle: Standard, High Flow and so on."""
    return _lines(settings.entries("nozzle_volume_type"))


def _lines(entries: Iterable[str]) -> tuple[str, ...]:
    return tuple(line for entry in entries if (line := one_line(entry)))


def brim_of(settings: ProjectSettings, *, findings: list[Finding]) -> Brim:
    """Give the brim as configured."""
    return Brim(
        type=one_line(settings.text("brim_type")),
        width_mm=length_mm(settings, "brim_width", findings=findings),
        gap_mm=length_mm(settings, "brim_object_gap", findings=findings),
    )


def length_mm(settings: ProjectSettings, key: str, *, findings: list[Finding]) -> float | None:
    """Read a length of the process, mm."""
    return millimetres_of(settings.text(key), where=f"{SETTINGS_PATH}: {key}", findings=findings)
