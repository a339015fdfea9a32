"""One spool: finding it, what is said of it, its ledger, putting it away."""

from uuid import UUID

from printshop.domain.spools import Movement, Spool, SpoolDetails
from printshop.services.shop import Shop
from printshop.services.stock.adjusting import name_of
from printshop.services.stock.changes import merged
from printshop.services.stock.tares import Tare, tare_within


def spool_by_id(shop: Shop, spool_id: UUID) -> Spool:
    """One spool.

    Raises:
        NotFoundError: there is no such spool.

    """
    with shop.unit_of_work() as uow:
        return uow.spools.get(spool_id)


def spool_by_number(shop: Shop, number: int) -> Spool:
    """The spool with this number on its label.

    Raises:
        NotFoundError: there is no such spool.

    """
    with shop.unit_of_work() as uow:
        return uow.spools.by_number(number)


def ledger(shop: Shop, spool_id: UUID) -> tuple[Movement, ...]:
    """Every gram that came to or went from a spool, newest first."""
    with shop.unit_of_work() as uow:
        return uow.ledger.of_spool(spool_id)


def put_away_spools(shop: Shop, filament_id: UUID) -> tuple[Spool, ...]:
    """The archived spools of a filament, by number."""
    with shop.unit_of_work() as uow:
        return uow.spools.of_filament(filament_id, are_archived=True)


def locations(shop: Shop) -> tuple[str, ...]:
    """The places where the shop's spools are, by name."""
    with shop.unit_of_work() as uow:
        return uow.spools.locations()


def tare_of(shop: Shop, spool_id: UUID) -> Tare | None:
    """What the empty reel of a spool weighs, and who said so; None where nobody did.

    Raises:
        NotFoundError: there is no such spool.

    """
    with shop.unit_of_work() as uow:
        return tare_within(uow, uow.spools.get(spool_id))


def update_spool(
    shop: Shop, spool_id: UUID, details: SpoolDetails, *, was: SpoolDetails | None = None
) -> Spool:
    """Say otherwise where a spool is, when it was opened, and the like.

    Args:
        shop: whose.
        spool_id: which.
        details: what is said now.
        was: what the person saw before; what somebody else changed meanwhile is then kept,
            unless both changed the same to something else. None replaces all of it.

    Raises:
        ChangedMeanwhileError: somebody else changed a field that was changed here too.
        NotFoundError: there is no such spool.

    """
    with shop.unit_of_work() as uow:
        now = uow.spools.get(spool_id, lock=True)
        said = details if was is None else merged(was, details, now.details, name_of(uow, now))
        uow.spools.update_details(spool_id, said)
        spool = uow.spools.get(spool_id)
        uow.commit()
    return spool


def archive_spool(shop: Shop, spool_id: UUID) -> Spool:
    """Put a spool away: it is not planned with any more, and keeps its ledger.

    Raises:
        NotFoundError: there is no such spool.

    """
    return _put(shop, spool_id, is_archived=True)


def restore_spool(shop: Shop, spool_id: UUID) -> Spool:
    """Take a spool out again.

    Raises:
        NotFoundError: there is no such spool.

    """
    return _put(shop, spool_id, is_archived=False)


def _put(shop: Shop, spool_id: UUID, *, is_archived: bool) -> Spool:
    with shop.unit_of_work() as uow:
        uow.spools.get(spool_id, lock=True)
        uow.spools.archive(spool_id, is_archived=is_archived)
        spool = uow.spools.get(spool_id)
        uow.commit()
    return spool
