"""The stages in which an incoming file is read: what it says, its grams apart, its pictures."""

from dataclasses import dataclass
from pathlib import Path

from printshop.bambu.split.split_record import SPLIT_RULES
from printshop.domain.incoming import IncomingFile, IncomingStage
from printshop.errors import ThreeMFError
from printshop.repo.files import FileRecord
from printshop.services.incoming.progress_notes import Progress
from printshop.services.incoming.reading import (
    OutlineReading,
    read_outline,
    read_pictures,
    read_split,
)
from printshop.services.incoming.summary import Summary, differences
from printshop.services.readers import Reader
from printshop.services.shop import Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What the stages have in common; path: the stored bytes, on this machine."""

    shop: Shop
    incoming: IncomingFile
    file: FileRecord
    path: Path
    reader: Reader
    progress: Progress


def run(work: Work) -> None:
    """Go through all stages; each is noted before it begins, with what the one before found.

    Raises:
        NoLongerWantedError: the file is not to be processed any more.
        StorageError: the pictures could not be stored this time.
        ThreeMFError: the file cannot be read; the message says what is wrong with it.

    """
    _draw(work, _split(work, _read(work)))


def _read(work: Work) -> Summary:
    work.progress.enter(IncomingStage.READ)
    found = work.reader(read_outline, work.path, work.incoming.name)
    noted = {"differences": _differences(work.incoming, found)}
    summary = found.summary.model_copy(update=noted)
    work.progress.enter(
        IncomingStage.SPLIT,
        outline=found.outline,
        outline_is_checked=True,
        summary=summary.as_json(),
    )
    return summary


def _differences(incoming: IncomingFile, found: OutlineReading) -> tuple[str, ...]:
    """Where the sender's reading differs from ours; as found before, when this is done again."""
    if not incoming.summary:
        return ()
    said = Summary.model_validate(incoming.summary)
    return said.differences if incoming.outline_is_checked else differences(said, found.summary)


def _split(work: Work, summary: Summary) -> Summary:
    """Tell the grams apart; a file that does not let us keeps its sums, and says why."""
    try:
        told = work.reader(read_split, work.path, work.incoming.name, work.file.split)
    except ThreeMFError as fault:
        split = None
        note = f"No split of the grams: {fault.message}"
        summary = summary.with_note("gcode", note).model_copy(update={"split_note": note})
    else:
        split = told.split
        summary = told.summary.model_copy(update={"differences": summary.differences})
    with work.shop.unit_of_work() as uow:
        uow.splits.lock(work.file.id)
        uow.splits.keep(work.file.id, split, rules=SPLIT_RULES)
        uow.commit()
    return summary


def _draw(work: Work, summary: Summary) -> None:
    """Draw and store the pictures; a file goes without those that cannot be drawn."""
    work.progress.enter(IncomingStage.PICTURES, summary=summary.as_json())
    try:
        drawn = work.reader(read_pictures, work.path, work.incoming.name)
    except ThreeMFError as fault:
        summary = summary.with_note("pictures", f"No pictures: {fault.message}")
        work.progress.enter(IncomingStage.SAVE, summary=summary.as_json())
        return
    store = work.shop.store
    members = {
        "thumbnail_members": dict(drawn.thumbnail_members),
        "picture_members": drawn.picture_members,
    }
    work.progress.enter(
        IncomingStage.SAVE,
        summary=summary.model_copy(update=members).as_json(),
        thumbnail_keys={str(i): store.put(image).key for i, image in drawn.thumbnails.items()},
        picture_keys=[store.put(image).key for image in drawn.pictures],
    )
