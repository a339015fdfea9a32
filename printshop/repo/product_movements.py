"""Finished goods that were sold, came back, were given away, broke or were counted."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, insert, select

from printshop.domain.sales import ProductMovement
from printshop.errors import NotFoundError
from printshop.repo.faults import translated
from printshop.repo.tables import models
from printshop.repo.tables import product_movements as movements

_COLUMNS: Final = [movements.c[name] for name in ProductMovement.model_fields]


class ProductMovements:
    """The ledger of finished goods."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def of_model(
        self, model_id: UUID, *, since: date | None = None, at_most: int | None = None
    ) -> tuple[ProductMovement, ...]:
        """Movements of a model, the latest first."""
        query = select(*_COLUMNS).where(movements.c.model_id == model_id).limit(at_most)
        if since is not None:
            query = query.where(movements.c.moved_on >= since)
        rows = self._connection.execute(query.order_by(movements.c.id.desc())).mappings()
        return tuple(ProductMovement(**row) for row in rows)

    def of_request(self, request_id: UUID) -> ProductMovement | None:
        """The movement that this request booked, if it did."""
        query = select(*_COLUMNS).where(movements.c.request_id == request_id)
        row = self._connection.execute(query).mappings().one_or_none()
        return ProductMovement(**row) if row else None

    def reversal_of(self, movement_id: int) -> ProductMovement | None:
        """The movement that takes this one back, if there is one."""
        query = select(*_COLUMNS).where(movements.c.reverses_id == movement_id)
        row = self._connection.execute(query).mappings().one_or_none()
        return ProductMovement(**row) if row else None

    def reversed_among(self, movement_ids: Collection[int]) -> frozenset[int]:
        """Which of these movements were taken back."""
        query = select(movements.c.reverses_id).where(movements.c.reverses_id.in_(movement_ids))
        return frozenset(self._connection.execute(query).scalars())

    def hold_shelf(self, model_id: UUID) -> None:
        """Let nobody else book on the shelf of a model until the transaction ends.

        Raises:
            NotFoundError: there is no such model in the shop.

        """
        query = select(models.c.id).where(models.c.id == model_id).with_for_update()
        if self._connection.execute(query).one_or_none() is None:
            raise NotFoundError("model", model_id)

    def get(self, movement_id: int) -> ProductMovement:
        """One movement.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        query = select(*_COLUMNS).where(movements.c.id == movement_id)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError("movement", movement_id)
        return ProductMovement(**row)

    def book(self, **values: Any) -> ProductMovement:  # noqa: ANN401 - a column's value
        """Add a movement; one that was reversed already cannot be again.

        Raises:
            DuplicateError: this request, or this reversal, was booked by another browser.

        """
        row = {**values, "user_id": self._user_id}
        with translated():
            booked = self._connection.execute(insert(movements).values(row).returning(*_COLUMNS))
        return ProductMovement(**booked.mappings().one())

    def book_many(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add movements that nobody waits for the numbers of."""
        if rows:
            self._connection.execute(
                insert(movements), [{**row, "user_id": self._user_id} for row in rows]
            )
