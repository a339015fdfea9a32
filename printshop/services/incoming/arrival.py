"""The bytes of an incoming file are in the store: from here on nothing of it is lost."""

from io import BytesIO
from typing import Any, BinaryIO, Final
from uuid import UUID

from printshop.bambu import read_3mf
from printshop.bambu.writing.outline import outline_of
from printshop.domain.incoming import (
    MAX_OPEN,
    MAX_OUTLINE_BYTES,
    IncomingFile,
    IncomingSource,
    IncomingStage,
    IncomingStatus,
    NewIncoming,
)
from printshop.domain.text import file_name
from printshop.errors import InvalidInputError, ThreeMFError
from printshop.platform.files import StoredFile, digest_of
from printshop.repo import UnitOfWork
from printshop.services import verification
from printshop.services.incoming.summary import summary_of
from printshop.services.shop import Shop

_FROM_THE_START: Final = {
    "status": IncomingStatus.PROCESSING,
    "stage": IncomingStage.VERIFY,
    "progress_pct": 0,
    "attempts": 0,
    "message": "",
    "error": "",
}


def take_in(
    shop: Shop, *, name: str, content: BinaryIO, source: IncomingSource, batch_id: UUID
) -> IncomingFile:
    """Take in a file whose bytes are at hand: store it, note it, let the worker read it.

    Args:
        shop: whose it becomes.
        name: as it came.
        content: a seekable stream of its bytes, which stays open.
        source: how it came.
        batch_id: what came together.

    Returns:
        The incoming file; one that is open already where these bytes wait, or were never
        finished being sent.

    Raises:
        InvalidInputError: too many files wait.
        StorageError: it could not be stored; nothing of it is left.

    """
    digest, _ = digest_of(content)
    with shop.snapshot() as uow:
        if not uow.incoming.of_content(digest):
            # Before anything is stored: who tries again and again must not fill the disk.
            check_room(uow)
    verification.clear_damaged(shop, digest)
    content.seek(0)
    stored = shop.store.put(content)
    content.seek(0)
    outline = outline_made(content, name)
    with shop.unit_of_work() as uow:
        # The file's row is locked by this: the same bytes at the same moment come one by one.
        uow.files.add(
            sha256=stored.sha256,
            size_bytes=stored.size_bytes,
            name=file_name(name),
            storage_key=stored.key,
        )
        verification.mended(uow, stored.sha256)
        waiting = uow.incoming.of_content(stored.sha256)
        new = NewIncoming(
            batch_id=batch_id, source=source, name=file_name(name), size_bytes=stored.size_bytes
        )
        incoming = waiting[0] if waiting else announce(uow, new, outline=outline)
        if not incoming.has_arrived:
            incoming = arrived(uow, incoming.id, stored)
        elif incoming.status is IncomingStatus.FAILED:
            incoming = process_again(uow, incoming.id)
        uow.commit()
    return incoming


def announce(
    uow: UnitOfWork,
    new: NewIncoming,
    *,
    outline: bytes | None,
    incoming_id: UUID | None = None,
) -> IncomingFile:
    """Note in an open transaction that a file is coming, and sum up its outline for lists.

    An outline that cannot be read is none: the file itself will say what is wrong with it.

    Args:
        uow: the transaction.
        new: what is said of the file.
        outline: the file without its bulk.
        incoming_id: chosen by the sender, who may have to say it twice; None: any.

    Raises:
        DuplicateError: that id is taken.
        InvalidInputError: too many files wait.

    """
    check_room(uow)
    outline, summary = summed_up(outline, new.name)
    incoming = uow.incoming.add(new, outline=outline, incoming_id=incoming_id)
    return uow.incoming.change(incoming.id, summary=summary)


def check_room(uow: UnitOfWork) -> None:
    """Refuse one more file where too many wait.

    Raises:
        InvalidInputError: too many files wait.

    """
    if uow.incoming.count_open() >= MAX_OPEN:
        raise InvalidInputError(
            f"{MAX_OPEN} files wait already.", hint="Save some of them or leave them out first."
        )


def summed_up(outline: bytes | None, name: str) -> tuple[bytes | None, dict[str, Any]]:
    """The outline and its summary as JSON; nothing where it cannot be read."""
    if outline is None:
        return None, {}
    try:
        content = read_3mf(BytesIO(outline), name=name, split=False)
    except ThreeMFError:
        return None, {}
    return outline, summary_of(content, name).as_json()


def arrived(
    uow: UnitOfWork, incoming_id: UUID, stored: StoredFile, *, is_queued: bool = False
) -> IncomingFile:
    """Note in an open transaction that a file's bytes are stored, and let the worker read it.

    Doing it again changes nothing.

    Args:
        uow: the transaction.
        incoming_id: the file.
        stored: its bytes.
        is_queued: whether the worker was asked already, or is at it.

    Raises:
        NotFoundError: there is no such incoming file.

    """
    incoming = uow.incoming.get(incoming_id, lock=True)
    if incoming.has_arrived:
        return incoming
    file = uow.files.add(
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        name=incoming.name,
        storage_key=stored.key,
    )
    if not is_queued:
        queue(uow, incoming_id)
    return uow.incoming.change(
        incoming_id,
        file_id=file.id,
        sha256=stored.sha256,
        size_bytes=stored.size_bytes,
        transfer=None,
        **_FROM_THE_START,
    )


def process_again(uow: UnitOfWork, incoming_id: UUID) -> IncomingFile:
    """Let the worker process a file from the start, in an open transaction.

    What a person said of it stays.

    Raises:
        NotFoundError: there is no such incoming file.

    """
    queue(uow, incoming_id)
    return uow.incoming.change(incoming_id, **_FROM_THE_START)


def save_next(uow: UnitOfWork, incoming_id: UUID) -> IncomingFile:
    """Let the worker save a file that was processed and accepted, in an open transaction.

    Raises:
        NotFoundError: there is no such incoming file.

    """
    queue(uow, incoming_id)
    return uow.incoming.change(
        incoming_id,
        status=IncomingStatus.PROCESSING,
        stage=IncomingStage.SAVE,
        attempts=0,
        message="",
        error="",
    )


def queue(uow: UnitOfWork, incoming_id: UUID) -> None:
    """Let the worker process a file, once this transaction is committed."""
    uow.enqueue("process_incoming", key=str(incoming_id), incoming_id=str(incoming_id))


def outline_made(content: BinaryIO, name: str) -> bytes | None:
    """The outline of a file at hand; None where there is none, and processing says why."""
    try:
        return outline_of(content, name=name, at_most=MAX_OUTLINE_BYTES)
    except ThreeMFError:
        return None
