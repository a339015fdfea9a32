"""What a slicer warned of, in words; its codes stand in the file."""

from collections.abc import Mapping
from typing import Final

from printshop.ui.file_details import facts
from printshop.ui.file_details.facts import Report

_WORDS: Final = {
    "bed_temperature_too_high_than_filament": (
        "The bed is hotter than a filament likes, and in a closed printer the nozzle may clog: "
        "open the door or take off the top."
    ),
    "the_actual_nozzle_hrc_smaller_than_the_required_nozzle_hrc": (
        "A filament wears the nozzle down: it asks for a harder one."
    ),
    "not_support_traditional_timelapse": (
        "A traditional timelapse may leave marks on the surface: leave it off, or use the smooth "
        "one."
    ),
    "smooth_timelapse_without_prime_tower": (
        "The smooth timelapse needs a prime tower, which is off: the print may have faults."
    ),
    "not_generate_timelapse": "No timelapse is made of this print.",
    "activate_long_retraction_when_cut": (
        "The filament is pulled far back before it is cut: less flush, but it may clog."
    ),
}


def of_report(report: Report) -> Mapping[str, tuple[str, ...]]:
    """Each warning once, in words, with the names of the plates it stands at.

    A code that nobody knows here stands as the slicer wrote it.
    """
    found: dict[str, list[str]] = {}
    for plate in report.get("plates") or ():
        for code in dict.fromkeys(plate.get("warnings") or ()):
            words = _WORDS.get(code, str(code).replace("_", " "))
            found.setdefault(words, []).append(facts.plate_name(plate))
    return {words: tuple(names) for words, names in found.items()}
