"""The makers' filaments: what open data sets say, to search and to make filaments from."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field, StringConstraints

from printshop.domain.filament import (
    MAX_COLORS,
    Celsius,
    ColorPattern,
    Finish,
    Material,
    NewFilament,
)
from printshop.domain.units import (
    Frozen,
    Grams,
    HexColor,
    OptionalText,
    PositiveGrams,
    SearchWords,
    ShortName,
    WebAddress,
)

# What a filament of the shop takes over from a maker's, under the name that it has there.
TAKEN_FIELDS: Final = (
    "brand",
    "material",
    "slicer_name",
    "color_name",
    "color_hex",
    "other_color_hexes",
    "color_pattern",
    "finish",
    "density_g_cm3",
    "diameter_mm",
    "net_g",
    "tare_g",
    "nozzle_min_c",
    "nozzle_max_c",
    "bed_min_c",
    "bed_max_c",
    "drying_c",
    "bambu_id",
    "gtin",
    "maker_code",
    "purchase_url",
)
# Two filaments of a shop never have all of these in common.
KIND_FIELDS: Final = frozenset(
    {"brand", "material", "slicer_name", "color_hex", "other_color_hexes", "diameter_mm"}
)


class MakersFilament(Frozen):
    """A filament as a data set describes it, in one size.

    source_key is the data set's own lasting name of it. line is what the box calls the kind:
    PLA Basic. gtin may be wrong (`gtin_is_valid`), and is then shown and never matched.
    findings: what was odd about it, in sentences.
    """

    source: ShortName
    source_key: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    brand: ShortName
    material: Material
    line: OptionalText = ""
    color_name: ShortName
    color_hex: HexColor
    other_color_hexes: Annotated[tuple[HexColor, ...], Field(max_length=MAX_COLORS - 1)] = ()
    color_pattern: ColorPattern = ColorPattern.SINGLE
    finish: Finish = Finish.PLAIN
    density_g_cm3: Annotated[Decimal, Field(gt=0, lt=20, decimal_places=3)] | None = None
    diameter_mm: Annotated[Decimal, Field(gt=0, lt=10, decimal_places=2)] = Decimal("1.75")
    net_g: PositiveGrams | None = None
    tare_g: Grams | None = None
    is_refill: bool = False
    nozzle_min_c: Celsius | None = None
    nozzle_max_c: Celsius | None = None
    bed_min_c: Celsius | None = None
    bed_max_c: Celsius | None = None
    drying_c: Celsius | None = None
    bambu_id: OptionalText = ""
    maker_code: OptionalText = ""
    gtin: Annotated[str, StringConstraints(pattern=r"^(\d{8}|\d{12,14})?$")] = ""
    gtin_is_valid: bool = False
    purchase_url: WebAddress = ""
    is_discontinued: bool = False
    findings: Annotated[tuple[str, ...], Field(max_length=20)] = ()

    @property
    def label(self) -> str:
        """Brand, kind and colour in one line."""
        return f"{self.brand} {self.line or self.material} {self.color_name}"

    @property
    def color_hexes(self) -> tuple[str, ...]:
        """All its colours, the first first."""
        return (self.color_hex, *self.other_color_hexes)

    def as_new_filament(self) -> NewFilament:
        """The filament of a shop that it becomes; a wrong GTIN stays behind."""
        values = {
            name: getattr(self, name)
            for name in TAKEN_FIELDS
            if name not in {"slicer_name", "gtin"}
        }
        return NewFilament(
            **values,
            slicer_name="" if self.line.casefold() == self.material.casefold() else self.line,
            gtin=self.gtin if self.gtin_is_valid else "",
        )


class KnownFilament(MakersFilament):
    """A maker's filament that a shop took in.

    gone_at: when a newer data set no longer had it.
    """

    id: UUID
    taken_in_at: datetime
    gone_at: datetime | None = None


class Wish(Frozen):
    """What somebody looks for among the makers' filaments; empty fields ask for nothing."""

    words: SearchWords = ""
    material: Material | None = None
    brand: str = ""


def as_known_values(filament: NewFilament) -> dict[str, object]:
    """What a maker says of a filament, as it is kept beside the filament made from it."""
    return filament.model_dump(mode="json", include=set(TAKEN_FIELDS))
