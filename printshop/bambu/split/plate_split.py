"""A plate with its grams and its time told apart: by its gcode, else by what there is."""

import math
from dataclasses import replace

from printshop.bambu.archive.container import Container
from printshop.bambu.content.plates import PlateSources
from printshop.bambu.gcode.walk import GcodeWalk, walk_gcode
from printshop.bambu.members.project_settings import ProjectSettings
from printshop.bambu.results import Plate
from printshop.bambu.split.filament_physics import physics_of
from printshop.bambu.split.flush_estimate import estimate_split
from printshop.bambu.split.gram_split import SplitNote, split_grams
from printshop.bambu.split.time_split import split_time
from printshop.errors import Finding, ThreeMFError

DAMAGED_GCODE = "No split of the grams: the file is damaged"
"""How the note of a plate begins whose gcode cannot be unpacked to its end."""

_CHANGE_TIMES = ("machine_load_filament_time", "machine_unload_filament_time")


def split_plate(
    plate: Plate, sources: PlateSources, settings: ProjectSettings, *, container: Container
) -> Plate:
    """Give a sliced plate with its split; whatever is not exact is noted with it.

    A gcode that cannot be read to its end costs the split only, not the plate.
    """
    if plate.gcode_member is None:
        return _estimated(plate, sources, settings)
    try:
        chunks = container.gcode_chunks(plate.gcode_member)
        walk = walk_gcode(chunks, change_s=_change_s(settings))
        problem = walk.problem
    except ThreeMFError as fault:
        # Kept with the bytes, whatever the file is called the next time.
        walk, problem = GcodeWalk(), f"the file{fault.message.removeprefix(container.name)}"
    if problem:
        notes = (SplitNote(message=f"No split of the grams: {problem.rstrip('.')}."),)
        return _noted(plate, notes, container)
    filaments, notes = split_grams(
        plate.filaments, walk, physics_of(walk.config, settings, maps=sources.maps)
    )
    return replace(
        _noted(plate, notes, container),
        filaments=filaments,
        layers=plate.layers if plate.layers is not None else walk.layers or None,
        filament_changes=len(walk.changes) - 1
        if plate.filament_changes is None
        else plate.filament_changes,
        time_split=split_time(
            walk.seconds if walk.names_features else (),
            print_time_s=plate.print_time_s,
            preparation_time_s=plate.preparation_time_s,
        ),
    )


def _estimated(plate: Plate, sources: PlateSources, settings: ProjectSettings) -> Plate:
    filaments, note = estimate_split(
        plate.filaments,
        settings,
        physics_of({}, settings, maps=sources.maps),
        sequence=sources.sequence,
        support_used=plate.support_used,
    )
    return replace(plate, filaments=filaments, split_notes=(note,))


def _noted(plate: Plate, notes: tuple[SplitNote, ...], container: Container) -> Plate:
    for note in notes:
        if note.is_odd:
            finding = Finding(where=plate.gcode_member or "", message=note.message)
            container.findings.append(finding)
    return replace(plate, split_notes=tuple(note.message for note in notes))


def _change_s(settings: ProjectSettings) -> float:
    """Give the time of one filament change as the printer's profile says; 0 when unknown."""
    total = 0.0
    for key in _CHANGE_TIMES:
        try:
            seconds = float(settings.text(key) or 0)
        except ValueError:
            seconds = 0.0
        total += seconds if math.isfinite(seconds) and seconds > 0 else 0.0
    return total
