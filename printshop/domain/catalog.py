"""Models, their variants (versions of a sliced or unsliced file), plates and needs."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from printshop.domain.units import (
    DurationSeconds,
    Frozen,
    Grams,
    HexColor,
    LongText,
    Name,
    OptionalText,
    WebAddress,
)

PAGE_SIZE = 24
MAX_PLATES = 100
MAX_FILAMENTS_PER_PLATE = 64
# Positions in a file's lists, which may have gaps: as far as a file is read.
MAX_FILAMENT_INDEX = 1_000
MAX_PLATE_INDEX = 999_999_999
# Stands where a file says no colour.
NO_COLOR = "#808080"
# Pictures of a model, from all of its versions' files.
MAX_PICTURES = 16


class Category(StrEnum):
    """The four default categories."""

    KEYCHAIN = "keychain"
    EARRING = "earring"
    DECORATION = "decoration"
    FUNCTIONAL = "functional"


class VariantStatus(StrEnum):
    """How far a variant is trusted."""

    UNTESTED = "untested"
    PROVEN = "proven"
    RETIRED = "retired"


class GramSource(StrEnum):
    """Where the grams of a requirement come from, or how they were told apart."""

    GCODE = "gcode"
    ESTIMATE = "estimate"
    SLICE_INFO = "slice_info"
    MANUAL = "manual"


class NewModel(Frozen):
    """What a person says of a model."""

    name: Name
    designer: OptionalText = ""
    description: LongText = ""
    category: Category = Category.DECORATION
    license: OptionalText = ""
    source_url: WebAddress = ""
    tags: Annotated[tuple[OptionalText, ...], Field(max_length=50)] = ()


class Model(NewModel):
    """A thing the shop makes. picture_keys: where pictures of the design are stored.

    unit_price is None where nobody said what a piece is sold for; packaging_cost and
    finishing_min (a person's minutes for a piece) are None where the shop's own hold.
    """

    id: UUID
    picture_keys: tuple[str, ...] = ()
    unit_price: Decimal | None = None
    packaging_cost: Decimal | None = None
    finishing_min: Decimal | None = None
    created_at: datetime
    updated_at: datetime


class NewRequirement(Frozen):
    """What one run of a plate takes from one position of the file's filament list.

    model_g + waste_g + purge_g is what is booked; what is not told apart stands in
    model_g, and `split_known` is false. All None: nobody has said. waste_g is support
    and prime tower together, `support_g` a part of it, None where they are not told
    apart. slicer_* say what the file named, so that a match can be made again later.
    """

    filament_index: Annotated[int, Field(ge=1, le=MAX_FILAMENT_INDEX)]
    filament_id: UUID | None = None
    model_g: Grams | None = None
    waste_g: Grams | None = None
    purge_g: Grams | None = None
    support_g: Grams | None = None
    split_known: bool = False
    source: GramSource = GramSource.SLICE_INFO
    slicer_type: OptionalText = ""
    slicer_name: Annotated[str, Field(max_length=200)] = ""
    slicer_vendor: OptionalText = ""
    bambu_id: OptionalText = ""
    color_hex: HexColor = NO_COLOR

    @property
    def is_named(self) -> bool:
        """Whether the file says anything of the filament, be it a material or a maker."""
        said = (self.slicer_type, self.slicer_name, self.slicer_vendor, self.bambu_id)
        return any(said) or self.color_hex != NO_COLOR

    @property
    def used_g(self) -> Decimal | None:
        """All grams of this position together, None while unknown."""
        if self.model_g is None:
            return None
        return self.model_g + (self.waste_g or 0) + (self.purge_g or 0)

    @property
    def tower_g(self) -> Decimal | None:
        """The prime tower's grams, None where support and tower are not told apart."""
        if self.waste_g is None or self.support_g is None:
            return None
        return self.waste_g - self.support_g


class Requirement(NewRequirement):
    """A stored requirement."""

    id: UUID
    plate_id: UUID


class NewPlate(Frozen):
    """One build plate of a file. Unknown numbers are None, never 0."""

    index: Annotated[int, Field(ge=1, le=MAX_PLATE_INDEX)]
    name: OptionalText = ""
    thumbnail_key: str | None = None
    print_time_s: DurationSeconds | None = None
    preparation_time_s: DurationSeconds | None = None
    weight_g: Grams | None = None
    layers: int | None = None
    filament_changes: int | None = None
    units: Annotated[int, Field(ge=1, le=10_000)] = 1
    requirements: tuple[NewRequirement, ...] = ()


class Plate(NewPlate):
    """A stored plate."""

    id: UUID
    variant_id: UUID
    requirements: tuple[Requirement, ...] = ()

    @property
    def label(self) -> str:
        """The plate's own name, or its number."""
        return self.name or f"Plate {self.index}"


class VariantFacts(Frozen):
    """What a file says of itself, and what a person added.

    project_file_id: the unsliced project that the source file was sliced from, where it is kept.
    """

    name: Name
    source_file_id: UUID | None = None
    project_file_id: UUID | None = None
    producer_name: OptionalText = ""
    producer_version: OptionalText = ""
    printer_model: OptionalText = ""
    nozzle_diameter_mm: Annotated[Decimal, Field(gt=0, lt=10)] | None = None
    bed_type: OptionalText = ""
    layer_height_mm: Annotated[Decimal, Field(ge=0, lt=100)] | None = None
    nozzle_temperature_c: int | None = None
    bed_temperature_c: int | None = None
    notes: LongText = ""
    status: VariantStatus = VariantStatus.UNTESTED


class NewVariant(VariantFacts):
    """A version of a model to be stored: one file and what it takes to print it."""

    # JSON of whatever the slicer wrote: its shape is the slicer's, not ours.
    bambu_metadata: Annotated[dict[str, Any], Field(default_factory=dict)]
    plates: Annotated[tuple[NewPlate, ...], Field(min_length=1, max_length=MAX_PLATES)]


class Variant(VariantFacts):
    """A stored variant. print_duration_s sums its plates, None if one is unknown."""

    id: UUID
    model_id: UUID
    version: int
    previous_variant_id: UUID | None
    print_duration_s: int | None
    cost_to_produce_usd: Decimal | None
    success_rate_pct: Decimal | None
    created_at: datetime
    updated_at: datetime
    plates: tuple[Plate, ...] = ()

    @property
    def label(self) -> str:
        """Name and version as people say them."""
        return f"{self.name} v{self.version}"


class ModelWithVariants(Frozen):
    """A model and all its variants, newest version first."""

    model: Model
    variants: tuple[Variant, ...]


class VersionOfModel(Frozen):
    """A version of a model by its number and the variant that it is."""

    variant_id: UUID
    version: int


class ModelCard(Frozen):
    """A model as the catalog shows it: the newest variant stands for it.

    versions: all of them, newest first.
    """

    model: Model
    variant_id: UUID | None
    variant_label: str
    versions: tuple[VersionOfModel, ...]
    plate_count: int
    print_duration_s: int | None
    thumbnail_key: str | None
    colors: tuple[str, ...]
    used_g: Decimal | None


class CatalogPage(Frozen):
    """One page of the catalog."""

    models: tuple[ModelCard, ...]
    total: int
    has_more: bool


class VariantUpdate(Frozen):
    """What a person may change of a stored variant; a new file makes a new version."""

    name: Name
    notes: LongText = ""
    status: VariantStatus = VariantStatus.UNTESTED


class PlateNumbers(Frozen):
    """Time and grams of a plate as a person says them, grams by filament index."""

    print_time_s: DurationSeconds | None = None
    grams: Annotated[dict[int, Grams], Field(default_factory=dict)]


class PlateUpdate(Frozen):
    """What a person says of a stored plate.

    `numbers` only where the file has none; `matches` says by requirement which filament
    of the shop it means.
    """

    numbers: PlateNumbers | None = None
    matches: Annotated[dict[UUID, UUID | None], Field(default_factory=dict)]
