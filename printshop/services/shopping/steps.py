"""What people do with lines of the shopping list: put down, say how many, take off, put back.

Each step gives what the lines were and became; `undo` takes it back as long as they still stand
so. A step that was done already is done once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID, uuid5

from printshop.domain.filament import Filament
from printshop.domain.shopping import (
    MAX_ROLLS,
    STEPS,
    NewShoppingItem,
    ShoppingItem,
    ShoppingStatus,
)
from printshop.errors import (
    ChangedMeanwhileError,
    IllegalTransitionError,
    InvalidInputError,
    RuleError,
)
from printshop.repo import UnitOfWork
from printshop.services.shop import Shop
from printshop.services.shopping import words
from printshop.services.stock.holding import locked_filaments
from printshop.services.stock.once import once

# What a step changes of a line, and what taking it back puts there again.
_OF_STEP: Final = (
    "status",
    "rolls",
    "price",
    "supplier",
    "reference",
    "purchase_url",
    "reason",
    "ordered_on",
    "expected_on",
)
_NOT_ORDERED: Final = {"reference": "", "ordered_on": None, "expected_on": None}


@dataclass(frozen=True, slots=True)
class Change:
    """A line before a step and after it; None before where the step put it down."""

    before: ShoppingItem | None
    after: ShoppingItem


Step = tuple[Change, ...]


def add(shop: Shop, *news: NewShoppingItem) -> Step:
    """Put rolls of filaments on the list, all of them or none; the same requests are done once.

    Raises:
        NotFoundError: there is no such filament.
        RuleError: one is on the list already, or was merged with another one.

    """

    def book(uow: UnitOfWork) -> Step:
        filaments = locked_filaments(uow, [new.filament_id for new in news])
        return tuple(_add(uow, new, filaments[new.filament_id]) for new in news)

    return once(shop, book)


def say_rolls(shop: Shop, said: NewShoppingItem) -> Step:
    """Say how many rolls of a filament are to be bought, whatever the rules propose.

    Said twice it is said once, and of two people the later one is believed.

    Args:
        shop: whose.
        said: the line; where the list has one of the filament, only its rolls are taken.

    Raises:
        NotFoundError: there is no such filament.
        RuleError: it was merged with another one.

    """

    def book(uow: UnitOfWork) -> Step:
        locked_filaments(uow, [said.filament_id])
        known = uow.shopping_items.needed_of(said.filament_id)
        if known is None:
            return (Change(None, uow.shopping_items.add(said)),)
        if known.rolls == said.rolls:
            return (Change(known, known),)
        price = known.price_of(said.rolls)
        return (Change(known, uow.shopping_items.set(known.id, rolls=said.rolls, price=price)),)

    return once(shop, book)


def drop(shop: Shop, item_ids: Sequence[UUID]) -> Step:
    """Take lines off the list, or note that what was ordered does not come.

    Raises:
        IllegalTransitionError: one of them came already.
        NotFoundError: there is no such line.

    """

    def book(uow: UnitOfWork) -> Step:
        return tuple(
            _put(uow, item, ShoppingStatus.DROPPED)
            for item in _locked_with_filaments(uow, item_ids)
        )

    return once(shop, book)


def put_back(shop: Shop, item_ids: Sequence[UUID]) -> Step:
    """Say that lines were not ordered after all: they are needed again.

    Where more of the same filament was put down meanwhile, both become one line.

    Raises:
        IllegalTransitionError: one of them came already.
        NotFoundError: there is no such line.

    """

    def book(uow: UnitOfWork) -> Step:
        changes: list[Change] = []
        for item in _locked_with_filaments(uow, item_ids):
            other = uow.shopping_items.needed_of(item.filament_id)
            if other is None or item.status is ShoppingStatus.NEEDED:
                changes.append(_put(uow, item, ShoppingStatus.NEEDED, **_NOT_ORDERED))
                continue
            _check(uow, item, ShoppingStatus.NEEDED)
            raised = uow.shopping_items.set(other.id, **other.joined_by(item.open_rolls))
            changes.append(_put(uow, item, ShoppingStatus.DROPPED))
            changes.append(Change(other, raised))
        return tuple(changes)

    return once(shop, book)


def undo(shop: Shop, step: Step) -> None:
    """Take a step back; taken back twice it is taken back once. What it put down is dropped.

    Raises:
        RuleError: somebody changed one of the lines since; nothing was taken back.

    """

    def book(uow: UnitOfWork) -> None:
        ids = [change.after.id for change in step]
        now = {item.id: item for item in _locked_with_filaments(uow, ids)}
        for change in step:
            item, was = now[change.after.id], _wanted(change)
            if all(getattr(item, name) == was[name] for name in _OF_STEP):
                continue
            if any(getattr(item, name) != getattr(change.after, name) for name in _OF_STEP):
                raise RuleError(
                    f"{_label(uow, item)} was changed on the list meanwhile, so nothing was "
                    "taken back.",
                    hint="Look at its line and change it there.",
                )
            if was["status"] is ShoppingStatus.NEEDED:
                _check_alone(uow, item)
            uow.shopping_items.set(item.id, **was)

    once(shop, book)


def part_of(request_id: UUID, filament_id: UUID) -> UUID:
    """The request of one filament's line among those of a step, the same each time."""
    return uuid5(request_id, str(filament_id))


