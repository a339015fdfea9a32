"""The worker reads an incoming file, so that it can be looked at, or is saved as was said.

Each stage is noted before it begins. Whatever is done may be done again, and then gives the
same: bytes and pictures are stored under their hash, the split is kept with the bytes, and
the last step is one transaction.
"""

import contextlib
import logging
from typing import Final
from uuid import UUID

from printshop.domain.incoming import IncomingFile, IncomingStage, IncomingStatus
from printshop.errors import (
    DatabaseUnavailableError,
    DuplicateError,
    NotFoundError,
    PrintshopError,
    RepoError,
    RuleError,
    SandboxClosedError,
    StorageError,
    ThreeMFError,
)
from printshop.repo import UnitOfWork
from printshop.repo.files import FileRecord
from printshop.services import uploads
from printshop.services.incoming import stages
from printshop.services.incoming.progress_notes import NoLongerWantedError, Progress, wanted
from printshop.services.incoming.saving import conclude, save_accepted
from printshop.services.incoming.summary import Summary
from printshop.services.incoming.taking import forget_bytes, take, verify
from printshop.services.readers import Reader, read_here
from printshop.services.shop import Shop

__all__ = ["process", "read_here"]

_log = logging.getLogger(__name__)
# So often a try may be cut off before the file is taken for what cuts it off.
MAX_CUT_OFF: Final = 3


def process(shop: Shop, incoming_id: UUID, reader: Reader) -> IncomingFile:
    """Check, read and draw a file that arrived, and put it down: for review, or saved.

    It is saved where a person accepted it already. Doing it again gives the same; a file
    that is not to be processed, or not any more, stays as it is. What is wrong with the
    file itself is no error here: it ends as failed, with the sentence that says why.

    Args:
        shop: whose.
        incoming_id: the file.
        reader: where its bytes are looked at.

    Returns:
        The file as it stands afterwards.

    Raises:
        NotFoundError: there is no such incoming file.
        RepoError, StorageError, DatabaseUnavailableError: not this time; it still is to be
            processed, and says what it waits for.
        SandboxClosedError: the worker is stopping; the next one does it, and this try does
            not count.

    """
    try:
        return _through_the_stages(shop, incoming_id, reader)
    except NoLongerWantedError:
        return _as_it_stands(shop, incoming_id)
    except ThreeMFError as fault:
        return fail(shop, incoming_id, fault)
    except NotFoundError:
        raise
    except SandboxClosedError:
        _wait_on(shop, incoming_id, message="waits for the worker, which was stopped", error="")
        raise
    except (StorageError, RepoError, DatabaseUnavailableError) as fault:
        _put_off(shop, incoming_id, fault)
        raise
    except Exception:  # noqa: BLE001 - whatever it is, the file must come to an end
        # It would fail the same way again, and must not be called "processing" for ever.
        _log.exception("Processing the incoming file %s failed", incoming_id)
        unknown = PrintshopError(
            "Processing the file failed for a reason that Printshop does not know.",
            hint="Try again; the log of the worker says more.",
        )
        return fail(shop, incoming_id, unknown)


def fail(shop: Shop, incoming_id: UUID, fault: PrintshopError) -> IncomingFile:
    """Note why a file cannot be processed; one that came to another end meanwhile keeps that."""
    with shop.unit_of_work() as uow:
        incoming = uow.incoming.get(incoming_id, lock=True)
        if incoming.status is IncomingStatus.PROCESSING:
            incoming = uow.incoming.change(
                incoming_id,
                status=IncomingStatus.FAILED,
                message="",
                error=fault.sentence,
            )
            uow.commit()
    return incoming


def cut_off(name: str) -> ThreeMFError:
    """What is said of a file whose processing never came to an end."""
    return ThreeMFError(
        f"Reading {name} was cut off {MAX_CUT_OFF} times: it ended the worker, or the worker or "
        "the database ended in the middle.",
        hint="Try again; if it ends like this once more, it is the file.",
    )


def _through_the_stages(shop: Shop, incoming_id: UUID, reader: Reader) -> IncomingFile:
    progress = Progress(shop, incoming_id)
    if _is_only_to_be_saved(shop, incoming_id, progress):
        return _put_down(shop, incoming_id)
    incoming, file = _begin(shop, incoming_id, progress)
    if _is_in_the_catalog(shop, file):
        return _put_down(shop, incoming_id)
    if not shop.store.exists(file.storage_key):
        forget_bytes(shop, incoming, file)
    with shop.store.local_path(file.storage_key) as path:
        verify(shop, incoming, file, path, progress)
        stages.run(
            stages.Work(
                shop=shop, incoming=incoming, file=file, path=path, reader=reader, progress=progress
            )
        )
    return _put_down(shop, incoming_id)


