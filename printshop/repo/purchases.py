"""Purchases: the bills that spools came with."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from printshop.domain.purchases import NewPurchase, Purchase, PurchaseExtras, PurchaseHead
from printshop.errors import NotFoundError
from printshop.repo.faults import translated
from printshop.repo.tables import filament_inventory as spools
from printshop.repo.tables import purchases

_COLUMNS: Final = [purchases.c[name] for name in Purchase.model_fields]


class Purchases:
    """Purchases by id."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def add(self, new: NewPurchase, *, is_demo: bool = False) -> None:
        """Add a purchase; its spools are added by themselves.

        Raises:
            DuplicateError: one of this id is there already.

        """
        self.add_many([new], is_demo=is_demo)

    def add_many(self, news: Sequence[NewPurchase], *, is_demo: bool = False) -> None:
        """Add purchases, all at once. See `add`."""
        shared = {"user_id": self._user_id, "is_demo": is_demo}
        rows = [new.model_dump(exclude={"lines"}) | shared for new in news]
        with translated():
            self._connection.execute(insert(purchases), rows)

    def get(self, purchase_id: UUID, *, lock: bool = False) -> Purchase:
        """One purchase, with `lock` held until the transaction ends.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        query = select(*_COLUMNS).where(purchases.c.id == purchase_id)
        row = self._connection.execute(
            query.with_for_update(key_share=True) if lock else query
        ).one_or_none()
        if row is None:
            raise NotFoundError("purchase", purchase_id)
        return Purchase(**dict(zip(Purchase.model_fields, row, strict=True)))

    def of_filament(self, filament_id: UUID, *, at_most: int) -> tuple[Purchase, ...]:
        """The purchases that spools of a filament came with, newest first."""
        bought = select(spools.c.purchase_id).where(spools.c.filament_id == filament_id)
        query = select(*_COLUMNS).where(purchases.c.id.in_(bought))
        query = query.order_by(
            purchases.c.purchased_on.desc().nulls_last(), purchases.c.created_at.desc()
        )
        rows = self._connection.execute(query.limit(at_most))
        return tuple(Purchase(**dict(zip(Purchase.model_fields, row, strict=True))) for row in rows)

    def set_head(self, purchase_id: UUID, head: PurchaseHead) -> None:
        """Say otherwise from whom it is, its number and its day."""
        with translated():
            self._connection.execute(
                update(purchases).where(purchases.c.id == purchase_id).values(head.model_dump())
            )

    def set_extras(self, purchase_id: UUID, extras: PurchaseExtras) -> None:
        """Say otherwise what the bill had beside the price of its goods."""
        with translated():
            self._connection.execute(
                update(purchases)
                .where(purchases.c.id == purchase_id)
                .values(extras.model_dump(include=set(PurchaseExtras.model_fields)))
            )