def check_rolls(rolls: int) -> int:
    """A number of rolls that a line can have.

    Raises:
        InvalidInputError: it is none.

    """
    if not 1 <= rolls <= MAX_ROLLS:
        raise InvalidInputError(
            f"{rolls:,} rolls cannot be one line; 1 to {MAX_ROLLS:,} can.",
            hint="To buy none, take the line off the list.",
        )
    return rolls


def _add(uow: UnitOfWork, new: NewShoppingItem, filament: Filament) -> Change:
    if new.request_id is not None and (known := uow.shopping_items.of_request(new.request_id)):
        return Change(None, known)
    if known := uow.shopping_items.needed_of(filament.id):
        raise RuleError(
            f"{filament.label} is on the list already, with {words.rolls(known.rolls)}.",
            hint="Change the number of rolls on its line.",
        )
    return Change(None, uow.shopping_items.add(new))


def _put(uow: UnitOfWork, item: ShoppingItem, status: ShoppingStatus, **more: object) -> Change:
    """Bring a line to where it is to stand; one that stands there already stays."""
    if item.status is status:
        return Change(item, item)
    _check(uow, item, status)
    return Change(item, uow.shopping_items.set(item.id, status=status, **more))


def _check(uow: UnitOfWork, item: ShoppingItem, status: ShoppingStatus) -> None:
    if status not in STEPS[item.status]:
        raise IllegalTransitionError(
            job=f"The line of {_label(uow, item)}", status=item.status, wanted=status
        )


def _check_alone(uow: UnitOfWork, item: ShoppingItem) -> None:
    other = uow.shopping_items.needed_of(item.filament_id)
    if other is not None and other.id != item.id:
        raise RuleError(
            f"{_label(uow, item)} was put on the list anew meanwhile, so nothing was taken back.",
            hint="Change the number of rolls on its line.",
        )


def _wanted(change: Change) -> dict[str, object]:
    """What a line is to be again."""
    if change.before is None:
        kept = {name: getattr(change.after, name) for name in _OF_STEP}
        return kept | {"status": ShoppingStatus.DROPPED}
    return {name: getattr(change.before, name) for name in _OF_STEP}


def _locked_with_filaments(uow: UnitOfWork, item_ids: Sequence[UUID]) -> tuple[ShoppingItem, ...]:
    """Lines and their filaments, held: filaments first, as everywhere."""
    filament_ids = uow.shopping_items.filaments_of(item_ids)
    uow.filaments.lock(sorted(filament_ids))
    items = uow.shopping_items.lock(item_ids)
    if any(item.filament_id not in filament_ids for item in items):
        raise ChangedMeanwhileError("the filament of a line", {}, hint="Try again.")
    return items


def _label(uow: UnitOfWork, item: ShoppingItem) -> str:
    return uow.filaments.get(item.filament_id).label
