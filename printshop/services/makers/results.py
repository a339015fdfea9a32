"""What reading and taking in give back."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from printshop.domain.known_filaments import MakersFilament
from printshop.errors import InvalidInputError

MAX_ROWS: Final = 200_000


@dataclass(slots=True, kw_only=True)
class Reading:
    """What was read of one data set.

    is_whole: whether all of the data set is there, or only the brands that are.
    keys: of all rows, those left out too. left_out: by reason, how many, and an example.
    """

    source: str
    is_whole: bool
    filaments: dict[str, MakersFilament] = field(default_factory=dict)
    keys: set[str] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def take(self, filament: MakersFilament) -> None:
        """Take a filament; of two with one key the first.

        Raises:
            InvalidInputError: there are more than a shop takes in.

        """
        if filament.source_key in self.filaments:
            self.leave_out("the same one is there twice", filament.label)
            return
        if len(self.filaments) >= MAX_ROWS:
            raise InvalidInputError(
                f"{self.source} has more than the {MAX_ROWS:,} filaments that are taken in."
            )
        self.filaments[filament.source_key] = filament
        self.keys.add(filament.source_key)

    def leave_out(self, reason: str, example: str) -> None:
        """Count a row that is not taken."""
        self.left_out[reason] += 1
        self.examples.setdefault(reason, example)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field of a shop's filament that its maker says something new about.

    name: as `NewFilament` calls it. was: what the maker said before; yours: what stands in the
    shop, before the update; now: what the maker says now.
    """

    name: str
    was: object
    yours: object
    now: object


@dataclass(frozen=True, slots=True, kw_only=True)
class FilamentUpdate:
    """What an update did to one filament: what it took over, and what stayed the shop's own."""

    filament_id: UUID
    label: str
    taken_over: tuple[FieldChange, ...]
    kept_back: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What taking in a data set changed.

    n_gone: no longer in it. left_out: reason → (how many, an example). n_findings: filaments
    that something is odd about.
    """

    source: str
    n_new: int = 0
    n_changed: int = 0
    n_unchanged: int = 0
    n_gone: int = 0
    n_findings: int = 0
    left_out: dict[str, tuple[int, str]] = field(default_factory=dict)
    updates: tuple[FilamentUpdate, ...] = ()

    @property
    def n_left_out(self) -> int:
        """How many rows were left out, for any reason."""
        return sum(count for count, _ in self.left_out.values())

    @property
    def is_nothing_new(self) -> bool:
        """Whether all of it was there already."""
        return not (self.n_new or self.n_changed or self.n_gone)
