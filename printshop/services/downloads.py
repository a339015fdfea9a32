"""Giving a file back as it was dropped."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from printshop.services.shop import Shop

_URL_EXPIRES_S: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """A file as it was dropped: its name, where it is stored, and since when it is known broken.

    `url` loads it straight from the store; None where the app has to send it.
    """

    name: str
    storage_key: str
    size_bytes: int
    is_damaged: bool
    url: str | None


def original(shop: Shop, file_id: UUID, *, with_url: bool = True) -> Original:
    """A file to be loaded.

    Args:
        shop: whose file.
        file_id: which.
        with_url: whether an address is wanted that loads it straight from the store, for
            five minutes.

    Raises:
        NotFoundError: there is no such file in this shop.
        NotStoredError: it is not in the store.
        StorageError: the store does not answer.

    """
    with shop.snapshot() as uow:
        file = uow.files.get(file_id)
    url = None
    if with_url:
        url = shop.store.download_url(file.storage_key, name=file.name, expires_s=_URL_EXPIRES_S)
    return Original(
        name=file.name,
        storage_key=file.storage_key,
        size_bytes=file.size_bytes,
        is_damaged=file.damaged_at is not None,
        url=url,
    )


def original_bytes(shop: Shop, file_id: UUID) -> bytes:
    """All bytes of a file, for pages that have no other way to give it back.

    Raises:
        NotFoundError: there is no such file in this shop.
        NotStoredError: it is not in the store.
        StorageError: it cannot be read.

    """
    with shop.store.open(original(shop, file_id, with_url=False).storage_key) as stream:
        return stream.read()
