"""Sending straight to the store, where the store takes files from a browser.

The app signs an address for each part and never sees a byte; which parts have come is known
by the store alone, so that a cut costs at most a part.
"""

import logging

from printshop.domain.incoming import IncomingFile
from printshop.errors import StorageError
from printshop.platform.files import DirectTransfer, DirectUploads
from printshop.repo import UnitOfWork
from printshop.services.incoming.sending import Answer, Part
from printshop.services.shop import Shop

_LOG = logging.getLogger(__name__)


def answer(shop: Shop, incoming: IncomingFile) -> Answer | None:
    """The parts that are still to be sent to the store; None where it takes none.

    Raises:
        StorageError: the store does not answer.

    """
    uploads = shop.store.direct
    if uploads is None:
        return None
    transfer = _transfer(incoming)
    if transfer is None or transfer.size_bytes != incoming.size_bytes:
        transfer = _begun(shop, uploads, incoming)
    try:
        missing = uploads.parts(transfer)
    except StorageError:
        # What was begun long ago is forgotten by the store; if it is away this raises again.
        missing = uploads.parts(_begun(shop, uploads, incoming))
    parts = tuple(
        Part(number=part.number, offset=part.offset, size=part.size_bytes, url=part.url)
        for part in missing
    )
    return Answer(state="direct", incoming_id=incoming.id, parts=parts)


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


def forget(shop: Shop, uow: UnitOfWork, incoming: IncomingFile) -> IncomingFile:
    """Throw away what came; what the store keeps of it all the same is swept after a day."""
    uploads, transfer = shop.store.direct, _transfer(incoming)
    if transfer is None:
        return incoming
    if uploads is not None:
        try:
            uploads.abort(transfer)
        except StorageError as error:
            _LOG.warning("%s", error)
    return uow.incoming.change(incoming.id, transfer=None)


def _begun(shop: Shop, uploads: DirectUploads, incoming: IncomingFile) -> DirectTransfer:
    transfer = uploads.begin(incoming.name, size_bytes=incoming.size_bytes)
    with shop.unit_of_work() as uow:
        uow.incoming.change(incoming.id, transfer=transfer.as_json())
        uow.commit()
    return transfer


def _transfer(incoming: IncomingFile) -> DirectTransfer | None:
    if incoming.transfer is None:
        return None
    return DirectTransfer.from_json(incoming.transfer)
