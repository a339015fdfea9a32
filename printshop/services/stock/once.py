"""Booking a request once, however often and from wherever it is sent."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from printshop.domain.spools import Movement
from printshop.errors import AlreadyBookedError, DuplicateError
from printshop.repo import UnitOfWork
from printshop.services.shop import Shop

_Result = TypeVar("_Result")


def once(shop: Shop, book: Callable[[UnitOfWork], _Result]) -> _Result:
    """Run a booking in a transaction of its own, and commit it.

    Where another session sent the same request in the same moment, nothing was written: it is
    run a second time, and then sees what the other one did.
    """
    try:
        return _committed(shop, book)
    except DuplicateError:
        return _committed(shop, book)


def _committed(shop: Shop, book: Callable[[UnitOfWork], _Result]) -> _Result:
    with shop.unit_of_work() as uow:
        result = book(uow)
        uow.commit()
    return result


def is_booked(uow: UnitOfWork, request_id: UUID, is_same: Callable[[Movement], bool]) -> bool:
    """Whether a request booked its line already; the rows it books must be locked.

    Raises:
        AlreadyBookedError: it did, but with other values than are sent now.

    """
    line = uow.ledger.booked(request_id)
    if line is None:
        return False
    if not is_same(line):
        raise AlreadyBookedError(f"{line.amount_g:+} g, {line.reason}")
    return True
