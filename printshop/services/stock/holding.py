"""Filaments that are held while something of them is booked, within its transaction."""

from collections.abc import Collection
from uuid import UUID

from printshop.domain.filament import Filament
from printshop.errors import RuleError
from printshop.repo import UnitOfWork


def locked_filaments(uow: UnitOfWork, filament_ids: Collection[UUID]) -> dict[UUID, Filament]:
    """Filaments, held; none of them was merged.

    All at once, and before anything of them: two bookings then never wait in a circle, and never
    both go by what was there before.

    Raises:
        NotFoundError: there is no such filament.
        RuleError: one was merged with another one.

    """
    filaments = {one.id: one for one in uow.filaments.lock(sorted(set(filament_ids)))}
    for filament in filaments.values():
        if filament.merged_into_id is not None:
            heir = uow.filaments.get(filament.merged_into_id)
            raise RuleError(
                f"{filament.label} was merged with {heir.label} meanwhile.",
                hint=f"Choose {heir.label} instead.",
            )
    return filaments
