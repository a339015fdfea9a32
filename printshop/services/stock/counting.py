"""A shelf while it is counted: what should be there, what was found, what is still to count."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from printshop.domain.filament import Filament
from printshop.domain.spools import Spool
from printshop.domain.stock_taking import CountedSpool, StockTake
from printshop.services.shop import Shop
from printshop.services.stock.tares import Tare, tare_within


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A stock-take with what was counted and what is still to be.

    expected: all unarchived spools of its place that are not empty, by number; `counted` may
    hold others too, found where nobody expected them. filaments: those of all these, by id.
    outdated: counted spools that must be counted again, as somebody said otherwise since.
    """

    stock_take: StockTake
    expected: tuple[Spool, ...]
    counted: tuple[tuple[CountedSpool, Spool], ...]
    filaments: Mapping[UUID, Filament]
    outdated: frozenset[UUID] = frozenset()

    @property
    def missing(self) -> tuple[Spool, ...]:
        """The spools of the shelf that nobody has counted yet."""
        done = {spool.id for _, spool in self.counted}
        return tuple(spool for spool in self.expected if spool.id not in done)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolAtHand:
    """A spool that somebody holds in the hand, with what helps to weigh it.

    tare: what its empty reel weighs, None where nobody knows; counted: its count so far.
    """

    spool: Spool
    filament: Filament
    tare: Tare | None
    counted: CountedSpool | None


def places(shop: Shop) -> tuple[tuple[str, int], ...]:
    """The places with spools to count, each with how many; "" is no place said."""
    with shop.unit_of_work() as uow:
        return uow.spools.places()


def shelf(shop: Shop, stock_take_id: UUID) -> Shelf:
    """A stock-take with its spools.

    Raises:
        NotFoundError: there is no such stock-take.

    """
    with shop.snapshot() as uow:
        stock_take = uow.stock_takes.get(stock_take_id)
        expected = uow.spools.at(stock_take.location)
        lines = uow.stock_takes.counted(stock_take_id)
        outdated = uow.stock_takes.outdated(stock_take_id)
        spools = {spool.id: spool for spool in expected}
        away = [line.spool_id for line in lines if line.spool_id not in spools]
        spools |= {spool.id: spool for spool in uow.spools.of_ids(away)}
        filament_ids = sorted({spool.filament_id for spool in spools.values()})
        filaments = uow.filaments.of_ids(filament_ids)
    return Shelf(
        stock_take=stock_take,
        expected=expected,
        counted=tuple((line, spools[line.spool_id]) for line in lines),
        filaments={filament.id: filament for filament in filaments},
        outdated=outdated,
    )


def at_hand(shop: Shop, stock_take_id: UUID, key: int | UUID) -> SpoolAtHand:
    """The spool with this number or id, as a stock-take sees it.

    Raises:
        NotFoundError: there is no such spool.

    """
    with shop.snapshot() as uow:
        spool = uow.spools.get(key) if isinstance(key, UUID) else uow.spools.by_number(key)
        return SpoolAtHand(
            spool=spool,
            filament=uow.filaments.get(spool.filament_id),
            tare=tare_within(uow, spool),
            counted=uow.stock_takes.count_of(stock_take_id, spool.id),
        )
