"""What a plate weighs: the file says it, and says the grams of its filaments too."""

from decimal import Decimal

from printshop.domain.catalog import NewPlate
from printshop.domain.tolerance import fits


def filaments_g(plate: NewPlate) -> Decimal | None:
    """All filaments of a plate together, None while one of them is unknown or there is none."""
    used_g = [need.used_g for need in plate.requirements]
    known_g = [value_g for value_g in used_g if value_g is not None]
    return sum(known_g, Decimal(0)) if known_g and len(known_g) == len(used_g) else None


def total_g(plate: NewPlate) -> Decimal | None:
    """What a plate weighs: as the file says, else its filaments together; None while unknown."""
    return filaments_g(plate) if plate.weight_g is None else plate.weight_g


def adds_up(plate: NewPlate) -> bool:
    """Whether a plate's filaments fit its weight, within 0.02 g + 0.2 %, or nobody can tell."""
    together_g = filaments_g(plate)
    if plate.weight_g is None or together_g is None:
        return True
    return fits(together_g, plate.weight_g)
