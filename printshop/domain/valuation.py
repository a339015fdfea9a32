"""What a gram is worth: of one reel by what was wound onto it, of a filament on average.

Both run over lines of the ledger, oldest first, and pass over what was taken back as if
it had never come. A cost of 0 is an unknown one and changes no mean.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from printshop.domain.spools import MovementReason
from printshop.domain.units import to_cost_per_gram


class CostLine(NamedTuple):
    """A line of the ledger as valuation sees it. cost_per_gram: of grams that came in."""

    reason: MovementReason
    amount_g: Decimal
    cost_per_gram: Decimal
    is_taken_back: bool = False


class ReelLine(NamedTuple):
    """A line of one of several reels. from_spool_id: the reel that its grams were wound from."""

    spool_id: UUID
    from_spool_id: UUID | None
    line: CostLine


def moving_average(lines: Iterable[CostLine]) -> Decimal:
    """The moving weighted average of a filament, over the ledgers of all its reels.

    avg' = (q x avg + q_in x c_in) / (q + q_in) at each receipt; whatever else comes or goes
    does so at the average. 0 while no receipt had a price.

    Worked example: 640 g at 0.0210 and 4,000 g at 0.019715: 0.019892.
    """
    held_g, mean = Decimal(0), Decimal(0)
    for line in lines:
        held_g, mean = _after(line, held_g, mean, MovementReason.RECEIVED)
    return to_cost_per_gram(mean)


def reel_costs(lines: Iterable[ReelLine]) -> dict[UUID, Decimal]:
    """What a gram on each reel cost: its own landed cost, mixed with what was wound onto it.

    Grams that were wound over cost what they cost on the giving reel at that moment, as it
    is known now: where its bill is corrected, that reaches every reel its grams went to.

    Args:
        lines: the ledgers of all these reels and of those that gave to them, oldest first.

    """
    held_g: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    means: defaultdict[UUID, Decimal] = defaultdict(Decimal)
    for spool_id, from_spool_id, said in lines:
        line = said
        if from_spool_id is not None and from_spool_id in held_g:
            line = said._replace(cost_per_gram=to_cost_per_gram(means[from_spool_id]))
        held_g[spool_id], means[spool_id] = _after(
            line,
            held_g[spool_id],
            means[spool_id],
            MovementReason.RECEIVED,
            MovementReason.MOVED,
        )
    return {spool_id: to_cost_per_gram(mean) for spool_id, mean in means.items()}


def _after(
    line: CostLine, held_g: Decimal, mean: Decimal, *costed: MovementReason
) -> tuple[Decimal, Decimal]:
    """What is held after a line, and its mean."""
    if line.is_taken_back:
        return held_g, mean
    if line.reason in costed and line.amount_g > 0 and line.cost_per_gram > 0:
        # What is held at an unknown cost takes that of the first known one.
        before_g = max(held_g, Decimal(0))
        worth = before_g * (mean or line.cost_per_gram) + line.amount_g * line.cost_per_gram
        mean = worth / (before_g + line.amount_g)
    return held_g + line.amount_g, mean
