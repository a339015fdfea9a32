"""Sending straight to the store, where the store takes files from a browser.

The app signs an address for each part and never sees a byte; which parts have come is known
by the store alone, so that a cut costs at most a part.
"""

import logging

from printshop.domain.incoming import IncomingFile
from printshop.errors import StorageError, UploadGoneError
from printshop.platform.files import DirectPart, DirectTransfer, DirectUploads
from printshop.services.incoming.sending import Answer, Part, is_there, open_file
from printshop.services.shop import Shop

_LOG = logging.getLogger(__name__)


def answer(shop: Shop, incoming: IncomingFile) -> Answer | None:
    """The parts that are still to be sent to the store; None where it takes none.

    Raises:
        IllegalTransitionError: the file was left out meanwhile.
        StorageError: the store does not answer; what has come is kept.

    """
    uploads = shop.store.direct
    if uploads is None:
        return None
    transfer = _transfer(incoming)
    if transfer is None or transfer.size_bytes != incoming.size_bytes:
        return _anew(shop, uploads, incoming)
    try:
        missing = uploads.parts(transfer)
    except UploadGoneError:
        return _anew(shop, uploads, incoming)
    return _asked_for(incoming, missing)


def is_whole(shop: Shop, incoming: IncomingFile) -> bool:
    """Put the parts together that came; False where the file was not sent straight to the store.

    Whether they are what was announced is seen by the worker, who takes them.

    Raises:
        StorageError: parts are missing, or the store does not answer.

    """
    uploads, transfer = shop.store.direct, _transfer(incoming)
    if uploads is None or transfer is None:
        return False
    uploads.finish(transfer)
    return True


def abort(shop: Shop, incoming: IncomingFile) -> None:
    """Throw away what came; what the store keeps of it all the same is swept after a day.

    The store may take its time: to be called outside of transactions, once they are committed.
    """
    uploads, transfer = shop.store.direct, _transfer(incoming)
    if uploads is not None and transfer is not None:
        _abort(uploads, transfer)


def _anew(shop: Shop, uploads: DirectUploads, incoming: IncomingFile) -> Answer:
    """Begin to send to the store, or go on with what another tab began at the same moment."""
    ours = uploads.begin(incoming.name, size_bytes=incoming.size_bytes)
    noted = None
    try:
        noted = _noted(shop, incoming, ours)
    finally:
        if noted is None or noted.transfer != ours.as_json():
            _abort(uploads, ours)
    if is_there(noted):
        return Answer(state="received", incoming_id=noted.id)
    kept = _transfer(noted)
    if kept is None or noted.sha256 != incoming.sha256:
        # Other bytes were announced at this very moment: whoever asks again hears what is so.
        return Answer(state="busy", incoming_id=noted.id)
    if kept == ours:
        abort(shop, incoming)
    return _asked_for(noted, uploads.parts(kept))


def _noted(shop: Shop, incoming: IncomingFile, transfer: DirectTransfer) -> IncomingFile:
    """Note a transfer, unless the file has arrived or somebody noted another meanwhile."""
    with shop.unit_of_work() as uow:
        row = open_file(uow, incoming.id)
        is_unchanged = (row.transfer, row.sha256, row.size_bytes) == (
            incoming.transfer,
            incoming.sha256,
            incoming.size_bytes,
        )
        if is_unchanged and not is_there(row):
            row = uow.incoming.change(incoming.id, transfer=transfer.as_json())
        uow.commit()
    return row


def _asked_for(incoming: IncomingFile, missing: tuple[DirectPart, ...]) -> Answer:
    parts = tuple(
        Part(number=part.number, offset=part.offset, size=part.size_bytes, url=part.url)
        for part in missing
    )
    return Answer(state="direct", incoming_id=incoming.id, parts=parts)


def _abort(uploads: DirectUploads, transfer: DirectTransfer) -> None:
    try:
        uploads.abort(transfer)
    except StorageError as error:
        _LOG.warning("%s", error)


def _transfer(incoming: IncomingFile) -> DirectTransfer | None:
    if incoming.transfer is None:
        return None
    return DirectTransfer.from_json(incoming.transfer)
