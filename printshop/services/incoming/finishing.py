"""The end of sending: whole, and what was announced, or not stored at all."""

from printshop.domain.incoming import IncomingFile, IncomingStatus
from printshop.errors import UploadChangedError, UploadOffsetError
from printshop.platform.files import StoredFile
from printshop.platform.files.store import key_of
from printshop.platform.partials import Partials
from printshop.services import verification
from printshop.services.incoming import arrival, direct
from printshop.services.incoming.sending import is_there, open_file
from printshop.services.shop import Shop


def finish(shop: Shop, partials: Partials, incoming: IncomingFile) -> IncomingFile:
    """Store a file that has come whole, and let the worker read it; once, however often asked.

    Raises:
        IllegalTransitionError: it was left out meanwhile.
        StorageError: the store does not take it; what has come is kept.
        UploadBusyError: somebody else sends it now.
        UploadChangedError: the bytes are not those that were announced; they are gone.
        UploadOffsetError: bytes are missing.

    """
    if is_there(incoming):
        return incoming
    if direct.is_whole(shop, incoming):
        with shop.unit_of_work() as uow:
            incoming = open_file(uow, incoming.id)
            if not is_there(incoming):
                incoming = arrival.process_again(uow, incoming.id)
            uow.commit()
        return incoming
    try:
        stored = _adopted(shop, partials, incoming)
    except UploadChangedError:
        _note_changed(shop, partials, incoming)
        raise
    with shop.unit_of_work() as uow:
        open_file(uow, incoming.id)
        verification.mended(uow, stored.sha256)
        incoming = arrival.arrived(uow, incoming.id, stored)
        uow.commit()
    partials.discard(incoming.id)
    return incoming


def _adopted(shop: Shop, partials: Partials, incoming: IncomingFile) -> StoredFile:
    with partials.open(incoming.id, writer=None) as partial:
        if partial.size != incoming.size_bytes:
            # The bytes may be in the store already, and only the note of it was cut off.
            stored = _stored_before(shop, incoming) if not partial.size else None
            if stored is None:
                raise UploadOffsetError(offset=partial.size)
            return stored
        if incoming.sha256 is None or partial.digest() != incoming.sha256:
            raise UploadChangedError
        verification.clear_damaged(shop, incoming.sha256)
        return shop.store.adopt(partial.path)


def _stored_before(shop: Shop, incoming: IncomingFile) -> StoredFile | None:
    if incoming.sha256 is None or not shop.store.exists(key_of(incoming.sha256)):
        return None
    return StoredFile(
        key=key_of(incoming.sha256), sha256=incoming.sha256, size_bytes=incoming.size_bytes
    )


def _note_changed(shop: Shop, partials: Partials, incoming: IncomingFile) -> None:
    partials.discard(incoming.id)
    with shop.unit_of_work() as uow:
        uow.incoming.change(
            incoming.id,
            status=IncomingStatus.FAILED,
            error=f"{incoming.name} changed while it was sent: choose it again.",
        )
        uow.commit()
