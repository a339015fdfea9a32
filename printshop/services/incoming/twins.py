"""The same bytes again: in the catalog, on their way, begun and cut off, in another tab."""

from typing import Final
from uuid import UUID

from printshop.domain.incoming import FormValues, IncomingFile, IncomingStatus
from printshop.platform.files import StoredFile
from printshop.platform.partials import Partials
from printshop.repo import UnitOfWork
from printshop.repo.files import FileRecord
from printshop.services.drafts import SavedUpload
from printshop.services.incoming import arrival
from printshop.services.incoming.saving import conclude
from printshop.services.incoming.sending import Answer, is_there, open_file

_SENT_BEFORE: Final = "The same file was sent already."


def opened(uow: UnitOfWork, incoming_id: UUID, *, sha256: str) -> IncomingFile:
    """An incoming file, locked; where it was left out for one of the same bytes, that one.

    Raises:
        IllegalTransitionError: it was left out.
        NotFoundError: there is no such incoming file.

    """
    incoming = uow.incoming.get(incoming_id, lock=True)
    is_twin = incoming.status is IncomingStatus.DISMISSED and incoming.message == _SENT_BEFORE
    if is_twin and incoming.sha256 == sha256:
        for twin in uow.incoming.of_content(sha256):
            return open_file(uow, twin.id)
    return open_file(uow, incoming_id)


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
    # Locked: one that arrives at this moment must not be taken for one that is being sent.
    found = uow.incoming.of_content(sha256, lock=True)
    others = [twin for twin in found if twin.id != incoming.id]
    arrived_before = next(filter(is_there, others), None)
    if arrived_before is not None and not _is_touched(incoming):
        _leave_out(uow, incoming, stays=arrived_before)
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
        newer, stays, goes = incoming, twin, incoming
        if _is_touched(incoming) and not _is_touched(twin):
            stays, goes = goes, stays
        partials.move(goes.id, stays.id)
        _leave_out(uow, goes, stays=stays)
        incoming = uow.incoming.change(
            stays.id,
            sha256=twin.sha256,
            transfer=stays.transfer or goes.transfer,
            # The older of the two was filled in first; nothing that was typed is lost.
            form_values=twin.form_values.followed_by(newer.form_values),
            accepted_at=twin.accepted_at or newer.accepted_at,
        )
    return None, incoming


def _is_touched(incoming: IncomingFile) -> bool:
    """Whether a person said something of it already."""
    return incoming.accepted_at is not None or incoming.form_values != FormValues()


def _leave_out(uow: UnitOfWork, incoming: IncomingFile, *, stays: IncomingFile) -> None:
    # A project that was to be kept beside it is kept beside its twin.
    uow.incoming.move_projects(incoming.id, stays.id)
    uow.incoming.change(
        incoming.id,
        status=IncomingStatus.DISMISSED,
        message=_SENT_BEFORE,
        outline=None,
        transfer=None,
    )


def _stored(file: FileRecord) -> StoredFile:
    return StoredFile(key=file.storage_key, sha256=file.sha256, size_bytes=file.size_bytes)
