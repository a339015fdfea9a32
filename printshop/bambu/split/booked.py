"""The grams of a filament as a shop books them: to the hundredth, the parts adding up."""

from decimal import Decimal

from printshop.bambu.results import PlateFilament
from printshop.domain.gram_parts import GramParts, parts_of
from printshop.domain.units import MAX_GRAMS, to_grams


def booked_g(filament: PlateFilament) -> Decimal | None:
    """All grams of a filament: the slicer's, else those found in the gcode; None while unknown.

    More than anybody prints is taken for a fault of the file, and is unknown too.
    """
    used_g = filament.used_g
    if used_g is None:
        parts = (filament.model_g, filament.support_g, filament.tower_g, filament.flush_g)
        found = [part for part in parts if part is not None]
        used_g = sum(found, Decimal(0)) if len(found) == len(parts) else None
    if used_g is None or not 0 <= used_g <= MAX_GRAMS:
        return None
    return to_grams(used_g)


def booked_parts(filament: PlateFilament) -> GramParts | None:
    """The booked grams told apart, the model being the rest; None where no split is known.

    Both the catalog's requirements and the specification's BambuMetadata are made of these,
    so that they never say different grams of one file.
    """
    used_g = booked_g(filament)
    if used_g is None or filament.split_source == "none":
        return None
    return parts_of(
        used_g,
        support_g=filament.support_g,
        tower_g=filament.tower_g,
        flush_g=filament.flush_g,
    )
