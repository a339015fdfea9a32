"""What belongs to the demo shop, and taking it away."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, func, select, update

from printshop.repo.faults import translated
from printshop.repo.rows import AnySelect
from printshop.repo.tables import (
    filament_inventory,
    filaments,
    files,
    model_variants,
    models,
    plates,
    print_jobs,
    printers,
    purchases,
    shop_settings,
)


class Demo:
    """The rows that are marked as the demo's, of the current user only."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def is_there(self) -> bool:
        """Whether anything of it is in the shop."""
        return any(
            self._connection.scalar(select(table.c.id).where(table.c.is_demo).limit(1))
            for table in (models, filaments, printers, files)
        )

    def shared_filaments(self) -> tuple[UUID, ...]:
        """The filaments that have spools of the demo and of the user."""
        query = (
            select(filament_inventory.c.filament_id)
            .join(purchases, purchases.c.id == filament_inventory.c.purchase_id)
            .group_by(filament_inventory.c.filament_id)
            .having(func.count(purchases.c.is_demo.distinct()) > 1)
        )
        return tuple(self._connection.scalars(query))

    def storage_keys(self) -> set[str]:
        """The keys of its files, thumbnails and pictures of designs."""
        pictures = (
            select(plates.c.thumbnail_key)
            .join(model_variants, model_variants.c.id == plates.c.variant_id)
            .join(models, models.c.id == model_variants.c.model_id)
            .where(models.c.is_demo, plates.c.thumbnail_key.is_not(None))
        )
        of_files = select(files.c.storage_key).where(files.c.is_demo)
        of_designs = select(func.unnest(models.c.image_urls)).where(models.c.is_demo)
        return self._keys(pictures, of_files, of_designs)

    def unused(self, storage_keys: Collection[str]) -> set[str]:
        """Those of the keys that no row of the shop names any more."""
        of_files = select(files.c.storage_key).where(files.c.storage_key.in_(storage_keys))
        pictures = select(plates.c.thumbnail_key).where(plates.c.thumbnail_key.in_(storage_keys))
        of_designs = select(func.unnest(models.c.image_urls))
        return set(storage_keys) - self._keys(of_files, pictures, of_designs)

    def _keys(self, *queries: AnySelect) -> set[str]:
        return {key for query in queries for key in self._connection.scalars(query)}

    def remove(self) -> None:
        """Take all of its rows away, and with them what was added to its models.

        Spools that the user bought stay, and the filaments they are of.

        Numbers of spools and jobs go on after the highest that is left.
        """
        with translated():
            # Locked first: whoever takes a number at this moment has done so, or waits.
            self._connection.execute(select(shop_settings.c.user_id).with_for_update())
            self._connection.execute(select(func.remove_demo()))
            self._connection.execute(
                update(shop_settings)
                .where(shop_settings.c.user_id == self._user_id)
                .values(
                    last_spool_number=_highest(filament_inventory.c.number),
                    last_job_number=_highest(print_jobs.c.number),
                )
            )


def _highest(number: Column[int]) -> ColumnElement[int]:
    return func.coalesce(select(func.max(number)).scalar_subquery(), 0)
