"""The flush of a plate without gcode, from the order of filaments and the flush matrix.

Good to 0.1 mm³ for the flush of printers with one nozzle, unless it goes into
the print itself. Source: docs/3mf.md, "Without gcode".
"""

import math
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from printshop.bambu.gcode.walk import GcodeWalk
from printshop.bambu.members.project_settings import ProjectSettings
from printshop.bambu.results import PlateFilament
from printshop.bambu.split.filament_physics import FilamentPhysics
from printshop.bambu.split.gram_split import volumes_of
from printshop.bambu.values import switch_of

_LEAST_FLUSH_MM3 = 100.0
_AREA_MM2 = 2.4
# The change gcode of these printers pushes 2 mm more, once at the start too.
_TOPPING_UP = ("X1", "P1")
_TOP_UP_MM3 = 4.8
_INTO_PRINT = ("flush_into_objects", "flush_into_infill")
_INTO_SUPPORT = "flush_into_support"
_MOST = 1e6
_MILLIGRAM = Decimal("0.001")


def estimate_split(
    filaments: tuple[PlateFilament, ...],
    settings: ProjectSettings,
    physics: FilamentPhysics,
    *,
    sequence: tuple[int, ...],
    support_used: bool | None,
) -> tuple[tuple[PlateFilament, ...], str]:
    """Estimate what can be estimated without gcode, and say in a sentence what it is.

    Args:
        filaments: of the plate.
        settings: of the project: flush matrix, multiplier, tower.
        physics: densities and the nozzle's volume.
        sequence: the 1-based filaments in the order of the print; empty when unknown.
        support_used: what the slicer says of the plate.
    """
    if len(filaments) <= 1:
        return _single(filaments, support_used=support_used)
    reason = _reason_against(settings, filaments, sequence=sequence, support_used=support_used)
    if reason:
        return filaments, f"There is no gcode, and {reason}: no split of the grams."
    flushed = _flushed_mm3(settings, physics, sequence)
    done = tuple(
        _booked(filament, physics, flushed.get(filament.index, 0.0)) for filament in filaments
    )
    if any(filament.flush_g is None for filament in done):
        return filaments, "There is no gcode, and a density is unknown: no split of the grams."
    if any(_is_too_much(filament) for filament in done):
        message = (
            "There is no gcode, and by the order of filaments more is flushed than the slicer "
            "says is used: no split of the grams."
        )
        return filaments, message
    has_tower = switch_of(settings.text("enable_prime_tower")) is not False
    if has_tower or support_used is not False:
        message = "There is no gcode: only flush is estimated, from the order of filaments."
        return done, message
    whole = tuple(_with_rest_as_model(filament) for filament in done)
    return whole, "There is no gcode: the split is estimated from the order of filaments."


def _single(
    filaments: tuple[PlateFilament, ...], *, support_used: bool | None
) -> tuple[tuple[PlateFilament, ...], str]:
    """Without changes there is no flush and no tower to prime."""
    if support_used is not False:
        return filaments, "There is no gcode, and the grams hold support: no split of the grams."
    done = tuple(
        _with_rest_as_model(replace(filament, flush_g=Decimal(0), split_source="estimate"))
        for filament in filaments
    )
    if any(filament.model_g is None for filament in done):
        return filaments, "There is neither gcode nor a weight: no split of the grams."
    message = "There is no gcode: one filament and no support, so all of it is taken for the model."
    return done, message


def _reason_against(
    settings: ProjectSettings,
    filaments: tuple[PlateFilament, ...],
    *,
    sequence: tuple[int, ...],
    support_used: bool | None,
) -> str | None:
    """Say why flush cannot be estimated."""
    matrix = settings.entries("flush_volumes_matrix")
    count = math.isqrt(len(matrix))
    if set(sequence) != {filament.index for filament in filaments}:
        return "the order of the filaments is not in the file"
    if len(settings.entries("nozzle_diameter")) != 1:
        return "the printer has more than one nozzle"
    if count < max(sequence) or count**2 != len(matrix):
        return "the flush volumes of its filaments are not in the file"
    into_print = (*_INTO_PRINT, *((_INTO_SUPPORT,) if support_used is not False else ()))
    if any(switch_of(settings.text(key)) for key in into_print):
        return "flush goes into the print itself"
    return None


def _flushed_mm3(
    settings: ProjectSettings, physics: FilamentPhysics, sequence: tuple[int, ...]
) -> dict[int, float]:
    """Add up the flush of all changes, by filament."""
    matrix = [_number(entry) for entry in settings.entries("flush_volumes_matrix")]
    count = math.isqrt(len(matrix))
    multiplier = _number(settings.text("flush_multiplier"), 1.0)
    grabbed_mm3 = _AREA_MM2 * _number(settings.text("grab_length"))
    model = settings.text("printer_model") or ""
    top_up_mm3 = _TOP_UP_MM3 if any(word in model for word in _TOPPING_UP) else 0.0
    changes = [(sequence[0], top_up_mm3)]
    for before, after in pairwise(sequence):
        volume = matrix[(before - 1) * count + after - 1] * multiplier
        flushed = max(_LEAST_FLUSH_MM3, volume - grabbed_mm3) if volume > 0 else 0.0
        changes.append((after, flushed + top_up_mm3))
    lengths = tuple((index, mm3 / physics.volume_mm3(index, 1.0)) for index, mm3 in changes)
    volumes = volumes_of(GcodeWalk(changes=lengths), physics)
    return {index: volume.flush for index, volume in volumes.items()}


def _booked(filament: PlateFilament, physics: FilamentPhysics, flushed_mm3: float) -> PlateFilament:
    grams = physics.grams(filament.index, flushed_mm3)
    if grams is None:
        return filament
    flush = Decimal(grams).quantize(_MILLIGRAM)
    return replace(filament, flush_g=flush, split_source="estimate")


def _is_too_much(filament: PlateFilament) -> bool:
    used, flush = filament.used_g, filament.flush_g
    return used is not None and flush is not None and flush > used


def _with_rest_as_model(filament: PlateFilament) -> PlateFilament:
    """Without support and tower, all but the flush is the model."""
    if filament.used_g is None or filament.flush_g is None:
        return filament
    return replace(
        filament,
        model_g=filament.used_g - filament.flush_g,
        support_g=Decimal(0),
        tower_g=Decimal(0),
    )


def _number(text: str | None, default: float = 0.0) -> float:
    """Read a number; one that is none or out of all bounds counts as not said."""
    try:
        value = float(text or default)
    except ValueError:
        return default
    return value if 0 <= value < _MOST else default
