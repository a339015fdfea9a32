"""The same step for many spools or filaments: all of them, or none."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from printshop.domain.spools import SpoolDetails
from printshop.domain.units import OptionalText
from printshop.errors import InvalidInputError
from printshop.services.shop import Shop

MAX_AT_ONCE: Final = 2_000


def place_spools(shop: Shop, places: Mapping[UUID, OptionalText]) -> dict[UUID, str]:
    """Say where spools are.

    Args:
        shop: whose.
        places: the place of each spool, by spool.

    Returns:
        Where each was before; given back to this function, it undoes the step.

    Raises:
        InvalidInputError: they are too many, or a place's name is too long.

    """
    _check(places)
    with shop.unit_of_work() as uow:
        before = {}
        for spool in uow.spools.lock(list(places)):
            before[spool.id] = spool.location
            said = spool.details.model_dump() | {"location": places[spool.id]}
            uow.spools.update_details(spool.id, SpoolDetails(**said))
        uow.commit()
    return before


def put_spools(shop: Shop, spool_ids: Sequence[UUID], *, is_archived: bool) -> None:
    """Put spools away, or take them out again.

    Raises:
        InvalidInputError: they are too many.

    """
    _check(spool_ids)
    with shop.unit_of_work() as uow:
        for spool in uow.spools.lock(spool_ids):
            uow.spools.archive(spool.id, is_archived=is_archived)
        uow.commit()


def put_filaments(shop: Shop, filament_ids: Sequence[UUID], *, is_archived: bool) -> None:
    """Put filaments away, or take them out again; their spools stay as they are.

    Raises:
        InvalidInputError: they are too many.
        NotFoundError: one of them is not in the shop.

    """
    _check(filament_ids)
    with shop.unit_of_work() as uow:
        for filament in uow.filaments.lock(filament_ids):
            if is_archived:
                uow.filaments.archive(filament.id)
            else:
                uow.filaments.restore(filament.id)
        uow.commit()


def _check(chosen: Sequence[UUID] | Mapping[UUID, str]) -> None:
    if len(chosen) > MAX_AT_ONCE:
        raise InvalidInputError(
            f"{len(chosen):,} were chosen; at most {MAX_AT_ONCE:,} can be changed at once.",
            hint="Choose fewer.",
        )
