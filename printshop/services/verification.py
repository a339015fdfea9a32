"""Reading stored files again: are their bytes still the ones that were dropped? If not, mend."""

import hashlib
from uuid import UUID

from printshop.services.shop import Shop
from printshop.services.split_queue import queue


def verify_file(shop: Shop, file_id: UUID) -> bool:
    """Read a stored file again and note whether its bytes are still the ones dropped.

    A file that is missing in the store is as damaged as one whose bytes changed.

    Raises:
        NotFoundError: there is no such file.
        StorageError: it is there, but could not be read this time.

    """
    with shop.unit_of_work() as uow:
        file = uow.files.get(file_id)
    is_whole = (
        shop.store.exists(file.storage_key) and _digest(shop, file.storage_key) == file.sha256
    )
    with shop.unit_of_work() as uow:
        uow.files.mark_checked(file_id, is_whole=is_whole)
        uow.commit()
    return is_whole


def mend(shop: Shop, sha256: str, data: bytes) -> bool:
    """Store these bytes anew where the stored ones were found damaged.

    Returns:
        Whether there was something to mend.

    Raises:
        StorageError: they could not be stored.

    """
    with shop.unit_of_work() as uow:
        file = uow.files.damaged(sha256)
        if file is None:
            return False
        shop.store.delete(file.storage_key)
        shop.store.put(data)
        uow.files.mark_checked(file.id, is_whole=True)
        # Whatever was made of the damaged bytes is worth nothing; the worker looks again.
        uow.splits.forget(file.id)
        queue(uow, file.id)
        uow.commit()
    return True


def _digest(shop: Shop, key: str) -> str:
    digest = hashlib.sha256()
    with shop.store.open(key) as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
