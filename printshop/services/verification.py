"""Reading stored files again: are their bytes still the ones that were dropped? If not, mend."""

from uuid import UUID

from printshop.platform.files import digest_of
from printshop.repo import UnitOfWork
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
        shop.store.exists(file.storage_key) and stored_digest(shop, file.storage_key) == file.sha256
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
    if not clear_damaged(shop, sha256):
        return False
    stored = shop.store.put(data)
    with shop.unit_of_work() as uow:
        mended(uow, stored.sha256)
        uow.commit()
    return True


def clear_damaged(shop: Shop, sha256: str) -> bool:
    """Remove stored bytes that were found damaged: the store never replaces a file.

    Whoever calls this has the right bytes at hand, and stores them next.

    Returns:
        Whether there were any.

    Raises:
        StorageError: they could not be removed.

    """
    with shop.unit_of_work() as uow:
        file = uow.files.damaged(sha256)
    if file is not None:
        shop.store.delete(file.storage_key)
    return file is not None


def mended(uow: UnitOfWork, sha256: str) -> None:
    """Note in an open transaction that the right bytes of a damaged file are stored again.

    Whatever was made of the damaged ones is worth nothing; the worker looks again.
    """
    file = uow.files.damaged(sha256)
    if file is not None:
        uow.files.mark_checked(file.id, is_whole=True)
        uow.splits.forget(file.id)
        queue(uow, file.id)


def stored_digest(shop: Shop, key: str) -> str:
    """SHA-256 (hex) of stored bytes, read again.

    Raises:
        StorageError: they cannot be read.

    """
    with shop.store.open(key) as stream:
        return digest_of(stream)[0]
