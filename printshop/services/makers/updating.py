"""Telling the shop's filaments what their makers say now, without touching what the shop says.

Beside each filament stands what its maker last said. Where the shop still says the same, it
takes over the new; where it says something else, the shop's own stays, and the difference is
reported until somebody decides.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from printshop.domain.filament import Filament, NewFilament
from printshop.domain.known_filaments import (
    KIND_FIELDS,
    TAKEN_FIELDS,
    KnownFilament,
    as_known_values,
)
from printshop.errors import DuplicateError, InvalidInputError
from printshop.repo import UnitOfWork
from printshop.services.makers.results import FieldChange, FilamentUpdate
from printshop.services.shop import Shop

_PAIRS: Final = (("nozzle_min_c", "nozzle_max_c"), ("bed_min_c", "bed_max_c"))


def update_within(uow: UnitOfWork) -> tuple[FilamentUpdate, ...]:
    """Take over what makers say anew, and list it with what the shop kept its own of.

    Doing it again takes over nothing and lists what was kept once more.
    """
    updates = (_update(uow, *made) for made in uow.known_filaments.made_filaments())
    return tuple(update for update in updates if update.taken_over or update.kept_back)


def kept_back(shop: Shop) -> tuple[FilamentUpdate, ...]:
    """What makers say anew of filaments that the shop says something else of."""
    with shop.snapshot() as uow:
        made = uow.known_filaments.made_filaments(lock=False)
        updates = tuple(
            FilamentUpdate(
                filament_id=filament.id,
                label=filament.label,
                taken_over=(),
                kept_back=tuple(
                    change
                    for change in _changes(filament, known, said)
                    if change.yours != change.now
                ),
            )
            for filament, known, said in made
        )
    return tuple(update for update in updates if update.kept_back)


def take_makers_value(shop: Shop, filament_id: UUID, name: str) -> Filament:
    """Put what the maker says into one field of a filament.

    Raises:
        DuplicateError: the filament would become the same as another.
        InvalidInputError: makers say nothing of such a field, or its lowest temperature would be
            above its highest.
        NotFoundError: there is no such filament, or it was made from no maker's.

    """
    return _settle(shop, filament_id, name, is_taken=True)


def keep_own_value(shop: Shop, filament_id: UUID, name: str) -> Filament:
    """Keep the shop's value of a field, and speak of it only when the maker changes it again.

    Raises:
        InvalidInputError: makers say nothing of such a field.
        NotFoundError: there is no such filament, or it was made from no maker's.

    """
    return _settle(shop, filament_id, name, is_taken=False)


def _settle(shop: Shop, filament_id: UUID, name: str, *, is_taken: bool) -> Filament:
    if name not in TAKEN_FIELDS:
        raise InvalidInputError(f"Makers say nothing of a field {name!r}.")
    with shop.unit_of_work() as uow:
        (filament,) = uow.filaments.lock([filament_id])
        if filament.known_filament_id is None:
            raise InvalidInputError(f"{filament.label} was made from no maker's filament.")
        known = uow.known_filaments.get(filament.known_filament_id)
        new = known.as_new_filament()
        if is_taken:
            takes = {name: getattr(new, name)}
            if not _fitting(filament, takes):
                raise InvalidInputError(
                    f"The maker's value does not fit what else your shop says of {filament.label}.",
                    hint="A lowest temperature would be above the highest. Change the other first.",
                )
            said = _with(filament, takes)
            if _is_other_kind(uow, filament, takes):
                raise DuplicateError(
                    f"{said.label} is in your shop already.",
                    hint="Merge the two, or keep your own value.",
                )
            filament = uow.filaments.update(filament_id, said)
        said_now = uow.known_filaments.known_values(filament_id)
        said_now[name] = as_known_values(new)[name]
        uow.known_filaments.link(filament_id, known.id, said_now)
        uow.commit()
    return filament


def _update(
    uow: UnitOfWork, filament: Filament, known: KnownFilament, said: Mapping[str, Any]
) -> FilamentUpdate:
    changes = _changes(filament, known, said)
    takes = {
        change.name: change.now for change in changes if change.yours in (change.was, change.now)
    }
    takes = _fitting(filament, takes)
    if _is_other_kind(uow, filament, takes):
        takes = {name: now for name, now in takes.items() if name not in KIND_FIELDS}
    taken = tuple(c for c in changes if c.name in takes and c.yours != c.now)
    if taken:
        uow.filaments.update(filament.id, _with(filament, takes))
    if takes:
        now = as_known_values(known.as_new_filament())
        uow.known_filaments.link(
            filament.id, known.id, {**said, **{name: now[name] for name in takes}}
        )
    return FilamentUpdate(
        filament_id=filament.id,
        label=filament.label,
        taken_over=taken,
        kept_back=tuple(change for change in changes if change.name not in takes),
    )


def _changes(
    filament: Filament, known: KnownFilament, said: Mapping[str, Any]
) -> list[FieldChange]:
    """The fields that the maker says something new about."""
    new, before = known.as_new_filament(), _said_before(filament, said)
    changes = []
    for name in TAKEN_FIELDS:
        yours, now = getattr(filament, name), getattr(new, name)
        # What nobody noted is new where it differs from what stands in the shop.
        if before.get(name, yours) != now:
            changes.append(FieldChange(name=name, was=before.get(name), yours=yours, now=now))
    return changes


def _said_before(filament: Filament, said: Mapping[str, Any]) -> dict[str, object]:
    """What the maker said before, as values of the fields and not as JSON keeps them."""
    noted = {name: value for name, value in said.items() if name in TAKEN_FIELDS}
    try:
        before = NewFilament.model_validate({**filament.said.model_dump(), **noted})
    except ValueError:
        # Noted under limits of another day. Then every difference is left for a person.
        return {}
    return {name: getattr(before, name) for name in noted}


def _fitting(filament: Filament, takes: Mapping[str, object]) -> dict[str, object]:
    """What can be taken over: of a lowest and a highest that would cross, neither."""
    fitting = dict(takes)
    for pair in _PAIRS:
        low, high = (fitting.get(name, getattr(filament, name)) for name in pair)
        if isinstance(low, int) and isinstance(high, int) and low > high:
            fitting = {name: now for name, now in fitting.items() if name not in pair}
    try:
        _with(filament, fitting)
    except ValueError:
        # Something else does not fit together. One filament must not stop a whole data set.
        return {}
    return fitting


def _is_other_kind(uow: UnitOfWork, filament: Filament, takes: Mapping[str, object]) -> bool:
    """Whether the filament would become the same as another of the shop."""
    if not KIND_FIELDS & takes.keys():
        return False
    twin = uow.filaments.find_kind(_with(filament, takes))
    return twin is not None and twin.id != filament.id


def _with(filament: Filament, changes: Mapping[str, object]) -> NewFilament:
    return NewFilament.model_validate({**filament.said.model_dump(), **changes})
