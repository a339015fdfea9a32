"""Files on their way into the catalog, and what people say of them before they are there."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field

from printshop.domain.catalog import Category
from printshop.domain.filament import NewFilament
from printshop.domain.units import (
    DurationSeconds,
    Frozen,
    Grams,
    HexColor,
    LongText,
    Name,
    OptionalText,
    ShortName,
    WebAddress,
)

# An outline that is larger is not taken: a form needs a tenth of it.
MAX_OUTLINE_BYTES: Final = 4 * 1024 * 1024
# Files of one shop that are neither saved nor left out.
MAX_OPEN: Final = 500


class IncomingSource(StrEnum):
    """How a file came."""

    BROWSER = "browser"
    COMMAND = "command"
    FOLDER = "folder"
    SLICER = "slicer"


class IncomingStatus(StrEnum):
    """Where an incoming file stands; the last three are ends that only a person changes."""

    RECEIVING = "receiving"
    PROCESSING = "processing"
    REVIEW = "review"
    SAVED = "saved"
    FAILED = "failed"
    DISMISSED = "dismissed"


class IncomingStage(StrEnum):
    """What is being done with it."""

    RECEIVE = "receive"
    VERIFY = "verify"
    READ = "read"
    SPLIT = "split"
    PICTURES = "pictures"
    SAVE = "save"


OPEN_STATUSES: Final = (
    IncomingStatus.RECEIVING,
    IncomingStatus.PROCESSING,
    IncomingStatus.REVIEW,
    IncomingStatus.FAILED,
)


class FilamentWords(Frozen):
    """By which words a slicer's file names a filament."""

    slicer_type: OptionalText = ""
    slicer_name: Annotated[str, Field(max_length=200)] = ""
    slicer_vendor: OptionalText = ""
    bambu_id: OptionalText = ""
    color_hex: HexColor


class Meaning(Frozen):
    """What files mean by some words, and what hangs on it.

    is_learnt: a person chose it; else it was plain from the words. Plates, versions and jobs
    are those of versions that are not retired; n_other_plates take another filament, and
    n_printing_plates are being printed at this moment.
    """

    words: FilamentWords
    filament_id: UUID
    is_learnt: bool
    n_plates: int
    n_variants: int
    n_other_plates: int
    n_queued_jobs: int
    n_printing_plates: int


class FilamentChoice(Frozen):
    """What a person says a filament of a file is: one of the shop's, a new one, or left open.

    filament_index: of the file's list; None for wherever these words stand.
    """

    words: FilamentWords
    filament_index: int | None = None
    filament_id: UUID | None = None
    new: NewFilament | None = None


class PlateValues(Frozen):
    """What a person says of a plate; None and missing grams: what the file says."""

    units: Annotated[int, Field(ge=1, le=10_000)] | None = None
    print_time_s: DurationSeconds | None = None
    grams: Annotated[dict[int, Grams], Field(default_factory=dict)]


class ModelValues(Frozen):
    """What a person says of the model; None: what the file says."""

    name: Name | None = None
    designer: OptionalText | None = None
    description: LongText | None = None
    category: Category | None = None
    license: OptionalText | None = None
    source_url: WebAddress | None = None
    tags: Annotated[tuple[OptionalText, ...], Field(max_length=50)] | None = None


class FormValues(Frozen):
    """Everything a person said of an incoming file; the file says the rest.

    Kept with the file, so that it outlives the browser, a failure and a retry, and so that
    the worker can save what was accepted before the file had arrived. model_id: it becomes
    the next version of this model; is_new_model: it becomes a model of its own even where
    the shop has one of its name; neither: as proposed. project_of: the incoming or saved
    file of this id was sliced from it, so it is kept beside that one's version.
    """

    model_id: UUID | None = None
    is_new_model: bool = False
    project_of: UUID | None = None
    model: ModelValues = ModelValues()
    variant_name: Name | None = None
    plates: Annotated[dict[int, PlateValues], Field(default_factory=dict)]
    filaments: tuple[FilamentChoice, ...] = ()

    def followed_by(self, later: "FormValues") -> "FormValues":
        """Both together, where the same file was filled in twice: what was said later counts."""
        is_decided = later.model_id is not None or later.is_new_model
        of_model = later if is_decided else self
        said_later = {(choice.words, choice.filament_index) for choice in later.filaments}
        return FormValues(
            model_id=of_model.model_id,
            is_new_model=of_model.is_new_model,
            project_of=later.project_of or self.project_of,
            model=self.model.model_copy(update=_said(later.model)),
            variant_name=later.variant_name or self.variant_name,
            plates={
                index: _together(self.plates.get(index), later.plates.get(index))
                for index in self.plates.keys() | later.plates.keys()
            },
            filaments=(
                *(of for of in self.filaments if (of.words, of.filament_index) not in said_later),
                *later.filaments,
            ),
        )


def _said(values: Frozen) -> dict[str, Any]:
    return {name: value for name, value in values if value is not None}


def _together(first: PlateValues | None, later: PlateValues | None) -> PlateValues:
    first, later = first or PlateValues(), later or PlateValues()
    both = _said(later) | {"grams": {**first.grams, **later.grams}}
    return first.model_copy(update=both)


class NewIncoming(Frozen):
    """A file that somebody is about to send."""

    batch_id: UUID
    source: IncomingSource
    name: Annotated[str, Field(min_length=1, max_length=255)]
    size_bytes: Annotated[int, Field(ge=0)]


class IncomingFile(NewIncoming):
    """A file on its way into the catalog.

    sha256 is what the sender says until it has arrived. transfer: how it is being sent past
    the app, as JSON of the file store's own shape. summary: what a list shows of it, as JSON
    of printshop.services.incoming.summary. thumbnail_keys: by plate index. accepted_at: when
    a person said that it is to be saved as form_values say.
    """

    id: UUID
    sha256: str | None
    transfer: dict[str, Any] | None
    file_id: UUID | None
    status: IncomingStatus
    stage: IncomingStage
    progress_pct: int
    message: str
    error: str
    attempts: int
    outline_is_checked: bool
    summary: dict[str, Any]
    thumbnail_keys: dict[int, str]
    picture_keys: tuple[str, ...]
    form_values: FormValues
    accepted_at: datetime | None
    variant_id: UUID | None
    created_at: datetime
    updated_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether it is neither saved nor left out."""
        return self.status in OPEN_STATUSES

    @property
    def has_arrived(self) -> bool:
        """Whether all its bytes are in the store."""
        return self.file_id is not None


class NewAccessToken(Frozen):
    """A key that a program shows when it sends files."""

    name: ShortName


class AccessToken(NewAccessToken):
    """A stored key; the key itself was shown once, only its hash is kept."""

    id: UUID
    created_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
