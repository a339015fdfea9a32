"""The spools of a filament cut its needs, sorted by grams, into stretches of one code each."""

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from printshop.analytics.feasibility.layout import Layout

# The code of a need: up to MOST_REELS it is the number of weighed spools that are enough. The
# others follow in the order of STATES, so that the worst code of a variant is its state.
MOST_REELS: Final = 199
SUBSTITUTE: Final = 200
UNVERIFIED: Final = 201
SHORT: Final = 202
UNMATCHED: Final = 203
UNKNOWN: Final = 204
# After its spools, a filament has stretches of needs that a substitute can take, that only
# spools never weighed can, and that nothing can.
_BEHIND: Final = np.array([SUBSTITUTE, UNVERIFIED, SHORT], dtype=np.uint8)
_NTH: Final = np.arange(3)[:, None]
_GRAM_BITS: Final = 40
_GRAM_MASK: Final = (1 << _GRAM_BITS) - 1

Grams = npt.NDArray[np.int64]


class Shelf(NamedTuple):
    """What the spools make of the needs: the code of each, and the grams by filament."""

    codes: npt.NDArray[np.uint8]
    weighed_cg: Grams
    assumed_cg: Grams


class Stretches:
    """Cuts the sorted needs of a layout."""

    def __init__(self, layout: "Layout") -> None:
        """Remember where the needs of each filament lie."""
        self._layout = layout
        self._filaments = np.arange(layout.n_filaments)

    def cut(
        self, filament: npt.NDArray[np.uint32], usable_cg: Grams, is_weighed: npt.NDArray[np.bool_]
    ) -> Shelf:
        """Give each need its code, from the columns of the spools."""
        layout, places = self._layout, self._layout.places
        of_rung, sums, counts = _rungs(filament[is_weighed], usable_cg[is_weighed], layout)
        ends = np.cumsum(counts)
        weighed_cg = np.diff(np.concatenate([[0], sums])[ends], prepend=0)
        assumed_cg = np.bincount(
            filament[~is_weighed], weights=usable_cg[~is_weighed], minlength=layout.n_filaments
        ).astype(np.int64)
        before = (np.cumsum(weighed_cg) - weighed_cg)[of_rung]
        cuts = places(of_rung, sums - before)
        by_weighed = np.concatenate([layout.starts[:1], cuts])[ends]
        by_weighed = np.where(counts > 0, by_weighed, layout.starts[:-1])
        by_substitute = np.maximum(
            by_weighed, places(self._filaments, self._stand_in_grams(weighed_cg))
        )
        by_assumed = np.maximum(by_substitute, places(self._filaments, weighed_cg + assumed_cg))
        nth = np.arange(len(cuts)) - (ends - counts)[of_rung] + 1
        codes = _filled(
            np.concatenate(
                [np.arange(len(cuts)) + 3 * of_rung, *(ends + 3 * self._filaments + _NTH)]
            ),
            np.concatenate([cuts, by_substitute, by_assumed, layout.starts[1:]]),
            np.concatenate([np.minimum(nth, MOST_REELS), np.repeat(_BEHIND, layout.n_filaments)]),
        )
        return Shelf(codes, weighed_cg, assumed_cg)

    def _stand_in_grams(self, available_cg: Grams) -> Grams:
        """The most that one substitute of each filament has, 0 where there is none."""
        layout = self._layout
        most = np.zeros(layout.n_filaments, dtype=np.int64)
        if len(layout.substitutes):
            best = np.maximum.reduceat(available_cg[layout.substitutes], layout.substitute_starts)
            most[layout.with_substitutes] = best
        return most


def _rungs(
    filament: npt.NDArray[np.uint32], usable_cg: Grams, layout: "Layout"
) -> tuple[npt.NDArray[np.int64], Grams, npt.NDArray[np.int64]]:
    """Sort the spools by filament, the largest first, and sum them up.

    Returns:
        The filament of each spool, the grams of all spools up to it, and how many spools each
        filament has.

    """
    packed = (filament.astype(np.int64) << _GRAM_BITS) | (_GRAM_MASK - usable_cg)
    packed.sort()
    of_rung = packed >> _GRAM_BITS
    sums = np.cumsum(_GRAM_MASK - (packed & _GRAM_MASK))
    return of_rung, sums, np.bincount(of_rung, minlength=layout.n_filaments)


def _filled(
    stretch: npt.NDArray[np.int64], end: npt.NDArray[np.intp], code: npt.NDArray[np.uint8]
) -> npt.NDArray[np.uint8]:
    """Write every stretch out: its number, where it ends, and its code."""
    bounds, values = np.empty(len(stretch), dtype=np.intp), np.empty(len(stretch), dtype=np.uint8)
    bounds[stretch], values[stretch] = end, code
    return np.repeat(values, np.diff(bounds, prepend=0))
