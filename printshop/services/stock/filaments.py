"""Filaments: listing, adding, changing, putting away."""

from collections import defaultdict
from uuid import UUID

from printshop.domain.filament import Filament, FilamentSort, Material, NewFilament
from printshop.domain.spools import FilamentStock, Spool
from printshop.errors import DuplicateError, RuleError
from printshop.repo import UnitOfWork
from printshop.services.shop import Shop
from printshop.services.stock.changes import merged


def list_filaments(
    shop: Shop,
    *,
    material: Material | None = None,
    brand: str = "",
    search: str = "",
    sort: FilamentSort = FilamentSort.DEMAND,
    include_inventory: bool = True,
) -> tuple[FilamentStock, ...]:
    """The filaments that fit what was asked, those put away left out.

    Args:
        shop: whose.
        material: of this family.
        brand: of this brand.
        search: words that all must be found in brand, kind, colour or a code.
        sort: by demand, name, or newest first.
        include_inventory: with their unarchived spools; without, `spools` is empty.

    """
    with shop.snapshot() as uow:
        filaments = uow.filaments.list(material=material, brand=brand, search=search, sort=sort)
        spools = uow.spools.all() if include_inventory else ()
    of_filament: dict[UUID, list[Spool]] = defaultdict(list)
    for spool in spools:
        of_filament[spool.filament_id].append(spool)
    return tuple(
        FilamentStock(filament=filament, spools=tuple(of_filament[filament.id]))
        for filament in filaments
    )


def filament_by_id(shop: Shop, filament_id: UUID) -> FilamentStock:
    """A filament with its unarchived spools.

    Raises:
        NotFoundError: there is no such filament.

    """
    with shop.snapshot() as uow:
        return FilamentStock(
            filament=uow.filaments.get(filament_id), spools=uow.spools.of_filament(filament_id)
        )


def create_filament(shop: Shop, new: NewFilament) -> Filament:
    """Add a filament to the shop.

    Raises:
        DuplicateError: brand, material, kind, colours and diameter are there already.

    """
    with shop.unit_of_work() as uow:
        filament = add(uow, new)
        uow.commit()
    return filament


def add(uow: UnitOfWork, new: NewFilament) -> Filament:
    """Add a filament within a unit of work.

    Raises:
        DuplicateError: brand, material, kind, colours and diameter are there already.

    """
    twin = uow.filaments.find_kind(new)
    if twin is not None:
        raise _duplicate(twin)
    return uow.filaments.add(new)


def update_filament(
    shop: Shop, filament_id: UUID, changes: NewFilament, *, was: NewFilament | None = None
) -> Filament:
    """Replace what is said of a filament.

    Args:
        shop: whose.
        filament_id: which.
        changes: what is said now.
        was: what the person saw before; what somebody else changed meanwhile is then kept,
            unless both changed the same to something else. None replaces all of it.

    Raises:
        ChangedMeanwhileError: somebody else changed a field that was changed here too.
        DuplicateError: another filament is of that kind already.
        NotFoundError: there is no such filament.

    """
    with shop.unit_of_work() as uow:
        (now,) = uow.filaments.lock([filament_id])
        said = changes if was is None else merged(was, changes, now.said, now.label)
        twin = uow.filaments.find_kind(said)
        if twin is not None and twin.id != filament_id:
            raise _duplicate(twin)
        filament = uow.filaments.update(filament_id, said)
        uow.commit()
    return filament


def archive_filament(shop: Shop, filament_id: UUID) -> Filament:
    """Put a filament away. Its spools, its history and what names it stay.

    Raises:
        NotFoundError: there is no such filament.

    """
    return _put(shop, filament_id, is_archived=True)


def restore_filament(shop: Shop, filament_id: UUID) -> Filament:
    """Take a filament out again.

    Raises:
        NotFoundError: there is no such filament.
        RuleError: it was merged with another one.

    """
    return _put(shop, filament_id, is_archived=False)


def _put(shop: Shop, filament_id: UUID, *, is_archived: bool) -> Filament:
    with shop.unit_of_work() as uow:
        (now,) = uow.filaments.lock([filament_id])
        put_within(uow, now, is_archived=is_archived)
        filament = uow.filaments.get(filament_id)
        uow.commit()
    return filament


def put_within(uow: UnitOfWork, now: Filament, *, is_archived: bool) -> None:
    """Put a filament away or take it out again, within a unit of work; it must be locked.

    Raises:
        RuleError: it is to be taken out, and was merged with another one.

    """
    if is_archived:
        # One that was merged away is put away already, and goes on naming its heir.
        uow.filaments.archive(now.id, merged_into_id=now.merged_into_id)
        return
    if now.merged_into_id is not None:
        heir = uow.filaments.get(now.merged_into_id)
        raise RuleError(
            f"{now.label} was merged with {heir.label}: it cannot be taken out again.",
            hint=f"Use {heir.label}; its spools are there.",
        )
    uow.filaments.restore(now.id)


def _duplicate(twin: Filament) -> DuplicateError:
    if twin.archived_at is not None:
        return DuplicateError(
            f"{twin.label} is in your shop already, put away.",
            hint="Take it out again instead.",
            existing_id=twin.id,
        )
    return DuplicateError(
        f"{twin.label} is in your shop already.",
        hint="Brand, material, kind, colours and diameter are the same.",
        existing_id=twin.id,
    )
