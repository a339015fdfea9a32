"""Filaments: the purchasable kind, as the shop, the maker and the slicer name it."""

import re
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from printshop.domain.gtin import checked_gtin
from printshop.domain.units import (
    CostPerGram,
    Frozen,
    Grams,
    HexColor,
    OptionalText,
    PositiveGrams,
    ShortName,
    WebAddress,
)

MAX_COLORS: Final = 8
# GFL99, GFG99, GFB99 …: GFL99 is "Generic PLA".
_GENERIC_ID: Final = re.compile(r"GF[A-Z]*[0-9]*99", re.IGNORECASE)

Celsius = Annotated[int, Field(ge=0, le=600)]
Gtin = Annotated[OptionalText, AfterValidator(checked_gtin)]


def is_generic_id(bambu_id: str) -> bool:
    """Whether a slicer's id stands for filament of any maker: it says no product."""
    return _GENERIC_ID.fullmatch(bambu_id) is not None


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


class Finish(StrEnum):
    """How the surface looks; only filaments of one finish stand in for each other."""

    PLAIN = "plain"
    MATTE = "matte"
    SILK = "silk"
    GLITTER = "glitter"
    TRANSLUCENT = "translucent"
    GLOW = "glow"
    MARBLE = "marble"
    WOOD = "wood"
    METAL = "metal"
    FIBER = "fiber"
    OTHER = "other"

    @classmethod
    def from_words(cls, words: str) -> "Finish":
        """The finish that a product's name speaks of: `PLA Silk+` is silk; plain without one."""
        for finish, pattern in _FINISH_WORDS:
            if pattern.search(words):
                return finish
        return cls.PLAIN


# The same words as in migration 0005, in the same order: the first that fits counts.
_FINISH_WORDS: Final = tuple(
    (finish, re.compile(pattern, re.IGNORECASE))
    for finish, pattern in (
        (Finish.SILK, r"\bsilk"),
        (Finish.MATTE, r"\bmatte?\b"),
        (Finish.FIBER, r"-CF|-GF|\bcarbon|\bglass fib"),
        (Finish.GLOW, r"\bglow|luminous"),
        (Finish.TRANSLUCENT, r"\btranslucent|\btransparent|\bclear"),
        (Finish.GLITTER, r"\bglitter|\bsparkle|\bgalaxy"),
        (Finish.MARBLE, r"\bmarble"),
        (Finish.WOOD, r"\bwood"),
        (Finish.METAL, r"\bmetal"),
    )
)


class ColorPattern(StrEnum):
    """How several colours lie in one filament: side by side, or one after the other."""

    SINGLE = "single"
    COEXTRUDED = "coextruded"
    GRADIENT = "gradient"


class FilamentSort(StrEnum):
    """The orders in which filaments are listed."""

    DEMAND = "demand"
    NAME = "name"
    CREATED = "created"


class NewFilament(Frozen):
    """What a person says of a filament when adding it.

    color_hex is the first colour, other_color_hexes the rest. net_g and tare_g are those
    of a full spool: filament without the reel, and the empty reel. low_stock_g and
    low_stock_spools: at or under so many grams in all, or under so many unopened spools, the
    filament is low; 0 switches the rule off. lead_time_days None is the shop's own.
    """

    brand: ShortName
    material: Material
    slicer_name: OptionalText = ""
    color_name: ShortName
    color_hex: HexColor
    other_color_hexes: Annotated[tuple[HexColor, ...], Field(max_length=MAX_COLORS - 1)] = ()
    color_pattern: ColorPattern = ColorPattern.SINGLE
    finish: Finish = Finish.PLAIN
    cost_per_gram_base: CostPerGram = Decimal(0)
    density_g_cm3: Annotated[Decimal, Field(gt=0, lt=20, decimal_places=3)] | None = None
    diameter_mm: Annotated[Decimal, Field(gt=0, lt=10, decimal_places=2)] = Decimal("1.75")
    net_g: PositiveGrams | None = None
    tare_g: Grams | None = None
    nozzle_min_c: Celsius | None = None
    nozzle_max_c: Celsius | None = None
    bed_min_c: Celsius | None = None
    bed_max_c: Celsius | None = None
    drying_c: Celsius | None = None
    drying_h: Annotated[int, Field(ge=0, le=240)] | None = None
    bambu_id: OptionalText = ""
    gtin: Gtin = ""
    maker_code: OptionalText = ""
    purchase_url: WebAddress = ""
    supplier: OptionalText = ""
    low_stock_g: Grams = Decimal(100)
    low_stock_spools: Annotated[int, Field(ge=0, le=1000)] = 0
    lead_time_days: Annotated[int, Field(ge=0, le=365)] | None = None
    pack_size: Annotated[int, Field(ge=1, le=1000)] = 1

    @model_validator(mode="after")
    def _checked(self) -> Self:
        for low, high, what in (
            (self.nozzle_min_c, self.nozzle_max_c, "nozzle"),
            (self.bed_min_c, self.bed_max_c, "bed"),
        ):
            if low is not None and high is not None and low > high:
                message = f"the lowest {what} temperature {low} is above the highest {high}"
                raise ValueError(message)
        return self

    @property
    def label(self) -> str:
        """Brand, kind and colour in one line."""
        return f"{self.brand} {self.slicer_name or self.material} {self.color_name}"

    @property
    def color_hexes(self) -> tuple[str, ...]:
        """All its colours, the first first."""
        return (self.color_hex, *self.other_color_hexes)


class Filament(NewFilament):
    """A filament of the shop.

    demand_count: how many requirements name it. average_cost_per_gram: the moving weighted
    average over its purchases, 0 where none has a price. known_filament_id: the maker's
    filament it was made from. merged_into_id: the filament that took its place.
    """

    id: UUID
    demand_count: int
    average_cost_per_gram: Decimal = Decimal(0)
    known_filament_id: UUID | None = None
    merged_into_id: UUID | None = None
    archived_at: datetime | None = None
    created_at: datetime
    updated_at: datetime

    @property
    def said(self) -> NewFilament:
        """What a person said of it, as a form holds it."""
        return NewFilament(**{name: getattr(self, name) for name in NewFilament.model_fields})
