"""When a spool is to be dried again: filament takes up water from the air, some faster."""

from datetime import date
from typing import Final

from printshop.domain.filament import Material

# Days in the open until prints begin to string and to hiss, as makers advise for a usual room.
# What is not named takes up next to nothing, or nobody knows.
DRY_FOR_DAYS: Final = {
    Material.PA: 7,
    Material.PVA: 7,
    Material.TPU: 30,
    Material.PETG: 30,
    Material.PCTG: 30,
    Material.PET: 30,
    Material.PC: 30,
    Material.PLA: 90,
    Material.ABS: 90,
    Material.ASA: 90,
    Material.HIPS: 90,
}


def days_in_the_open(*, opened_on: date | None, dried_on: date | None, as_of: date) -> int | None:
    """For how long a spool took up water; None where nobody has said a day."""
    days = [day for day in (opened_on, dried_on) if day is not None]
    return (as_of - max(days)).days if days else None


def is_drying_due(material: Material, days: int | None) -> bool:
    """Whether a spool of this material is to be dried before it is printed from.

    Args:
        material: of the spool.
        days: from `days_in_the_open`; unknown is never due.

    """
    limit = DRY_FOR_DAYS.get(material)
    return limit is not None and days is not None and days > limit
