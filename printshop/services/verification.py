"""Reading stored files again: are their bytes still the ones that were dropped?"""

from hashlib import sha256
from uuid import UUID

from printshop.services.shop import Shop


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


def _digest(shop: Shop, key: str) -> str:
    digest = sha256()
    with shop.store.open(key) as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
