"""Printers: what each can do, and which spools sit in it."""

import re
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from printshop.domain.filament import Material
from printshop.domain.units import Frozen, OptionalText, ShortName

# The holder outside the AMS.
EXTERNAL_SLOT: Final = 0
# As the slicers write them; any other name may be typed.
KNOWN_MODELS: Final = tuple(
    f"Bambu Lab {name}"
    for name in (
        *("A1", "A1 mini", "H2C", "H2D", "H2D Pro", "H2S"),
        *("P1P", "P1S", "P2S", "X1", "X1 Carbon", "X1E"),
    )
)
KNOWN_BED_TYPES: Final = (
    "Cool Plate",
    "Engineering Plate",
    "High Temp Plate",
    "Supertack Plate",
    "Textured PEI Plate",
)
# What makers put before a model, and people leave out.
_MAKER: Final = re.compile(r"^(bambu lab|bambulab|bambu) ")


def plain_model(model: str) -> str:
    """A printer model as it is compared: Bambu Lab P1S and p1s are one."""
    return _MAKER.sub("", " ".join(model.casefold().split()))


class NewPrinter(Frozen):
    """A printer of the shop.

    A file says which printer model it was sliced for: takes_any_model prints it all the
    same, otherwise the printer's own model and accepts_models do. Without materials or
    bed_types it takes any. turnaround_min and cost_per_hour are None where the shop's own hold.
    """

    name: ShortName
    model: OptionalText = ""
    nozzle_diameter_mm: Annotated[Decimal, Field(gt=0, lt=10)] = Decimal("0.4")
    ams_slots: Annotated[int, Field(ge=0, le=64)] = 4
    extruder_count: Annotated[int, Field(ge=1, le=2)] = 1
    watts: Annotated[int, Field(ge=0, le=10_000)] = 120
    takes_any_model: bool = True
    accepts_models: Annotated[tuple[OptionalText, ...], Field(max_length=50)] = ()
    materials: tuple[Material, ...] = ()
    bed_types: Annotated[tuple[OptionalText, ...], Field(max_length=20)] = ()
    turnaround_min: Annotated[int, Field(ge=0, le=1440)] | None = None
    cost_per_hour: Annotated[Decimal, Field(ge=0, le=10_000, decimal_places=4)] | None = None


class Printer(NewPrinter):
    """A stored printer."""

    id: UUID
    is_active: bool
    created_at: datetime


class LoadedSpool(Frozen):
    """A spool that sits in a slot of a printer; slot 0 is the holder outside the AMS."""

    printer_id: UUID
    slot: Annotated[int, Field(ge=0, le=64)]
    spool_id: UUID
