"""The same bytes again: in the catalog, on their way, begun and cut off, in another tab."""

from printshop.domain.incoming import FormValues, IncomingFile, IncomingStatus
from printshop.platform.files import StoredFile
from printshop.platform.partials import Partials
from printshop.repo import UnitOfWork
from printshop.repo.files import FileRecord
from printshop.services.drafts import SavedUpload
from printshop.services.incoming import arrival
from printshop.services.incoming.saving import conclude
from printshop.services.incoming.sending import Answer, is_there


def of_these_bytes(
    uow: UnitOfWork, incoming: IncomingFile, *, partials: Partials, sha256: str, tab: str
) -> tuple[Answer | None, IncomingFile]:
    """What is known of the bytes of an incoming file, noted in an open transaction.

    Args:
        uow: the transaction; `incoming` is locked in it.
        incoming: the file.
        partials: what has come of unfinished ones.
        sha256: of its bytes, hex.
        tab: who asks.

    Returns:
        The answer where nothing is to be sent now, else None; and the incoming file that
        counts from now on, which may be one that was begun before.

    """
    if is_there(incoming):
        return Answer(state="received", incoming_id=incoming.id), incoming
    if partials.is_busy(incoming.id, writer=tab):
        return Answer(state="busy", incoming_id=incoming.id), incoming
    variant = uow.variants.of_content(sha256)
    # Bytes that were found damaged are wanted once more, though the version is there.
    if variant is not None and uow.files.damaged(sha256) is None:
        saved = SavedUpload(
            model_id=variant.model_id,
            variant_id=variant.id,
            label=variant.label,
            already_there=True,
        )
        conclude(uow, incoming, saved)
        return Answer(state="known", incoming_id=incoming.id), incoming
    others = [twin for twin in uow.incoming.of_content(sha256) if twin.id != incoming.id]
    if any(map(is_there, others)) and not _is_touched(incoming):
        _leave_out(uow, incoming)
        return Answer(state="known", incoming_id=incoming.id), incoming
    file = uow.files.whole(sha256)
    if file is not None:
        arrived = arrival.arrived(uow, incoming.id, _stored(file))
        return Answer(state="received", incoming_id=incoming.id), arrived
    begun = [twin for twin in others if not is_there(twin)]
    return _joined(uow, incoming, begun, partials=partials, tab=tab)


def _joined(
    uow: UnitOfWork,
    incoming: IncomingFile,
    begun: list[IncomingFile],
    *,
    partials: Partials,
    tab: str,
) -> tuple[Answer | None, IncomingFile]:
    """Go on with what was begun before: the older one stays, or the one somebody filled in."""
    for twin in begun:
        if partials.is_busy(twin.id, writer=tab):
            return Answer(state="busy", incoming_id=incoming.id), incoming
    for twin in begun:
        stays, goes = (twin, incoming)
        if _is_touched(incoming) and not _is_touched(twin):
            stays, goes = goes, stays
        partials.move(goes.id, stays.id)
        _leave_out(uow, goes)
        if stays.transfer is None and goes.transfer is not None:
            stays = uow.incoming.change(stays.id, transfer=goes.transfer)
        incoming = uow.incoming.change(stays.id, sha256=twin.sha256)
    return None, incoming


def _is_touched(incoming: IncomingFile) -> bool:
    """Whether a person said something of it already."""
    return incoming.accepted_at is not None or incoming.form_values != FormValues()


def _leave_out(uow: UnitOfWork, incoming: IncomingFile) -> None:
    uow.incoming.change(
        incoming.id,
        status=IncomingStatus.DISMISSED,
        message="The same file was sent already.",
        outline=None,
        transfer=None,
    )


def _stored(file: FileRecord) -> StoredFile:
    return StoredFile(key=file.storage_key, sha256=file.sha256, size_bytes=file.size_bytes)
