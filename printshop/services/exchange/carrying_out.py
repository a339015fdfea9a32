"""Carrying a plan out: all of its good rows in one transaction, or none."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from printshop.domain.filament import NewFilament
from printshop.domain.spools import MovementReason, Spool
from printshop.errors import NotFoundError, RuleError
from printshop.repo import UnitOfWork
from printshop.repo.ledger import Booking
from printshop.services.exchange.known import KindKey, Known, kind_key
from printshop.services.exchange.plans import (
    Action,
    AddFilament,
    ChangeFilament,
    ChangeSpool,
    Plan,
    ReceiveSpools,
)
from printshop.services.shop import Shop
from printshop.services.stock.filaments import add
from printshop.services.stock.receiving import receive_many_within

if TYPE_CHECKING:
    from printshop.domain.purchases import NewPurchase

_AT_ONCE: Final = 500


def carry_out(shop: Shop, expected: Plan, make: Callable[[Known], Plan]) -> Plan:
    """Do what a plan says, if it is still what would be done.

    Args:
        shop: whose.
        expected: the plan that the person saw.
        make: makes the plan anew from what the shop has.

    Returns:
        The plan that was carried out; without actions where that was done before.

    Raises:
        DuplicateError: another browser adds the same at this moment; nothing is booked.
        RuleError: the stock changed meanwhile; nothing is booked.

    """
    with shop.unit_of_work() as uow:
        # What is carried out is what was expected, so all rows of it are held before it is
        # asked whether it still stands.
        _lock(uow, expected)
        known = Known.within(uow)
        plan = make(known)
        if not plan.actions:
            return plan
        if plan.work != expected.work:
            raise _changed_meanwhile()
        work = _Work(uow, known, plan.counting_note)
        for action in plan.actions:
            work.do(action)
        work.finish()
        uow.commit()
    return replace(plan, counted_group_id=work.counted_group_id)


def _lock(uow: UnitOfWork, plan: Plan) -> None:
    """Take the locks of all rows at once, filaments before spools, as everywhere."""
    filament_ids: set[UUID] = set()
    spool_ids: set[UUID] = set()
    for action in plan.actions:
        match action:
            case ChangeFilament():
                filament_ids.add(action.filament_id)
            case ReceiveSpools(filament=UUID() as filament_id):
                filament_ids.add(filament_id)
            case ChangeSpool():
                spool_ids.add(action.spool_id)
            case _:
                pass
    try:
        uow.filaments.lock(sorted(filament_ids))
    except NotFoundError as error:
        raise _changed_meanwhile() from error
    if spool_ids:
        uow.spools.lock(sorted(spool_ids))


def _changed_meanwhile() -> RuleError:
    return RuleError(
        "The stock changed since this was looked at; nothing was booked.",
        hint="Look at it again, then import it.",
    )


class _Work:
    """The actions of one import, within its transaction."""

    def __init__(self, uow: UnitOfWork, known: Known, counting_note: str) -> None:
        self._uow = uow
        self._known = known
        self._note = counting_note
        # What was counted in one import can be taken back together.
        self._group_id = uuid4()
        self._added: dict[KindKey, UUID] = {}
        # Booked in the end, many with one statement.
        self._receipts: list[tuple[ReceiveSpools, NewPurchase]] = []
        self._bookings: list[Booking] = []
        self._weighed: list[UUID] = []

    def do(self, action: Action) -> None:
        match action:
            case AddFilament():
                self._id_of(action.new)
            case ChangeFilament():
                self._uow.filaments.update(action.filament_id, action.said)
            case ReceiveSpools():
                self._expect(action)
            case ChangeSpool():
                self._change(action)

    def _id_of(self, filament: UUID | NewFilament) -> UUID:
        if isinstance(filament, UUID):
            return filament
        key = kind_key(filament)
        if key not in self._added:
            self._added[key] = add(self._uow, filament).id
        return self._added[key]

    def _expect(self, action: ReceiveSpools) -> None:
        """Note a receipt; all of them are booked in the end, together."""
        (line,) = action.purchase.lines
        line = line.model_copy(update={"filament_id": self._id_of(action.filament)})
        purchase = action.purchase.model_copy(update={"lines": (line,)})
        self._receipts.append((action, purchase))

    def _receive(self) -> None:
        received = receive_many_within(self._uow, [purchase for _, purchase in self._receipts])
        notes: dict[UUID, str] = {}
        for action, purchase in self._receipts:
            for spool in received[purchase.id]:
                if action.rest_g is not None:
                    self._count(spool, action.rest_g, purchase.id)
                if action.note:
                    notes[spool.id] = action.note
                if action.is_archived:
                    self._uow.spools.archive(spool.id, is_archived=True)
        self._uow.spools.set_notes(notes)

    def _change(self, action: ChangeSpool) -> None:
        spool = self._known.spools[action.spool_id]
        if action.details is not None:
            self._uow.spools.update_details(spool.id, action.details)
        if action.counted_g is not None:
            self._count(spool, action.counted_g, self._group_id)
            self._weighed.append(spool.id)
        if action.is_archived is not None:
            self._uow.spools.archive(spool.id, is_archived=action.is_archived)

    def _count(self, spool: Spool, found_g: Decimal, group_id: UUID) -> None:
        self._bookings.append(
            Booking(
                spool_id=spool.id,
                amount_g=found_g - spool.quantity_g,
                reason=MovementReason.COUNTED,
                note=self._note,
                group_id=group_id,
            )
        )

    @property
    def counted_group_id(self) -> UUID | None:
        """What the lines of counted spools have in common; None where none was counted."""
        return self._group_id if self._weighed else None

    def finish(self) -> None:
        """Book what is received, then what was counted."""
        self._receive()
        for start in range(0, len(self._bookings), _AT_ONCE):
            self._uow.ledger.book(self._bookings[start : start + _AT_ONCE])
        for start in range(0, len(self._weighed), _AT_ONCE):
            self._uow.spools.mark_weighed(*self._weighed[start : start + _AT_ONCE])
