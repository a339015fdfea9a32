"""What a dropped file becomes on its way into the catalog: its draft, and what a save made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from printshop.bambu import ThreeMF
from printshop.domain.catalog import NewModel, NewVariant
from printshop.domain.filament import NewFilament
from printshop.errors import Finding
from printshop.services.matching import FilamentMatch

Position = tuple[int, int]
"""(plate index, filament index) within a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Existing:
    """Where the very same bytes are already."""

    model_id: UUID
    variant_id: UUID
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSuggestion:
    """A model of the shop that this file looks like a new version of, and why."""

    model_id: UUID
    name: str
    next_version: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a file says, as the form shows it first. Nothing is stored yet.

    `candidates` and `new_filaments` are keyed by (plate index, filament index):
    which of the shop's filaments it may be, best first, and what "create this
    filament" would create. `split` is the grams told apart as JSON of bambu's own
    shape, None while `gcode_bytes` of gcode, unpacked, were not walked. `thumbnails`
    (by plate index) and `pictures` of the design are redrawn by us.
    """

    file_name: str
    sha256: str
    size_bytes: int
    gcode_bytes: int
    split: Mapping[str, Any] | None = field(repr=False)
    content: ThreeMF = field(repr=False)
    existing: Existing | None
    newer_of: ModelSuggestion | None
    model: NewModel
    variant: NewVariant
    thumbnails: Mapping[int, bytes] = field(repr=False)
    pictures: tuple[bytes, ...] = field(repr=False)
    candidates: Mapping[Position, tuple[FilamentMatch, ...]]
    new_filaments: Mapping[Position, NewFilament]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a draft becomes: a version of the model of this id, else of a new model.

    `new_filaments` are created and matched, by (plate index, filament index).
    """

    model: NewModel
    variant: NewVariant
    model_id: UUID | None
    new_filaments: Mapping[Position, NewFilament]


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedUpload:
    """What a save made, or found there already.

    is_project: the file is kept beside this version as the project it was sliced from.
    """

    model_id: UUID
    variant_id: UUID
    label: str
    already_there: bool
    is_project: bool = False