def _is_only_to_be_saved(shop: Shop, incoming_id: UUID, progress: Progress) -> bool:
    """Whether all stages are behind a file, so that the last step is what is left."""
    incoming = _not_cut_off(shop, incoming_id)
    if incoming.stage is not IncomingStage.SAVE or not incoming.has_arrived:
        return False
    progress.enter(IncomingStage.SAVE, attempts=incoming.attempts + 1)
    return True


def _not_cut_off(shop: Shop, incoming_id: UUID) -> IncomingFile:
    with shop.unit_of_work() as uow:
        incoming = wanted(uow, incoming_id)
    if incoming.attempts >= MAX_CUT_OFF:
        raise cut_off(incoming.name)
    return incoming


def _begin(shop: Shop, incoming_id: UUID, progress: Progress) -> tuple[IncomingFile, FileRecord]:
    incoming = _not_cut_off(shop, incoming_id)
    # Lasting before the work begins: a try that ends with the worker is counted.
    incoming = progress.enter(IncomingStage.VERIFY, attempts=incoming.attempts + 1)
    if incoming.file_id is None:
        incoming = take(shop, incoming)
    with shop.unit_of_work() as uow:
        return incoming, uow.files.get(incoming.file_id)  # ty: ignore[invalid-argument-type]


def _is_in_the_catalog(shop: Shop, file: FileRecord) -> bool:
    with shop.unit_of_work() as uow:
        return uow.variants.of_file(file.id) is not None


def _put_down(shop: Shop, incoming_id: UUID) -> IncomingFile:
    """The last step: it is in the catalog, or is to be saved as was said, or is looked at."""
    with shop.unit_of_work() as uow:
        incoming = wanted(uow, incoming_id)
        variant = uow.variants.of_file(incoming.file_id) if incoming.file_id else None
        damage = _damage(incoming)
        if variant is not None:
            conclude(uow, incoming, uploads.found_there(variant))
        elif incoming.accepted_at is None or damage:
            _to_review(uow, incoming_id, message=damage if incoming.accepted_at else "")
        uow.commit()
    if variant is None and incoming.accepted_at is not None and not damage:
        _save(shop, incoming_id)
    return _as_it_stands(shop, incoming_id)


def _damage(incoming: IncomingFile) -> str:
    """Why a file is not saved unseen though it was accepted: nobody knew this then."""
    if not incoming.summary or not Summary.model_validate(incoming.summary).damage:
        return ""
    return "Not saved yet: its gcode is damaged, and a printer would stop in the middle."


def _save(shop: Shop, incoming_id: UUID) -> None:
    try:
        save_accepted(shop, incoming_id)
    except (DuplicateError, NotFoundError, RuleError) as fault:
        with shop.unit_of_work() as uow:
            wanted(uow, incoming_id)
            _to_review(uow, incoming_id, message=f"Not saved: {fault.sentence}")
            uow.commit()


def _to_review(uow: UnitOfWork, incoming_id: UUID, *, message: str) -> None:
    uow.incoming.change(
        incoming_id,
        status=IncomingStatus.REVIEW,
        stage=IncomingStage.SAVE,
        progress_pct=100,
        message=message,
        error="",
        accepted_at=None,
    )


def _put_off(shop: Shop, incoming_id: UUID, fault: PrintshopError) -> None:
    what = "storage" if isinstance(fault, StorageError) else "database"
    message = f"waits for the {what}: {fault.message}"
    _wait_on(shop, incoming_id, message=message, error=fault.sentence)


def _wait_on(shop: Shop, incoming_id: UUID, *, message: str, error: str) -> None:
    """Note what a file waits for; this try was not cut off, so it does not count as such.

    Where not even that can be noted, the next try begins all the same.
    """
    with contextlib.suppress(PrintshopError), shop.unit_of_work() as uow:
        incoming = uow.incoming.get(incoming_id, lock=True)
        if incoming.status is IncomingStatus.PROCESSING:
            uow.incoming.change(
                incoming_id,
                message=message,
                error=error,
                attempts=max(incoming.attempts - 1, 0),
            )
            uow.commit()


def _as_it_stands(shop: Shop, incoming_id: UUID) -> IncomingFile:
    with shop.unit_of_work() as uow:
        return uow.incoming.get(incoming_id)
