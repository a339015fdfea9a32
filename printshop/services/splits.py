"""Telling a file's grams apart: at once where that is quick, else by the worker.

The split is a function of the bytes. It is computed once for a file, kept with it, and
put into the requirements as long as nobody said other grams.
"""

from dataclasses import replace
from io import BytesIO
from typing import Any, BinaryIO, Final
from uuid import UUID

from printshop.bambu import ThreeMF, read_3mf
from printshop.bambu.split.split_record import SPLIT_RULES, split_as_json, with_split
from printshop.errors import StorageError, ThreeMFError
from printshop.repo import UnitOfWork
from printshop.services import matching, verification
from printshop.services.drafts import Draft
from printshop.services.incoming.reading import Split, read_variant
from printshop.services.proposals import left_out, propose_variant
from printshop.services.readers import Reader, read_here
from printshop.services.shop import Premises, Shop
from printshop.services.split_queue import queue

_QUEUED_AT_MOST: Final = 40
_DAMAGED: Final = "The stored file is missing or damaged: upload it again."


def known(shop: Shop, sha256: str, content: ThreeMF, data: bytes) -> Split | None:
    """The split of a dropped file as far as it costs nothing.

    It was stored with the same bytes, or needs no gcode.

    Args:
        shop: whose files are looked at.
        sha256: of the bytes.
        content: what was read of them, without the split.
        data: the bytes.

    """
    with shop.snapshot() as uow:
        stored = uow.splits.of_content(sha256)
    if stored is not None and with_split(content, stored) is not None:
        return stored
    if any(plate.gcode_member for plate in content.plates):
        return None
    return _walked(BytesIO(data), content.name) if content.is_sliced else split_as_json(content)


def split_draft(draft: Draft, data: bytes) -> Draft:
    """Walk a draft's gcode, and give the draft with its grams told apart.

    About a second for 100 MB. A gcode that cannot be told apart is noted in its plate's
    `split_notes`.

    Args:
        draft: what `uploads.read` gave for these bytes.
        data: the bytes.

    Raises:
        ThreeMFError: the file cannot be read.

    """
    if draft.split is not None:
        return draft
    record = _walked(BytesIO(data), draft.content.name)
    content = with_split(draft.content, record)
    if content is None:
        return draft
    variant = propose_variant(content, draft.file_name)
    return replace(
        draft,
        content=content,
        split=record,
        variant=matching.with_sure_matches(variant, draft.candidates),
        findings=(*content.findings, *left_out(content)),
    )


def keep(uow: UnitOfWork, file_id: UUID, split: Split | None) -> None:
    """Keep a saved file's split; one that is not there yet is left to the worker."""
    if split is None:
        queue(uow, file_id)
    else:
        uow.splits.keep(file_id, split, rules=SPLIT_RULES)


def queue_missing(premises: Premises) -> int:
    """Queue stored files that were never told apart, or by older rules; some at a time.

    Returns:
        How many were queued.

    Raises:
        DatabaseUnavailableError: the database does not answer.

    """
    missing = premises.files_to_split(rules=SPLIT_RULES, at_most=_QUEUED_AT_MOST)
    for user_id, file_id in missing:
        with premises.of_user(user_id).unit_of_work() as uow:
            queue(uow, file_id)
            uow.commit()
    return len(missing)


def split_file(shop: Shop, file_id: UUID, reader: Reader = read_here) -> None:
    """Tell a stored file's grams apart, for itself and for the variant made from it.

    All of it is kept at once or not at all; another time gives the same. Grams that a
    person said stay. A file that cannot be read keeps its sums, and its report says why.

    Args:
        shop: whose.
        file_id: the file.
        reader: where its bytes are looked at.

    Raises:
        NotFoundError: there is no such file.
        StorageError: it could not be read from the store this time.

    """
    with shop.snapshot() as uow:
        file = uow.files.get(file_id)
    try:
        # The split goes by the hash: other bytes must not leave theirs under it.
        if not verification.verify_file(shop, file_id):
            _give_up(shop, file_id, _DAMAGED, is_damage=True)
            return
        with shop.store.local_path(file.storage_key) as path:
            found = reader(read_variant, path, file.name, file.split)
    except ThreeMFError as fault:
        _give_up(shop, file_id, fault.message)
        return
    except StorageError as fault:
        _give_up(shop, file_id, fault.message)
        raise
    with shop.unit_of_work() as uow:
        uow.splits.lock(file_id)
        uow.splits.keep(file_id, found.split, rules=SPLIT_RULES)
        variant = uow.variants.of_file(file_id)
        if variant is not None:
            uow.splits.apply(variant.id, found.variant.plates)
            uow.variants.set_metadata(variant.id, found.variant.bambu_metadata)
        uow.commit()


def _give_up(shop: Shop, file_id: UUID, reason: str, *, is_damage: bool = False) -> None:
    """Note once why a file's grams are not told apart; another's success, or a mend, stays."""
    with shop.unit_of_work() as uow:
        uow.splits.lock(file_id)
        file = uow.files.get(file_id)
        if file.split is not None or (is_damage and file.damaged_at is None):
            return
        uow.splits.keep(file_id, None, rules=SPLIT_RULES)
        variant = uow.variants.of_file(file_id)
        if variant is not None:
            metadata = uow.variants.metadata(variant.id)
            note = f"No split of the grams: {reason}"
            uow.variants.set_metadata(variant.id, _noted(metadata, note))
        uow.commit()


def _noted(metadata: dict[str, Any], note: str) -> dict[str, Any]:
    report = metadata.get("report", {})
    plates = [{**plate, "split_notes": [note]} for plate in report.get("plates", ())]
    return {**metadata, "report": {**report, "plates": plates}}


def _walked(stream: BinaryIO, name: str) -> Split:
    return split_as_json(read_3mf(stream, name=name, split=True, pictures=False))
