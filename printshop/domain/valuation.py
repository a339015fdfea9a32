"""What a gram is worth: of one reel by what was wound onto it, of a filament on average.

Both run over lines of the ledger, oldest first, and pass over what was taken back as if
it had never come. A cost of 0 is an unknown one and changes no mean.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from printshop.domain.spools import MovementReason
from printshop.domain.units import to_cost_per_gram


class CostLine(NamedTuple):
    """A line of the ledger as valuation sees it. cost_per_gram: of grams that came in."""

    reason: MovementReason
    amount_g: Decimal
    cost_per_gram: Decimal
    is_taken_back: bool = False


def moving_average(lines: Iterable[CostLine]) -> Decimal:
    """The moving weighted average of a filament, over the ledgers of all its reels.

    avg' = (q x avg + q_in x c_in) / (q + q_in) at each receipt; whatever else comes or goes
    does so at the average. 0 while no receipt had a price.

    Worked example: 640 g at 0.0210 and 4,000 g at 0.019715: 0.019892.
    """
    return _run(lines, MovementReason.RECEIVED)


def reel_cost(lines: Iterable[CostLine]) -> Decimal:
    """What a gram on a reel cost: its own landed cost, mixed with what was wound onto it."""
    return _run(lines, MovementReason.RECEIVED, MovementReason.MOVED)


def _run(lines: Iterable[CostLine], *costed: MovementReason) -> Decimal:
    held_g, mean = Decimal(0), Decimal(0)
    for line in lines:
        if line.is_taken_back:
            continue
        after_g = held_g + line.amount_g
        if line.reason in costed and line.amount_g > 0 and line.cost_per_gram > 0:
            # What is held at an unknown cost takes that of the first known one.
            known = mean or line.cost_per_gram
            mean = (max(held_g, Decimal(0)) * known + line.amount_g * line.cost_per_gram) / (
                max(held_g, Decimal(0)) + line.amount_g
            )
        held_g = after_g
    return to_cost_per_gram(mean)
