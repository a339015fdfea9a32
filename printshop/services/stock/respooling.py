"""Winding grams from one spool onto another, with what they cost."""

from collections.abc import Mapping
from uuid import UUID

from printshop.domain.spools import Movement, MovementReason, Respooling, Spool
from printshop.errors import InsufficientFilamentError, InvalidInputError
from printshop.repo import UnitOfWork
from printshop.repo.ledger import Booking
from printshop.services.shop import Shop
from printshop.services.stock.adjusting import check_room, name_of
from printshop.services.stock.once import is_booked, once
from printshop.services.stock.valuing import revalue_spools


def respool(shop: Shop, move: Respooling) -> tuple[Spool, Spool]:
    """Move grams between two spools of one filament. The same request sent twice moves once.

    The grams take along what they cost: the cost of the receiving spool becomes the mean of
    both, weighted by grams. A receiving spool of unknown weight stays unknown, and so does
    one that takes grams from such a spool.

    Returns:
        The giving and the receiving spool.

    Raises:
        AlreadyBookedError: the request was booked before, with other values.
        OverfullSpoolError: the receiving spool would hold more than it came with, and nobody is
            sure of that.
        InsufficientFilamentError: more is to be moved than is on the giving spool.
        InvalidInputError: it is one spool, or the spools are of different filaments.
        NotFoundError: there is no such spool.

    """
    if move.from_spool_id == move.to_spool_id:
        raise InvalidInputError(
            "A spool cannot be wound onto itself.", hint="Choose another spool to wind onto."
        )

    def book(uow: UnitOfWork) -> tuple[Spool, Spool]:
        spools = {s.id: s for s in uow.spools.lock([move.from_spool_id, move.to_spool_id])}
        if not is_booked(uow, move.request_id, lambda line: _is_same(uow, line, move)):
            _move(uow, _named(uow, spools, move), move)
        return uow.spools.get(move.from_spool_id), uow.spools.get(move.to_spool_id)

    return once(shop, book)


def _is_same(uow: UnitOfWork, line: Movement, move: Respooling) -> bool:
    pair = uow.ledger.of_group(move.request_id)
    taken = [(one.spool_id, one.amount_g) for one in pair if one.reverses_id is None]
    is_move = line.reason is MovementReason.MOVED
    return is_move and taken == [
        (move.from_spool_id, -move.quantity_g),
        (move.to_spool_id, move.quantity_g),
    ]


def _named(uow: UnitOfWork, spools: Mapping[UUID, Spool], move: Respooling) -> tuple[Spool, Spool]:
    for spool_id in (move.from_spool_id, move.to_spool_id):
        if spool_id not in spools:
            # Raises the sentence of what is missing.
            uow.spools.get(spool_id)
    return spools[move.from_spool_id], spools[move.to_spool_id]


def _move(uow: UnitOfWork, pair: tuple[Spool, Spool], move: Respooling) -> None:
    giving, taking = pair
    if giving.filament_id != taking.filament_id:
        raise InvalidInputError(
            f"{name_of(uow, giving)} and {name_of(uow, taking)} are different filaments.",
            hint="Merge the filaments first if they are the same.",
        )
    if move.quantity_g > giving.quantity_g:
        raise InsufficientFilamentError(
            filament=name_of(uow, giving),
            needed_g=move.quantity_g,
            available_g=giving.quantity_g,
        )
    check_room(taking, move.quantity_g, is_sure=move.is_sure)
    lines = (
        (giving, -move.quantity_g, f"onto {taking.label}", move.request_id),
        (taking, move.quantity_g, f"from {giving.label}", None),
    )
    uow.ledger.book(
        [
            Booking(
                spool_id=spool.id,
                amount_g=amount_g,
                reason=MovementReason.MOVED,
                note=f"{where}. {move.reason}".removesuffix(". "),
                request_id=request_id,
                group_id=move.request_id,
                cost_per_gram=giving.actual_cost_per_gram,
            )
            for spool, amount_g, where, request_id in lines
        ]
    )
    revalue_spools(uow, [taking.id])
    if taking.is_weighed and not giving.is_weighed:
        uow.spools.mark_unweighed(taking.id)
