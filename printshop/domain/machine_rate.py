"""What an hour of a machine costs, from what it cost and how long it lasts."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from printshop.domain.units import Frozen, Money, rounded

_STEP = Decimal("0.0001")
_HUNDRED = 100


class MachineRate(Frozen):
    """What is behind the cost of an hour of a printer.

    service_pct is what repairs cost over its life, of its price; maintenance_per_h what it wears
    down by the hour: nozzles, plates, belts.

    Worked example: 599 over 5,000 h and 0.05 an hour: 0.1698.
    """

    price: Money
    life_h: Annotated[Decimal, Field(gt=0, le=100_000)] = Decimal(5_000)
    service_pct: Annotated[Decimal, Field(ge=0, le=1_000)] = Decimal(0)
    maintenance_per_h: Annotated[Decimal, Field(ge=0, le=10_000)] = Decimal("0.05")

    @property
    def per_hour(self) -> Decimal:
        """In the shop's currency, to the four decimals that are kept."""
        bought = self.price * (1 + self.service_pct / _HUNDRED) / self.life_h
        return rounded(bought + self.maintenance_per_h, _STEP)
