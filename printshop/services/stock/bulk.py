"""The same step for many spools or filaments: all of them, or none."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from printshop.errors import InvalidInputError
from printshop.services.shop import Shop
from printshop.services.stock.filaments import put_within
from printshop.services.stock.place_names import place_name

MAX_AT_ONCE: Final = 2_000


def place_spools(
    shop: Shop, places: Mapping[UUID, str], *, were: Mapping[UUID, str] | None = None
) -> dict[UUID, str]:
    """Say where spools are.

    Args:
        shop: whose.
        places: the place of each spool, by spool.
        were: where the person saw them; one that somebody put elsewhere since stays there.
            None places all of them.

    Returns:
        Where each that was placed was before. Given back to this function, with `places` as
        where they were, it undoes the step.

    Raises:
        InvalidInputError: they are too many, or a place's name is too long.

    """
    _check(places)
    said = {spool_id: place_name(place) for spool_id, place in places.items()}
    with shop.unit_of_work() as uow:
        before = {}
        for spool in uow.spools.lock(list(said)):
            if were is not None and spool.location != were.get(spool.id):
                continue
            before[spool.id] = spool.location
            details = spool.details.model_copy(update={"location": said[spool.id]})
            uow.spools.update_details(spool.id, details)
        uow.commit()
    return before


def put_spools(shop: Shop, spool_ids: Sequence[UUID], *, is_archived: bool) -> None:
    """Put spools away, or take them out again.

    Raises:
        InvalidInputError: they are too many.

    """
    _check(spool_ids)
    with shop.unit_of_work() as uow:
        locked = uow.spools.lock(spool_ids)
        uow.spools.archive(*(spool.id for spool in locked), is_archived=is_archived)
        uow.commit()


def put_filaments(shop: Shop, filament_ids: Sequence[UUID], *, is_archived: bool) -> None:
    """Put filaments away, or take them out again; their spools stay as they are.

    Raises:
        InvalidInputError: they are too many.
        NotFoundError: one of them is not in the shop.
        RuleError: one of them is to be taken out, and was merged with another one.

    """
    _check(filament_ids)
    with shop.unit_of_work() as uow:
        for filament in uow.filaments.lock(filament_ids):
            put_within(uow, filament, is_archived=is_archived)
        uow.commit()


def _check(chosen: Sequence[UUID] | Mapping[UUID, str]) -> None:
    if len(chosen) > MAX_AT_ONCE:
        raise InvalidInputError(
            f"{len(chosen):,} were chosen; at most {MAX_AT_ONCE:,} can be changed at once.",
            hint="Choose fewer.",
        )
