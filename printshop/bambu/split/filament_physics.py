"""What millimetres of filament weigh, and which extruder and nozzle they pass."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from printshop.bambu.members.project_settings import ProjectSettings

_USUAL_DIAMETER_MM = 1.75
_MOST = 1e6
_MOST_G = 1e9
_Number = TypeVar("_Number", int, float)


@dataclass(frozen=True, kw_only=True, slots=True)
class FilamentPhysics:
    """Numbers of all configured filaments and extruders, first ones first.

    `extruders` names the 1-based extruder of each filament, `nozzle_mm3` the
    plastic that stays in the nozzle of each extruder when the filament changes.
    """

    densities_g_cm3: tuple[float, ...]
    diameters_mm: tuple[float, ...]
    extruders: tuple[int, ...]
    nozzle_mm3: tuple[float, ...]

    def grams(self, index: int, volume_mm3: float) -> float | None:
        """Weigh a volume of the 1-based filament; None for an unknown density or beyond tons."""
        density = _at(self.densities_g_cm3, index) or 0.0
        grams = volume_mm3 * density / 1000
        return grams if density > 0 and grams < _MOST_G else None

    def volume_mm3(self, index: int, length_mm: float) -> float:
        """Give the volume of a length: cross-section times length."""
        diameter = _at(self.diameters_mm, index) or _USUAL_DIAMETER_MM
        return math.pi * diameter**2 / 4 * length_mm

    def extruder(self, index: int) -> int:
        """Give the 1-based extruder of a filament; printers with one need no map."""
        return _at(self.extruders, index) or 1

    def kept_mm3(self, extruder: int) -> float:
        """Give the volume of an extruder's nozzle; one value may stand for all."""
        last = self.nozzle_mm3[-1] if self.nozzle_mm3 else 0.0
        return _at(self.nozzle_mm3, extruder) or last


def physics_of(
    config: Mapping[str, str], settings: ProjectSettings, *, maps: tuple[int, ...]
) -> FilamentPhysics:
    """Take the numbers from the gcode's own settings, else from the project's.

    Args:
        config: the settings at the head or tail of the gcode.
        settings: of the project; its lists may have an entry per extruder variant.
        maps: the plate's own extruder for each filament, if it says so.
    """
    nozzles = _floats(config.get("nozzle_volume", "").split(","))
    return FilamentPhysics(
        densities_g_cm3=_floats(config.get("filament_density", "").split(","))
        or _floats(settings.entries("filament_density")),
        diameters_mm=_floats(config.get("filament_diameter", "").split(","))
        or _floats(settings.entries("filament_diameter")),
        extruders=maps
        or tuple(int(value) for value in _floats(config.get("filament_map", "").split(",")))
        or tuple(int(value) for value in _floats(settings.entries("filament_map"))),
        nozzle_mm3=nozzles or _per_extruder(settings, "nozzle_volume"),
    )


def _per_extruder(settings: ProjectSettings, key: str) -> tuple[float, ...]:
    """Pick the first entry of each extruder where there is one per extruder variant."""
    values = _floats(settings.entries(key))
    owners = settings.entries("printer_extruder_id")
    if len(owners) != len(values):
        return values
    first: dict[str, float] = {}
    for owner, value in zip(owners, values, strict=True):
        first.setdefault(owner, value)
    return tuple(first.values())


def _floats(words: list[str] | tuple[str, ...]) -> tuple[float, ...]:
    """Read a list of numbers; a word that is none makes the list unknown."""
    try:
        values = tuple(float(word) for word in words)
    except ValueError:
        return ()
    return values if all(0 <= value < _MOST for value in values) else ()


def _at(values: tuple[_Number, ...], index: int) -> _Number | None:
    return values[index - 1] if 0 < index <= len(values) else None
