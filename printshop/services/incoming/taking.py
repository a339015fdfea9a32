"""The bytes of an incoming file, before they are read: taken, checked, or let go of."""

import hashlib
from pathlib import Path
from typing import Final

from printshop.domain.incoming import IncomingFile
from printshop.errors import DamagedFileError, UploadChangedError
from printshop.platform.files import DirectTransfer
from printshop.repo.files import FileRecord
from printshop.services import verification
from printshop.services.incoming.arrival import arrived
from printshop.services.incoming.progress_notes import Progress, wanted
from printshop.services.shop import Shop

_BLOCK_BYTES: Final = 1 << 20


def take(shop: Shop, incoming: IncomingFile) -> IncomingFile:
    """Take a file into the store that was sent straight to it, past the app.

    The store reads it once more; doing it again gives the same.

    Raises:
        DamagedFileError: it has not arrived, or is not what was announced.
        StorageError: the store does not answer.

    """
    direct = shop.store.direct
    if direct is None or incoming.transfer is None or incoming.sha256 is None:
        raise DamagedFileError(
            f"{incoming.name} has not arrived.", hint="Send it again; what you typed is kept."
        )
    transfer = DirectTransfer.from_json(incoming.transfer)
    verification.clear_damaged(shop, incoming.sha256)
    try:
        stored = direct.take(transfer, sha256=incoming.sha256)
    except UploadChangedError as fault:
        direct.abort(transfer)
        with shop.unit_of_work() as uow:
            wanted(uow, incoming.id)
            uow.incoming.change(incoming.id, transfer=None)
            uow.commit()
        raise DamagedFileError(
            f"{incoming.name} changed while it was sent.",
            hint="Send it again; what you typed is kept.",
        ) from fault
    with shop.unit_of_work() as uow:
        wanted(uow, incoming.id)
        verification.mended(uow, stored.sha256)
        taken = arrived(uow, incoming.id, stored, is_queued=True)
        uow.commit()
    return taken


def verify(
    shop: Shop, incoming: IncomingFile, file: FileRecord, path: Path, progress: Progress
) -> None:
    """Read stored bytes again, and note that they are those that were sent.

    Raises:
        DamagedFileError: they are not; they are gone now, and the right ones may come.
        NoLongerWantedError: the file is not to be processed any more.

    """
    digest = hashlib.sha256()
    n_read = 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            digest.update(block)
            n_read += len(block)
            progress.checked(min(n_read / max(file.size_bytes, 1), 1.0))
    if digest.hexdigest() != file.sha256:
        forget_bytes(shop, incoming, file)
    with shop.unit_of_work() as uow:
        uow.files.mark_checked(file.id, is_whole=True)
        uow.commit()


def forget_bytes(shop: Shop, incoming: IncomingFile, file: FileRecord) -> None:
    """Let go of bytes that are not those that were sent, so that the right ones can come.

    Raises:
        DamagedFileError: always; it says so.

    """
    # The store never overwrites: while these are there, the right ones would not be taken.
    shop.store.delete(file.storage_key)
    with shop.unit_of_work() as uow:
        wanted(uow, incoming.id)
        uow.files.mark_checked(file.id, is_whole=False)
        uow.incoming.change(incoming.id, file_id=None)
        uow.commit()
    raise DamagedFileError(
        f"What is stored of {incoming.name} is missing or damaged.",
        hint="Send it again; what you typed is kept.",
    )
