"""Finished goods: what was sold, what came back or broke, and what ought to lie on the shelf.

What prints put on the shelf stands with the jobs; here stands what left it or came back, as lines
that are only added. A line of the opposite amount takes one back.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import polars as pl

from printshop.analytics.demand import WEEKS, shelf_units
from printshop.domain.sales import (
    NewProductMove,
    NewSale,
    ProductMovement,
    ProductReason,
    ShelfCount,
)
from printshop.errors import AlreadyBookedError, InvalidInputError, RuleError
from printshop.repo import UnitOfWork
from printshop.services.shop import Shop
from printshop.services.stock.once import once

_LAST_SHOWN: Final = 10
_COMES_BACK: Final = frozenset({ProductReason.RETURNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What ought to lie on the shelf of a model, and what moved there last, the latest first.

    taken_back are the ids of movements that were taken back; `movements` leaves out the lines that
    do so.
    """

    units: int
    movements: tuple[ProductMovement, ...]
    taken_back: frozenset[int]


def shelf(shop: Shop, model_id: UUID, *, as_of: datetime) -> Shelf:
    """What ought to lie on the shelf of a model: finished pieces less what left it.

    Args:
        shop: whose.
        model_id: of which model.
        as_of: now, aware.

    Raises:
        NotFoundError: there is no such model.

    """
    with shop.snapshot() as uow:
        uow.models.get(model_id)
        # Twice as many: each of those that are shown may have been taken back since.
        found = uow.product_movements.of_model(model_id, at_most=2 * _LAST_SHOWN)
        shown = [one for one in found if one.reverses_id is None][:_LAST_SHOWN]
        return Shelf(
            units=_units(uow, model_id, _today(uow, as_of)),
            movements=tuple(shown),
            taken_back=uow.product_movements.reversed_among([one.id for one in shown]),
        )


def note_sale(shop: Shop, sale: NewSale, *, as_of: datetime | None = None) -> ProductMovement:
    """Note pieces that were sold. Sent twice, they are noted once.

    More may be sold than ought to lie on the shelf: what was printed before is in no account.

    Args:
        shop: whose.
        sale: what; without a price at the model's own.
        as_of: now, aware; with it a day to come is refused.

    Raises:
        AlreadyBookedError: the same request was booked with other values.
        InvalidInputError: the day is yet to come.
        NotFoundError: there is no such model.

    """

    def book(uow: UnitOfWork) -> ProductMovement:
        _check_day(uow, sale.sold_on, as_of)
        known = uow.product_movements.of_request(sale.request_id)
        if known is not None:
            return _same(known, sale.model_id, -sale.units, ProductReason.SOLD)
        model = uow.models.get(sale.model_id)
        price = model.unit_price if sale.unit_price is None else sale.unit_price
        return uow.product_movements.book(
            model_id=sale.model_id,
            units=-sale.units,
            reason=ProductReason.SOLD,
            unit_price=price,
            moved_on=sale.sold_on,
            note=sale.note,
            request_id=sale.request_id,
        )

    return once(shop, book)


def note_move(
    shop: Shop, move: NewProductMove, *, as_of: datetime | None = None
) -> ProductMovement:
    """Note pieces that came back, were given away or broke. Arguments as of `note_sale`.

    Raises:
        AlreadyBookedError: the same request was booked with other values.
        InvalidInputError: the day is yet to come.
        NotFoundError: there is no such model.

    """
    units = move.units if move.reason in _COMES_BACK else -move.units

    def book(uow: UnitOfWork) -> ProductMovement:
        _check_day(uow, move.moved_on, as_of)
        known = uow.product_movements.of_request(move.request_id)
        if known is not None:
            return _same(known, move.model_id, units, move.reason)
        uow.models.get(move.model_id)
        return uow.product_movements.book(
            model_id=move.model_id,
            units=units,
            reason=move.reason,
            moved_on=move.moved_on,
            note=move.note,
            request_id=move.request_id,
        )

    return once(shop, book)


def note_count(shop: Shop, count: ShelfCount, *, as_of: datetime) -> ProductMovement | None:
    """Note how many pieces really lie on the shelf: the difference is booked.

    Args:
        shop: whose.
        count: what was counted.
        as_of: now, aware.

    Returns:
        What was booked; None where as many lie there as ought to.

    Raises:
        InvalidInputError: the day is yet to come.
        NotFoundError: there is no such model.

    """

    def book(uow: UnitOfWork) -> ProductMovement | None:
        _check_day(uow, count.counted_on, as_of)
        # Two who count at once would both book the difference.
        uow.product_movements.hold_shelf(count.model_id)
        known = uow.product_movements.of_request(count.request_id)
        if known is not None:
            return known
        difference = count.units - _units(uow, count.model_id, _today(uow, as_of))
        if not difference:
            return None
        return uow.product_movements.book(
            model_id=count.model_id,
            units=difference,
            reason=ProductReason.COUNTED,
            moved_on=count.counted_on,
            note=count.note,
            request_id=count.request_id,
        )

    return once(shop, book)


def take_back(shop: Shop, movement_id: int) -> ProductMovement:
    """Take a movement back by a line of the opposite amount, on the same day.

    Taken back twice, it is taken back once.

    Returns:
        The line that takes it back.

    Raises:
        NotFoundError: there is no such movement.
        RuleError: it takes another one back itself.

    """

    def book(uow: UnitOfWork) -> ProductMovement:
        line = uow.product_movements.get(movement_id)
        if line.reverses_id is not None:
            raise RuleError(
                "This line already takes another one back.", hint="Note the sale anew instead."
            )
        return uow.product_movements.reversal_of(line.id) or uow.product_movements.book(
            model_id=line.model_id,
            variant_id=line.variant_id,
            units=-line.units,
            reason=ProductReason.UNDONE,
            unit_price=line.unit_price,
            moved_on=line.moved_on,
            reverses_id=line.id,
        )

    return once(shop, book)


def _same(
    known: ProductMovement, model_id: UUID, units: int, reason: ProductReason
) -> ProductMovement:
    if (known.model_id, known.units, known.reason) != (model_id, units, reason):
        raise AlreadyBookedError(f"{abs(known.units):,} {known.reason.value}")
    return known


def _units(uow: UnitOfWork, model_id: UUID, today: date) -> int:
    zone = uow.users.settings().time_zone
    found = shelf_units(
        pl.Series("model_id", [str(model_id)]),
        uow.frames.produced(as_of=today, weeks=WEEKS, zone=zone, model_id=model_id),
        uow.frames.product_weeks(as_of=today, weeks=WEEKS, model_id=model_id),
    )
    return int(found[0])


def _today(uow: UnitOfWork, as_of: datetime) -> date:
    return as_of.astimezone(ZoneInfo(uow.users.settings().time_zone)).date()


def _check_day(uow: UnitOfWork, day: date, as_of: datetime | None) -> None:
    if as_of is not None and day > _today(uow, as_of):
        raise InvalidInputError(f"{day} is yet to come.", hint="Say the day on which it happened.")
