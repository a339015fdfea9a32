"""Counting a shelf: what was weighed, what the ledger said, and the difference."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from printshop.domain.units import Frozen, Grams


class StockTake(Frozen):
    """A count of a shelf; open until it is booked or dropped. location "" is the whole shop."""

    id: UUID
    location: str
    booked_at: datetime | None
    dropped_at: datetime | None
    created_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether it can still be counted."""
        return self.booked_at is None and self.dropped_at is None


class Count(Frozen):
    """What a person found on one reel: by scale (gross_g) or net, exactly one of them."""

    spool_id: UUID
    gross_g: Grams | None = None
    tare_g: Grams | None = None
    net_g: Grams | None = None


class CountedSpool(Frozen):
    """A line of a stock-take. balance_g is what the ledger said when it was counted."""

    id: UUID
    spool_id: UUID
    gross_g: Decimal | None
    tare_g: Decimal | None
    net_g: Decimal
    balance_g: Decimal
    counted_at: datetime

    @property
    def difference_g(self) -> Decimal:
        """What is to be booked: found less expected, at the moment of counting."""
        return self.net_g - self.balance_g
