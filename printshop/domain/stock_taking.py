"""Counting a shelf: what was weighed, what the ledger said, and the difference."""

from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from printshop.domain.units import Frozen, Grams

# From here on a difference is looked at before it is booked: a reel's weight taken for
# another's is rarely less.
LARGE_DIFFERENCE_G: Final = Decimal(50)
LARGE_DIFFERENCE_SHARE: Final = Decimal("0.2")


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

    @property
    def is_large(self) -> bool:
        """Whether the difference is more than 50 g, or than a fifth of what was expected."""
        difference_g = abs(self.difference_g)
        return (
            difference_g > LARGE_DIFFERENCE_G
            or difference_g > self.balance_g * LARGE_DIFFERENCE_SHARE
        )


class Counted(Frozen):
    """What counting a spool did; `replaced` is its earlier count in the same stock-take."""

    line: CountedSpool
    replaced: CountedSpool | None = None
