"""What a list shows of an incoming file without reading it again: a small JSON, kept with it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from printshop.bambu import ThreeMF
from printshop.bambu.split.plate_split import DAMAGED_GCODE
from printshop.domain.catalog import NewRequirement, NewVariant
from printshop.domain.filament import NewFilament
from printshop.domain.incoming import FilamentWords
from printshop.domain.plate_weight import adds_up, filaments_g, total_g
from printshop.domain.units import Frozen
from printshop.errors import Finding
from printshop.services import matching, proposals


class FindingNote(Frozen):
    """Something odd in the file."""

    where: str
    message: str


class NamedFilament(Frozen):
    """A filament that a file names, wherever it stands in it.

    used_g: of all plates together, None while one of them is not known. new: what "create
    this filament" would create.
    """

    words: FilamentWords
    used_g: Decimal | None
    new: NewFilament


class Summary(Frozen):
    """A file in a line. Grams and times are None where one plate's are not known.

    filaments_g: what the filaments add up to, where that does not fit used_g. gcode_bytes:
    of all plates together, unpacked. differences: sentences that say where the sender's
    reading and ours differ. design_model_id: by which MakerWorld knows the design.
    split_note: why its grams could not be told apart. The members are the parts of the file
    that its pictures were drawn from, those of the plates by index.
    """

    kind: str
    title: str
    designer: str = ""
    design_model_id: str = ""
    printer_model: str = ""
    plate_count: int = 0
    print_time_s: int | None = None
    used_g: Decimal | None = None
    filaments_g: Decimal | None = None
    colors: tuple[str, ...] = ()
    filaments: tuple[NamedFilament, ...] = ()
    gcode_bytes: int = 0
    findings: tuple[FindingNote, ...] = ()
    differences: tuple[str, ...] = ()
    split_note: str = ""
    thumbnail_members: Annotated[dict[int, str], Field(default_factory=dict)]
    picture_members: tuple[str, ...] = ()

    def with_note(self, where: str, message: str) -> "Summary":
        """With one thing more that is odd in the file."""
        note = FindingNote(where=where, message=message)
        return self.model_copy(update={"findings": (*self.findings, note)})

    @property
    def damage(self) -> str:
        """What is said of gcode that cannot be read to its end, by us or a printer; else empty."""
        said = (note.message for note in self.findings)
        return next((message for message in said if message.startswith(DAMAGED_GCODE)), "")

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return self.model_dump(mode="json")


def summary_of(content: ThreeMF, file_name: str, *, gcode_bytes: int = 0) -> Summary:
    """Sum a file up.

    Args:
        content: what was read of it.
        file_name: as it came.
        gcode_bytes: of all plates together, unpacked.

    """
    model = proposals.propose_model(content, file_name)
    variant = proposals.propose_variant(content, file_name, metadata={})
    return Summary(
        kind=content.kind,
        title=model.name,
        designer=model.designer,
        design_model_id=content.design_model_id or "",
        printer_model=variant.printer_model,
        plate_count=len(variant.plates),
        print_time_s=_print_time_s(variant),
        used_g=_used_g(variant),
        filaments_g=_misfit_g(variant),
        colors=_colors(variant),
        filaments=_filaments(content, variant),
        gcode_bytes=gcode_bytes,
        findings=_notes((*content.findings, *proposals.left_out(content))),
    )


def differences(said: Summary, found: Summary) -> tuple[str, ...]:
    """Where what the sender read of a file differs from the stored file, a sentence each."""
    pairs = (
        ("kind of file", said.kind, found.kind),
        ("title", said.title, found.title),
        ("number of plates", said.plate_count, found.plate_count),
        ("print time in seconds", said.print_time_s, found.print_time_s),
        ("grams", said.used_g, found.used_g),
        ("printer", said.printer_model, found.printer_model),
        ("colours", said.colors, found.colors),
    )
    return tuple(
        f"The {what} of the stored file is {_word(is_now)}; the browser had read {_word(was)}."
        for what, was, is_now in pairs
        if was != is_now
    )


def _word(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "nothing"
    return "unknown" if value in {None, ""} else str(value)


def _print_time_s(variant: NewVariant) -> int | None:
    known = [plate.print_time_s for plate in variant.plates if plate.print_time_s is not None]
    return sum(known) if len(known) == len(variant.plates) else None


def _used_g(variant: NewVariant) -> Decimal | None:
    known = [grams for plate in variant.plates if (grams := total_g(plate)) is not None]
    return sum(known, Decimal(0)) if len(known) == len(variant.plates) else None


def _misfit_g(variant: NewVariant) -> Decimal | None:
    """What the filaments of all plates add up to, where a plate's do not fit its weight."""
    known = [grams for plate in variant.plates if (grams := filaments_g(plate)) is not None]
    is_misfit = len(known) == len(variant.plates) and not all(map(adds_up, variant.plates))
    return sum(known, Decimal(0)) if is_misfit else None


def _filaments(content: ThreeMF, variant: NewVariant) -> tuple[NamedFilament, ...]:
    new = matching.new_filaments(content, variant)
    found: dict[FilamentWords, tuple[NewFilament, list[NewRequirement]]] = {}
    for plate in variant.plates:
        for need in plate.requirements:
            if need.is_named:
                proposed = new[plate.index, need.filament_index]
                found.setdefault(matching.words_of(need), (proposed, []))[1].append(need)
    return tuple(
        NamedFilament(words=words, used_g=_together_g(needs), new=proposed)
        for words, (proposed, needs) in found.items()
    )


def _together_g(needs: Sequence[NewRequirement]) -> Decimal | None:
    known = [need.used_g for need in needs if need.used_g is not None]
    return sum(known, Decimal(0)) if len(known) == len(needs) else None


def _colors(variant: NewVariant) -> tuple[str, ...]:
    needs = (need for plate in variant.plates for need in plate.requirements)
    return tuple(dict.fromkeys(need.color_hex for need in needs if need.is_named))


def _notes(findings: Sequence[Finding]) -> tuple[FindingNote, ...]:
    return tuple(FindingNote(where=found.where, message=found.message) for found in findings)
