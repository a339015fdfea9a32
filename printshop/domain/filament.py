"""Filaments (the purchasable kind), spools (one reel) and the ledger of grams."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from printshop.domain.units import (
    CostPerGram,
    Frozen,
    Grams,
    HexColor,
    Money,
    Note,
    OptionalText,
    PositiveGrams,
    ShortName,
    WebAddress,
)

MAX_SPOOLS_AT_ONCE = 100


class Material(StrEnum):
    """The material family; a slicer's own name (PLA-CF, Silk …) stands beside it."""

    PLA = "PLA"
    PETG = "PETG"
    ABS = "ABS"
    TPU = "TPU"
    ASA = "ASA"
    PC = "PC"
    PA = "PA"
    PVA = "PVA"
    PCTG = "PCTG"
    HIPS = "HIPS"
    PP = "PP"
    PET = "PET"
    OTHER = "OTHER"

    @classmethod
    def from_slicer(cls, slicer_type: str) -> "Material":
        """The family of a slicer's filament type: `PLA-CF` is PLA, `PA6-GF` is PA."""
        head = slicer_type.strip().upper().replace("+", "").split("-")[0].split(" ")[0]
        if head in cls.__members__:
            return cls[head]
        if head.startswith("PA"):
            return cls.PA
        return cls.PLA if head == "SILK" else cls.OTHER


class MovementReason(StrEnum):
    """Why grams came or went."""

    RECEIVED = "received"
    USED = "used"
    SET = "set"
    ADDED = "added"
    SUBTRACTED = "subtracted"
    UNDONE = "undone"


class QuantityOperation(StrEnum):
    """How `update_quantity` reads its amount."""

    SET = "set"
    ADD = "add"
    SUBTRACT = "subtract"


class FilamentSort(StrEnum):
    """The orders in which filaments are listed."""

    DEMAND = "demand"
    NAME = "name"
    CREATED = "created"


class NewFilament(Frozen):
    """What a person says of a filament when adding it."""

    brand: ShortName
    material: Material
    slicer_name: OptionalText = ""
    color_name: ShortName
    color_hex: HexColor
    cost_per_gram_base: CostPerGram = Decimal(0)
    density_g_cm3: Annotated[Decimal, Field(gt=0, lt=20, decimal_places=3)] | None = None
    diameter_mm: Annotated[Decimal, Field(gt=0, lt=10, decimal_places=2)] = Decimal("1.75")
    bambu_id: OptionalText = ""
    purchase_url: WebAddress = ""
    low_stock_g: Grams = Decimal(100)


class Filament(NewFilament):
    """A filament of the shop. demand_count: how many requirements name it."""

    id: UUID
    demand_count: int
    created_at: datetime
    updated_at: datetime

    @property
    def label(self) -> str:
        """Brand, kind and colour in one line."""
        return f"{self.brand} {self.slicer_name or self.material} {self.color_name}"


class FilamentStock(Frozen):
    """A filament with what is on hand, grams. `spools` are those not archived."""

    filament: Filament
    spools: tuple["Spool", ...] = ()

    @property
    def on_hand_g(self) -> Decimal:
        """Grams on all spools, weighed or not."""
        return sum((spool.quantity_g for spool in self.spools), Decimal(0))

    @property
    def unweighed_g(self) -> Decimal:
        """Grams on spools whose weight was never checked."""
        return sum((s.quantity_g for s in self.spools if not s.is_weighed), Decimal(0))

    @property
    def is_low(self) -> bool:
        """Whether what is on hand is at or under the filament's threshold.

        A filament that the shop never had a spool of is not low: it was never there.
        """
        return bool(self.spools) and self.on_hand_g <= self.filament.low_stock_g


class NewSpools(Frozen):
    """A purchase of like spools. price is what all of them cost together.

    purchase_id is chosen by the caller: the same purchase sent twice is one purchase.
    """

    purchase_id: UUID
    filament_id: UUID
    count: Annotated[int, Field(ge=1, le=MAX_SPOOLS_AT_ONCE)] = 1
    net_g: PositiveGrams
    total_price: Money | None = None
    is_weighed: bool = True
    batch_identifier: OptionalText = ""
    location: OptionalText = ""
    supplier: OptionalText = ""
    purchased_on: date | None = None
    expires_on: date | None = None


class Spool(Frozen):
    """One reel. quantity_g is the balance of its ledger; cost 0 means unknown."""

    id: UUID
    filament_id: UUID
    number: int
    batch_identifier: str
    initial_g: Decimal
    quantity_g: Decimal
    actual_cost_per_gram: Decimal
    is_weighed: bool
    location: str
    supplier: str
    purchased_on: date | None
    expires_on: date | None
    created_at: datetime
    updated_at: datetime

    @property
    def label(self) -> str:
        """How people at the shelf call it."""
        return f"#{self.number}"


class QuantityChange(Frozen):
    """Set, add or subtract grams of a spool, with a reason for the ledger.

    request_id is chosen by the caller: the same request sent twice books once.
    """

    request_id: UUID
    spool_id: UUID
    operation: QuantityOperation
    quantity_g: Grams
    reason: Note = ""


class Movement(Frozen):
    """One line of a spool's ledger; amount_g is signed, balance_g what stood after it."""

    id: int
    spool_id: UUID
    amount_g: Decimal
    balance_g: Decimal
    reason: MovementReason
    note: str
    job_id: UUID | None
    booked_at: datetime
