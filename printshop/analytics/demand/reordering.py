"""When to buy anew: safety stock and reorder point."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl
from scipy.special import ndtri

# A delivery that takes a week comes two days earlier or later: so far lead times lie apart, as a
# share of themselves.
LEAD_TIME_SPREAD: Final = 2 / 7


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyRules:
    """How sure a shop wants to be that filament does not run out.

    service_level_pct: how many times in a hundred the stock is to last until new rolls come.
    lead_time_days: of filaments that have none of their own. safety_days: the safety stock lasts
    for so many days at least. tail_cg stays on each reel.
    """

    service_level_pct: Decimal = Decimal(95)
    lead_time_days: int = 7
    safety_days: int = 0
    tail_cg: int = 0

    @property
    def z(self) -> float:
        """How many standard deviations that is: 1.64 for 95 %."""
        return float(ndtri(float(self.service_level_pct) / 100))


def safety_stock(
    rate: pl.Expr, sigma: pl.Expr, lead_days: pl.Expr, *, z: float, lead_sigma_days: pl.Expr
) -> pl.Expr:
    """Z · √(L · s² + d² · s_L²): for days that take more than usual, and rolls that come late.

    Worked example: 18 g a day with a spread of 26 g, 7 days with a spread of 2, Z 1.65: 128 g;
    with a lead time that is always kept, 114.
    """
    return z * (lead_days * sigma.pow(2) + (rate * lead_sigma_days).pow(2)).sqrt()


def safety_by_rules(
    rate: pl.Expr, sigma: pl.Expr, lead_days: pl.Expr, rules: SupplyRules
) -> pl.Expr:
    """The safety stock that a shop's rules ask for.

    The larger of the two ways of being careful, not both: each covers the other.
    """
    spread = safety_stock(
        rate, sigma, lead_days, z=rules.z, lead_sigma_days=lead_days * LEAD_TIME_SPREAD
    )
    return pl.max_horizontal(spread, rate * rules.safety_days)


def reorder_point(
    rate: pl.Expr, lead_days: pl.Expr, safety: pl.Expr, known: pl.Expr | int = 0
) -> pl.Expr:
    """What must be available when new rolls are ordered, beyond what is known to be taken.

    Of the forecast for the lead time only what is not known already: a print in the queue is a
    part of it, not beside it.

    Worked example: 18 g a day for 7 days and a safety stock of 128 g: 254 g; with 100 g in the
    queue 154, of which the queue's 100 are gone already.
    """
    return (rate * lead_days - known).clip(lower_bound=0) + safety
