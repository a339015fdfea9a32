"""Keeping costs true after a receipt, a respooling or a correction, within a unit of work."""

from uuid import UUID

from printshop.domain.valuation import moving_average, reel_cost
from printshop.repo import UnitOfWork


def revalue_filament(uow: UnitOfWork, filament_id: UUID) -> None:
    """Say anew what a gram of a filament costs on average; the filament must be locked."""
    average = moving_average(uow.spools.costs_of_filament(filament_id))
    uow.filaments.set_average_cost(filament_id, average)


def revalue_spool(uow: UnitOfWork, spool_id: UUID) -> None:
    """Say anew what a gram on a spool costs; the spool must be locked."""
    cost = reel_cost(uow.spools.costs_of_spool(spool_id))
    uow.spools.set_costs(spool_id, actual_cost_per_gram=cost)
