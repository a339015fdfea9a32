"""Filaments and spools: receiving, adjusting, and the ledger of each spool."""

from decimal import Decimal
from uuid import UUID

from printshop.domain.filament import (
    Filament,
    FilamentSort,
    FilamentStock,
    Material,
    Movement,
    MovementReason,
    NewFilament,
    NewSpools,
    QuantityChange,
    QuantityOperation,
    Spool,
)
from printshop.domain.units import MAX_COST_PER_GRAM, MAX_GRAMS, cost_per_gram
from printshop.errors import DuplicateError, InsufficientFilamentError, InvalidInputError
from printshop.repo import UnitOfWork
from printshop.repo.spools import Booking
from printshop.services.shop import Shop

_REASON = {
    QuantityOperation.SET: MovementReason.SET,
    QuantityOperation.ADD: MovementReason.ADDED,
    QuantityOperation.SUBTRACT: MovementReason.SUBTRACTED,
}


def list_filaments(
    shop: Shop,
    *,
    material: Material | None = None,
    brand: str = "",
    search: str = "",
    sort: FilamentSort = FilamentSort.DEMAND,
) -> tuple[FilamentStock, ...]:
    """The filaments that fit what was asked, each with its unarchived spools."""
    with shop.snapshot() as uow:
        filaments = uow.filaments.list(material=material, brand=brand, search=search, sort=sort)
        spools = uow.spools.all()
    return tuple(
        FilamentStock(
            filament=filament,
            spools=tuple(spool for spool in spools if spool.filament_id == filament.id),
        )
        for filament in filaments
    )


def create_filament(shop: Shop, new: NewFilament) -> Filament:
    """Add a filament to the shop.

    Raises:
        DuplicateError: brand, material, slicer's name and colour are there already.

    """
    with shop.unit_of_work() as uow:
        filament = uow.filaments.add(new)
        uow.commit()
    return filament


def update_filament(shop: Shop, filament_id: UUID, changes: NewFilament) -> Filament:
    """Replace what is said of a filament.

    Raises:
        DuplicateError: another filament is of that kind already.
        NotFoundError: there is no such filament.

    """
    with shop.unit_of_work() as uow:
        filament = uow.filaments.update(filament_id, changes)
        uow.commit()
    return filament


def add_spools(shop: Shop, new: NewSpools) -> tuple[Spool, ...]:
    """Receive a purchase of like spools. The same purchase sent twice is received once.

    A spool's cost per gram is the price of all over the net grams of all; without a
    price it is the filament's base cost, and 0 (unknown) where that is not known.

    Raises:
        NotFoundError: there is no such filament.

    """
    try:
        with shop.unit_of_work() as uow:
            received = uow.spools.of_purchase(new.purchase_id) or receive(uow, new)
            uow.commit()
    except DuplicateError:
        with shop.unit_of_work() as uow:
            return uow.spools.of_purchase(new.purchase_id)
    return received


def receive(uow: UnitOfWork, new: NewSpools) -> tuple[Spool, ...]:
    """Add the spools of a purchase and their first grams, within a unit of work."""
    filament = uow.filaments.get(new.filament_id)
    price = new.total_price
    per_gram = filament.cost_per_gram_base
    if price is not None:
        per_gram = cost_per_gram(price, new.net_g * new.count)
    if per_gram >= MAX_COST_PER_GRAM:
        raise InvalidInputError(
            f"{price} for {new.net_g * new.count} g is {per_gram} per gram, which cannot be.",
            hint="Check the price and the grams.",
        )
    spools = uow.spools.add(
        new, numbers=uow.users.next_numbers("spool", new.count), cost_per_gram=per_gram
    )
    uow.spools.book(
        [
            Booking(
                spool_id=spool.id,
                amount_g=new.net_g,
                reason=MovementReason.RECEIVED,
                note=new.supplier,
            )
            for spool in spools
        ]
    )
    return uow.spools.of_purchase(new.purchase_id)


def update_quantity(shop: Shop, change: QuantityChange) -> Spool:
    """Set, add or subtract grams of a spool. The same request sent twice books once.

    Setting is a weigh-in: from then on the spool counts as weighed.

    Raises:
        InsufficientFilamentError: more is to be subtracted than is on the spool.
        NotFoundError: there is no such spool.

    """
    try:
        with shop.unit_of_work() as uow:
            spool = uow.spools.get(change.spool_id, lock=True)
            if uow.spools.booked(change.request_id) is None:
                _adjust(uow, spool, change)
            spool = uow.spools.get(change.spool_id)
            uow.commit()
    except DuplicateError:
        with shop.unit_of_work() as uow:
            return uow.spools.get(change.spool_id)
    return spool


def ledger(shop: Shop, spool_id: UUID) -> tuple[Movement, ...]:
    """Every gram that came to or went from a spool, newest first."""
    with shop.unit_of_work() as uow:
        return uow.spools.ledger(spool_id)


def _adjust(uow: UnitOfWork, spool: Spool, change: QuantityChange) -> None:
    amount = _amount(spool, change)
    if amount == 0 and change.operation is not QuantityOperation.SET:
        raise InvalidInputError("Say how many grams: 0 g changes nothing.")
    if spool.quantity_g + amount > MAX_GRAMS:
        raise InvalidInputError(
            f"A spool cannot hold {spool.quantity_g + amount} g; {MAX_GRAMS} g is the most."
        )
    if spool.quantity_g + amount < 0:
        filament = uow.filaments.get(spool.filament_id)
        raise InsufficientFilamentError(
            filament=f"{filament.label} {spool.label}",
            needed_g=change.quantity_g,
            available_g=spool.quantity_g,
        )
    uow.spools.book(
        [
            Booking(
                spool_id=spool.id,
                amount_g=amount,
                reason=_REASON[change.operation],
                note=change.reason,
                request_id=change.request_id,
            )
        ]
    )
    if change.operation is QuantityOperation.SET:
        uow.spools.mark_weighed(spool.id)


def _amount(spool: Spool, change: QuantityChange) -> Decimal:
    match change.operation:
        case QuantityOperation.SET:
            return change.quantity_g - spool.quantity_g
        case QuantityOperation.ADD:
            return change.quantity_g
        case QuantityOperation.SUBTRACT:
            return -change.quantity_g
