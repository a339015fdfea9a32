"""What Spoolman's API answers with: the fields of it that a shop has a place for.

Source: https://github.com/Donkie/Spoolman, spoolman/api/v1/models.py. Fields without a value
are left out of its answers, so all but the ids may be missing. Fields of a user's own (`extra`)
are not read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

# As long as the longest of Spoolman's own, and generous for what its older versions let in.
_LONGEST = 2_000
# Beyond any weight, price or temperature; the shop's own limits are narrower.
_Number = Annotated[float, Field(ge=-1e9, le=1e9)]
_Whole = Annotated[int, Field(ge=-1_000_000, le=1_000_000)]
_Id = Annotated[int, Field(ge=0, lt=2**63)]


class _Record(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="ignore", str_max_length=_LONGEST, allow_inf_nan=False
    )


class VendorRecord(_Record):
    """Who makes it. empty_spool_weight: grams, of all its reels."""

    id: _Id
    name: str
    empty_spool_weight: _Number | None = None


class FilamentRecord(_Record):
    """A filament; weights in grams, weight is that of a full spool without the reel."""

    id: _Id
    name: str | None = None
    vendor: VendorRecord | None = None
    material: str | None = None
    price: _Number | None = None
    density: _Number | None = None
    diameter: _Number | None = None
    weight: _Number | None = None
    spool_weight: _Number | None = None
    article_number: str | None = None
    settings_extruder_temp: _Whole | None = None
    settings_bed_temp: _Whole | None = None
    color_hex: str | None = None
    multi_color_hexes: str | None = None
    multi_color_direction: str | None = None


class SpoolRecord(_Record):
    """A reel; weights in grams. It is full with initial_weight, or what its filament says."""

    id: _Id
    filament: FilamentRecord
    registered: datetime | None = None
    first_used: datetime | None = None
    price: _Number | None = None
    initial_weight: _Number | None = None
    spool_weight: _Number | None = None
    used_weight: _Number = Field(default=0)
    remaining_weight: _Number | None = None
    location: str | None = None
    lot_nr: str | None = None
    comment: str | None = None
    archived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """Something that Spoolman sent and that cannot be."""

    where: str
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolmanStock:
    """All that a Spoolman has, by its ids. address: where it was read."""

    address: str
    filaments: Sequence[FilamentRecord]
    spools: Sequence[SpoolRecord]
    unreadable: Sequence[Unreadable]
