"""Removing stored files that nothing refers to: what a save left that did not end, or a removal.

Files are stored before the row that names them is committed, so a young file without a row
is one that is being saved. Only what is older than the grace time is removed; bytes that are
stored again are young again (or come back by themselves, see `S3FileStore`), so a save
that meets old bytes of the same content keeps them. Whoever names a key in a row must have
stored its bytes within the grace time, or have found the key in a row of the same shop.
"""

from datetime import UTC, datetime, timedelta
from typing import Final

from printshop.platform.files import Swept
from printshop.services.shop import Premises, Shop

TASK: Final = "sweep_files"


def sweep(shop: Shop, *, grace: timedelta, as_of: datetime | None = None) -> Swept:
    """Remove the shop's stored files that are older than `grace` and that no row names.

    Args:
        shop: whose files. One that the database does not know keeps all of them: the database
            may be another one, or an old one that was restored.
        grace: how old a file must be.
        as_of: aware UTC; now, if None.

    Raises:
        DatabaseUnavailableError: the database does not answer; nothing was removed.
        NotFoundError: the database does not know the shop; nothing was removed.
        StorageError: the store cannot be listed or changed.

    """
    shop.user()

    def in_use() -> set[str]:
        with shop.snapshot() as uow:
            return uow.stored_keys.in_use() | uow.stored_keys.on_the_way()

    return shop.store.sweep(older_than=(as_of or datetime.now(UTC)) - grace, in_use=in_use)


def queue_sweeps(premises: Premises, *, grace: timedelta) -> None:
    """Queue a sweep of every shop; one for each, however many workers do so.

    Args:
        premises: opened with the worker's login.
        grace: how old a file must be.

    Raises:
        DatabaseUnavailableError: the database does not answer.

    """
    for user_id in premises.shop_ids():
        with premises.of_user(user_id).unit_of_work() as uow:
            uow.enqueue(TASK, key="all", grace_s=str(int(grace.total_seconds())))
            uow.commit()
