"""How prints ended, as pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from printshop.domain.success import SuccessRate

_LIKELY: Final = 0.95
# Under so many prints of one of two versions, an even answer says only that there are few.
_FEW: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How prints of one subject ended, counted twice.

    rate is for what a piece costs: what was rejected of a completed run is lost. machine is for
    the printer, which brought that run to its end. Their `tried` is the same.
    """

    subject_id: str
    label: str
    rate: SuccessRate
    machine: SuccessRate


def ranked(rows: Iterable[Ended]) -> tuple[Ended, ...]:
    """The most surely good one first: by the lower bound, so that one good print is no winner."""
    return tuple(sorted(rows, key=lambda row: (-row.rate.low, row.label)))


class Verdict(StrEnum):
    """Whether a new version prints better than the one before it."""

    BETTER = "better"
    WORSE = "worse"
    TOO_FEW = "too_few"
    ALIKE = "alike"
    NOT_TRIED = "not_tried"
    NOTHING_BEFORE = "nothing_before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A version beside the one before it, each judged by its own prints alone.

    better is how probable it is that the new one succeeds more often.
    """

    new_version: int
    old_version: int
    old_variant_id: UUID
    new: SuccessRate
    old: SuccessRate
    better: float

    @property
    def verdict(self) -> Verdict:
        """What can be said; where both have few prints, that it is too early."""
        if not self.new.tried:
            return Verdict.NOT_TRIED
        if not self.old.tried:
            return Verdict.NOTHING_BEFORE
        if self.better >= _LIKELY:
            return Verdict.BETTER
        if self.better <= 1 - _LIKELY:
            return Verdict.WORSE
        return Verdict.TOO_FEW if min(self.new.tried, self.old.tried) < _FEW else Verdict.ALIKE
