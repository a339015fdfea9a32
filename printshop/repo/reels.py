"""Reels that grams were wound between: what a gram on one cost depends on the others."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection, and_, case, exists, func, select

from printshop.domain.spools import MovementReason
from printshop.domain.valuation import CostLine, ReelLine
from printshop.repo.tables import filament_inventory as spools
from printshop.repo.tables import inventory_movements as movements


class Reels:
    """The ledgers of reels together."""

    def __init__(self, connection: Connection) -> None:
        """Bind to a transaction."""
        self._connection = connection

    def wound_with(self, spool_ids: Iterable[UUID]) -> set[UUID]:
        """These spools, and all that are bound to them by winding over, however often."""
        found = new = set(spool_ids)
        own = movements.alias("own")
        others = (
            select(movements.c.spool_id)
            .join(own, own.c.group_id == movements.c.group_id)
            .where(own.c.reason == MovementReason.MOVED)
            .distinct()
        )
        while new:
            query = others.where(own.c.spool_id.in_(new))
            new = set(self._connection.scalars(query)) - found
            found = found | new
        return found

    def lines(self, spool_ids: Iterable[UUID]) -> list[ReelLine]:
        """The ledgers of these spools as `reel_costs` reads them, oldest line first."""
        giving, reversal = movements.alias("giving"), movements.alias("reversal")
        cost = case(
            (movements.c.reason == MovementReason.RECEIVED, spools.c.landed_cost_per_gram),
            else_=func.coalesce(movements.c.cost_per_gram, 0),
        )
        is_reversed = exists().where(reversal.c.reverses_id == movements.c.id)
        is_from_giving = and_(
            movements.c.reason == MovementReason.MOVED,
            movements.c.amount_grams > 0,
            giving.c.group_id == movements.c.group_id,
            giving.c.reason == MovementReason.MOVED,
            giving.c.amount_grams < 0,
        )
        query = (
            select(
                movements.c.spool_id,
                giving.c.spool_id,
                movements.c.reason,
                movements.c.amount_grams,
                cost,
                is_reversed | movements.c.reverses_id.is_not(None),
            )
            .join(spools, spools.c.id == movements.c.spool_id)
            .outerjoin(giving, is_from_giving)
            .where(movements.c.spool_id.in_(list(spool_ids)))
            .order_by(movements.c.id)
        )
        return [
            ReelLine(row[0], row[1], CostLine(*row[2:])) for row in self._connection.execute(query)
        ]
