"""The spools of one filament while they are given out."""

from bisect import bisect_left, insort
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class Place(NamedTuple):
    """A spool and what is left on it; sorted so that the one to take first comes first."""

    left_cg: int
    expires_on: date
    is_on_shelf: bool
    spool_id: str


class Rack:
    """Spools of one filament, smallest first, then the earliest expiry, then loaded ones."""

    def __init__(self, places: Sequence[Place]) -> None:
        """Put the spools up, those of which nothing can be used left out."""
        self.places = sorted(place for place in places if place.left_cg > 0)

    @property
    def largest_cg(self) -> int:
        """What the fullest spool can give."""
        return self.places[-1].left_cg if self.places else 0

    @property
    def left_cg(self) -> int:
        """What all its spools can give."""
        return sum(place.left_cg for place in self.places)

    def give(self, place: Place, taken_cg: int) -> tuple[str, int]:
        """Take centigrams from a spool and put the rest back."""
        del self.places[bisect_left(self.places, place)]
        if taken_cg < place.left_cg:
            insort(self.places, place._replace(left_cg=place.left_cg - taken_cg))
        return place.spool_id, taken_cg

    def give_any(self, needed_cg: int) -> list[tuple[str, int]]:
        """Take from as few spools as can be: the fullest, and at last the smallest sufficient.

        Returns:
            Spools and centigrams, less than needed where there is less.

        """
        takes: list[tuple[str, int]] = []
        while needed_cg > 0 and self.places:
            at = bisect_left(self.places, (needed_cg,))
            place = self.places[min(at, len(self.places) - 1)]
            taken_cg = min(place.left_cg, needed_cg)
            takes.append(self.give(place, taken_cg))
            needed_cg -= taken_cg
        return takes
