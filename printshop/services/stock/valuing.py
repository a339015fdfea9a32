"""Keeping costs true after a receipt, a respooling or a correction, within a unit of work."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from uuid import UUID

from printshop.domain.purchases import PricedGoods
from printshop.domain.units import MAX_COST_PER_GRAM, to_money
from printshop.domain.valuation import moving_average, reel_costs
from printshop.errors import InvalidInputError
from printshop.repo import UnitOfWork


def revalue_filament(uow: UnitOfWork, filament_id: UUID) -> None:
    """Say anew what a gram of a filament costs on average; the filament must be locked."""
    average = moving_average(uow.ledger.costs_of_filament(filament_id))
    uow.filaments.set_average_cost(filament_id, average)


def revalue_spools(uow: UnitOfWork, spool_ids: Collection[UUID]) -> None:
    """Say anew what a gram on each of these spools costs; they must be locked."""
    bound = uow.reels.wound_with(spool_ids)
    costs = reel_costs(uow.reels.lines(bound))
    for spool in uow.spools.of_ids(list(spool_ids)):
        cost = costs.get(spool.id, Decimal(0))
        if cost != spool.actual_cost_per_gram:
            uow.spools.set_costs(spool.id, actual_cost_per_gram=cost)


def check_costs(goods: Sequence[PricedGoods], costs: Sequence[Decimal | None]) -> None:
    """Refuse a price that cannot be for so few grams.

    Raises:
        InvalidInputError: a gram would cost more than a gram can.

    """
    for one, cost in zip(goods, costs, strict=True):
        if cost is not None and cost >= MAX_COST_PER_GRAM:
            raise InvalidInputError(
                f"{to_money(one.price or 0)} for {one.grams} g is {cost} per gram, which "
                "cannot be.",
                hint="Check the price and the grams.",
            )
