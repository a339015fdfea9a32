"""Which stored files the rows of a shop name: whatever is not among them is nobody's."""

from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, select, true

from printshop.domain.incoming import OPEN_STATUSES
from printshop.repo.tables import files, models, plates, processing_jobs

if TYPE_CHECKING:
    from printshop.repo.rows import AnySelect


class StoredKeys:
    """The keys of the file store, from every column that holds one."""

    def __init__(self, connection: Connection) -> None:
        """Bind to a transaction; row-level security leaves it the shop's own rows."""
        self._connection = connection

    def in_use(self) -> set[str]:
        """All keys that something in the shop refers to."""
        each_thumbnail = func.jsonb_each_text(processing_jobs.c.thumbnail_keys).table_valued(
            "key", "value"
        )
        queries: tuple[AnySelect, ...] = (
            select(files.c.storage_key),
            select(plates.c.thumbnail_key).where(plates.c.thumbnail_key.is_not(None)),
            select(func.unnest(models.c.image_urls)),
            select(each_thumbnail.c.value)
            .select_from(processing_jobs)
            .join(each_thumbnail, true()),
            select(func.unnest(processing_jobs.c.picture_keys)),
        )
        return {key for query in queries for key in self._connection.scalars(query)}

    def on_the_way(self) -> set[str]:
        """Where files are sent straight to the store that were not taken from there yet.

        These are places of the store's own, and no keys that it gives files back by.
        """
        query = select(processing_jobs.c.transfer["key"].astext).where(
            processing_jobs.c.transfer.is_not(None),
            processing_jobs.c.status.in_(OPEN_STATUSES),
        )
        return set(self._connection.scalars(query))
