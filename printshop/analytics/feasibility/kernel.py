"""The states of a whole catalogue in milliseconds: `by_filament` and `overall` on dense codes.

What only an edit of the catalogue changes is worked out once: codes instead of texts, and
the needs of each filament sorted by their grams. Then the spools of a filament cut its sorted
needs into stretches (one spool is enough, two are, …), and no need is looked at by itself.
A variant has the worst code of its needs.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from printshop.analytics.feasibility.ladders import usable
from printshop.analytics.feasibility.layout import Layout, settled
from printshop.analytics.feasibility.states import STATES
from printshop.analytics.feasibility.stretches import MOST_REELS, SUBSTITUTE, Shelf, Stretches
from printshop.analytics.needs import variant_needs
from printshop.analytics.substitutes import SUBSTITUTES
from printshop.frames import FEASIBILITY, SPOOLS, conform

# SPOOLS in the catalogue's codes: what can be printed from each spool.
SPOOL_CODES: Final = pl.Schema(
    {"filament": pl.UInt32, "usable_cg": pl.Int64, "is_weighed": pl.Boolean}
)
# FEASIBILITY in codes: the place of the variant and of the state in STATES.
STATE_CODES: Final = pl.Schema({"subject": pl.UInt32, "state": pl.UInt8})

_READY, _REFILL, _SWAP = (STATES.index(name) for name in ("ready", "ready_refill", "ready_swap"))
# From a tenth of the variants on, judging all is faster than picking out their needs.
_MANY: Final = 10


class Catalogue:
    """Every variant of the catalogue, ready to be judged again and again.

    It keeps nothing of the spools: `judge` and `changed` say what holds for those they get.
    """

    def __init__(
        self,
        requirements: pl.DataFrame,
        *,
        tail_cg: int = 0,
        refill_slots: int = 0,
        substitutes: pl.DataFrame | None = None,
    ) -> None:
        """Lay the needs out.

        Args:
            requirements: REQUIREMENTS of all variants.
            tail_cg: as in `by_filament`, as are the other two.
            refill_slots: reels that the AMS can go through by itself.
            substitutes: SUBSTITUTES.

        Raises:
            FrameContractError: a frame does not match its contract.

        """
        self._tail_cg, self._refill_slots = tail_cg, refill_slots
        standing_in = SUBSTITUTES.to_frame() if substitutes is None else substitutes
        self._layout = Layout(
            variant_needs(requirements), conform(standing_in, SUBSTITUTES, "substitutes")
        )
        self._stretches = Stretches(self._layout)

    def judge(self, spools: pl.DataFrame) -> pl.DataFrame:
        """Give every variant its state.

        Args:
            spools: SPOOLS, what the queue leaves over.

        Returns:
            FEASIBILITY, the same as `overall` of `by_filament`.

        Raises:
            FrameContractError: `spools` does not match its contract.

        """
        return self._in_words(self.judge_codes(self.coded(spools)))

    def changed(self, filament_ids: Sequence[str], spools: pl.DataFrame) -> pl.DataFrame:
        """Give those variants their state that spools of these filaments matter to.

        Args:
            filament_ids: of which spools changed.
            spools: SPOOLS, all that are left over now.

        Returns:
            FEASIBILITY of the variants that use one of them, or could use one instead.

        Raises:
            FrameContractError: `spools` does not match its contract.

        """
        filaments = self._layout.codes_of(pl.Series(filament_ids, dtype=pl.String))
        return self._in_words(self.changed_codes(filaments.drop_nulls(), self.coded(spools)))

    def coded(self, spools: pl.DataFrame) -> pl.DataFrame:
        """SPOOLS as SPOOL_CODES, without the tails and without filaments nobody needs."""
        left = usable(conform(spools, SPOOLS, "spools"), self._tail_cg)
        codes = self._layout.codes_of(left["filament_id"]).alias("filament")
        return pl.DataFrame(
            [codes, left["on_hand_cg"].alias("usable_cg"), left["is_weighed"]]
        ).drop_nulls("filament")

    def judge_codes(self, spools: pl.DataFrame) -> pl.DataFrame:
        """Judge all variants: SPOOL_CODES in, STATE_CODES out."""
        layout = self._layout
        shelf = self._stretches.cut(*_views(spools))
        worst, reels = layout.floor_by_size.copy(), np.zeros(layout.n_subjects, dtype=np.uint16)
        for needs in layout.columns:
            of_column = shelf.codes[needs]
            np.maximum(worst[: len(needs)], of_column, out=worst[: len(needs)])
            reels[: len(needs)] += of_column
        states = np.empty(layout.n_subjects, dtype=np.uint8)
        states[layout.by_size] = self._states(worst, reels)
        doubtful = self._doubtful(shelf, layout.clashing)
        states[doubtful] = _STATE_OF_CODE[settled(layout, shelf, doubtful)]
        return _frame(np.arange(layout.n_subjects, dtype=np.uint32), states)

    def changed_codes(self, filaments: pl.Series, spools: pl.DataFrame) -> pl.DataFrame:
        """Judge the variants these filaments matter to: SPOOL_CODES in, STATE_CODES out."""
        layout = self._layout
        subjects = layout.subjects_using(filaments.to_numpy())
        if len(subjects) == 0:
            return STATE_CODES.to_frame()
        if len(subjects) * _MANY > layout.n_subjects:
            return self.judge_codes(spools)[subjects]
        shelf = self._stretches.cut(*_views(spools))
        needs, starts = layout.needs_of(subjects)
        codes = shelf.codes[needs]
        worst = np.maximum(np.maximum.reduceat(codes, starts), layout.floor[subjects])
        states = self._states(worst, np.add.reduceat(codes, starts, dtype=np.uint16))
        doubtful = self._doubtful(shelf, subjects[layout.is_clashing[subjects]])
        states[np.searchsorted(subjects, doubtful)] = _STATE_OF_CODE[
            settled(layout, shelf, doubtful)
        ]
        return _frame(subjects.astype(np.uint32), states)

    def _states(
        self, worst: npt.NDArray[np.uint8], reels: npt.NDArray[np.uint16]
    ) -> npt.NDArray[np.uint8]:
        states = _STATE_OF_CODE[worst]
        if self._refill_slots > 1:
            states[(states == _SWAP) & (reels <= self._refill_slots)] = _REFILL
        return states

    def _doubtful(self, shelf: Shelf, clashing: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        """Which of these variants need a substitute that another of their filaments may need."""
        if len(clashing) == 0:
            return clashing
        needs, starts = self._layout.needs_of(clashing)
        return clashing[np.logical_or.reduceat(shelf.codes[needs] == SUBSTITUTE, starts)]

    def _in_words(self, states: pl.DataFrame) -> pl.DataFrame:
        subjects = self._layout.subject_ids
        if len(states) < len(subjects):
            subjects = subjects.gather(states["subject"])
        return pl.DataFrame(
            [subjects.alias("subject_id"), _WORDS.gather(states["state"]).alias("state")],
            schema=FEASIBILITY,
        )


def _state_of_code() -> npt.NDArray[np.uint8]:
    """Which state a code stands for: 0 and 1 reels are ready, more are a swap."""
    states = np.full(256, _SWAP, dtype=np.uint8)
    states[:2] = _READY
    states[MOST_REELS + 1 :] = np.arange(256 - MOST_REELS - 1) + STATES.index("ready_substitute")
    return states


_STATE_OF_CODE: Final = _state_of_code()
_WORDS: Final = pl.Series(STATES)


def _views(
    spools: pl.DataFrame,
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    return (
        spools["filament"].to_numpy(),
        spools["usable_cg"].to_numpy(),
        spools["is_weighed"].to_numpy(),
    )


def _frame(subjects: npt.NDArray[np.uint32], states: npt.NDArray[np.uint8]) -> pl.DataFrame:
    return pl.DataFrame({"subject": subjects, "state": states}, schema=STATE_CODES)
