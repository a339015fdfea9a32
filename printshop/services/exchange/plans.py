"""What an import would do, row by row: found out first, shown, and carried out later."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from printshop.domain.filament import NewFilament
from printshop.domain.purchases import NewPurchase
from printshop.domain.spools import SpoolDetails


class RowState(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    RECEIVED = "received before"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field that gets another value, both as text."""

    field: str
    was: str
    becomes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddFilament:
    """Add a filament."""

    new: NewFilament


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFilament:
    """Say otherwise what a filament is."""

    filament_id: UUID
    said: NewFilament


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveSpools:
    """Receive a purchase of one line, of a filament (its id), or of one that is to be added.

    rest_g: what is on each of its spools now, where that is not what they came with. The
    purchase's own filament_id says nothing before the filament is there.
    """

    filament: UUID | NewFilament
    purchase: NewPurchase
    rest_g: Decimal | None = None
    note: str = ""
    is_archived: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSpool:
    """Say otherwise what a spool is, count its grams, put it away; None leaves as it is."""

    spool_id: UUID
    details: SpoolDetails | None = None
    counted_g: Decimal | None = None
    is_archived: bool | None = None


# What one transaction takes in within seconds.
MAX_NEW_SPOOLS: Final = 5_000
_TOO_MANY: Final = (
    f"One import receives up to {MAX_NEW_SPOOLS:,} spools. Import the rest afterwards, in the "
    "same way."
)
Action = AddFilament | ChangeFilament | ReceiveSpools | ChangeSpool


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPlan:
    """What becomes of a row, and why.

    where: what to look for in the file or in the other program. what: the thing, as people
    call it. note: what else there is to know. fault: why it cannot be taken in. action: what
    is to be done, None for nothing.
    """

    where: str
    what: str
    state: RowState
    changes: tuple[FieldChange, ...] = ()
    note: str = ""
    fault: str = ""
    action: Action | None = None

    def with_note(self, note: str) -> "RowPlan":
        """The same, with something more to know."""
        return replace(self, note="; ".join(filter(None, (self.note, note))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import would do. counting_note: what the ledger says beside counted grams.

    counted_group_id: of one that was carried out, the lines of the ledger that booked what was
    counted on spools of the shop, for taking them back together; None where there are none.
    """

    rows: tuple[RowPlan, ...]
    counting_note: str = ""
    counted_group_id: UUID | None = None

    @property
    def n_counted(self) -> int:
        """How many spools of the shop are counted."""
        counts = (one for one in self.actions if isinstance(one, ChangeSpool))
        return sum(one.counted_g is not None for one in counts)

    def of(self, *states: RowState) -> tuple[RowPlan, ...]:
        """The rows in one of these states."""
        return tuple(row for row in self.rows if row.state in states)

    @property
    def counts(self) -> Counter[RowState]:
        """How many rows are in which state."""
        return Counter(row.state for row in self.rows)

    @property
    def work(self) -> tuple[tuple[Action, tuple[FieldChange, ...]], ...]:
        """All that is to be done with what it changes: the same for the same import."""
        return tuple((row.action, row.changes) for row in self.rows if row.action is not None)

    @property
    def actions(self) -> tuple[Action, ...]:
        """All that is to be done, in order."""
        return tuple(row.action for row in self.rows if row.action is not None)


def within_limits(rows: Iterable[RowPlan]) -> tuple[RowPlan, ...]:
    """The rows; new spools beyond `MAX_NEW_SPOOLS` are left out, with what to do about it."""
    found, n_spools = [], 0
    for row in rows:
        if isinstance(row.action, ReceiveSpools):
            n_spools += sum(line.count for line in row.action.purchase.lines)
            if n_spools > MAX_NEW_SPOOLS:
                row = replace(  # noqa: PLW2901 - the same row, left out
                    row, state=RowState.WRONG, action=None, note="", fault=_TOO_MANY
                )
        found.append(row)
    return tuple(found)


def shown(value: object) -> str:
    """A value of a field as the tables of changes have it."""
    if value is None or value in ("", ()):
        return "empty"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(str(one) for one in value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)


def changes_between(
    was: object, becomes: object, fields: Sequence[str], names: dict[str, str] | None = None
) -> tuple[FieldChange, ...]:
    """The fields in which two values differ, by the names that people know."""
    return tuple(
        FieldChange(
            field=(names or {}).get(field, field),
            was=shown(getattr(was, field)),
            becomes=shown(getattr(becomes, field)),
        )
        for field in fields
        if getattr(was, field) != getattr(becomes, field)
    )
