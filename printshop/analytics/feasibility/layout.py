"""The needs of a catalogue as arrays, laid out once so that judging them only reads along."""

import numpy as np
import numpy.typing as npt
import polars as pl

from printshop.analytics.feasibility.stretches import (
    SHORT,
    SUBSTITUTE,
    UNKNOWN,
    UNMATCHED,
    UNVERIFIED,
    Shelf,
)
from printshop.analytics.needs import runs_of

_Places = npt.NDArray[np.intp]


class Layout:
    """What of a catalogue its spools do not change.

    Needs that grams decide lie sorted by filament, then grams; "place" is always a place
    there. Variants are numbered in the order of NEEDS; `by_size` has those with most needs
    first, so that `columns` (the first need of each, the second, …) need no padding.

    Attributes:
        floor: by variant, the worst code of the needs that grams do not decide.
        starts: by filament, its first place, and behind the last one the end.
        columns: for each, the places of the needs of the first variants of `by_size`.
        clashing: variants of which one filament's substitute matters to another.

    """

    def __init__(self, needs: pl.DataFrame, substitutes: pl.DataFrame) -> None:
        """Lay out NEEDS with SUBSTITUTES."""
        needs, runs, self.subject_ids = runs_of(needs, "subject_id")
        self.n_subjects = len(self.subject_ids)
        self.filament_ids = (
            pl.concat([needs["filament_id"], substitutes["substitute_id"]])
            .drop_nulls()
            .unique()
            .sort()
            .alias("filament_id")
        )
        self.n_filaments = len(self.filament_ids)
        self._enum = pl.Enum(self.filament_ids)
        subject = runs.to_numpy().astype(np.intp)
        self.floor = self._floor(needs, subject)
        self._lay_out(needs, subject)
        self._lay_columns()
        self._lay_substitutes(substitutes)
        self._asks = needs.select(self.codes_of(needs["filament_id"]), "needed_cg")
        self._row_ends = np.cumsum(np.bincount(subject, minlength=self.n_subjects))
        self.is_clashing = self._clashing(subject)
        self.clashing = np.flatnonzero(self.is_clashing & (self._counts > 0))

    def codes_of(self, filament_ids: pl.Series) -> pl.Series:
        """The numbers of filaments, null for those that no need could be printed with."""
        return filament_ids.cast(self._enum, strict=False).to_physical().cast(pl.UInt32)

    def places(self, filament: _Places, up_to_cg: npt.NDArray[np.int64]) -> _Places:
        """Behind which place the needs of a filament are more than these grams."""
        keys = filament * self._apart + np.minimum(up_to_cg, self._apart - 1)
        return np.searchsorted(self._keys, keys, side="right")

    def needs_of(self, subjects: _Places) -> tuple[_Places, _Places]:
        """Say at which places the needs of these variants lie, and where each's begin there."""
        return self._places[_joined(self._starts[subjects], self._counts[subjects])], (
            np.cumsum(self._counts[subjects]) - self._counts[subjects]
        )

    def subjects_using(self, filaments: _Places) -> _Places:
        """The variants that need one of these filaments, or one that they stand in for."""
        asked = np.union1d(filaments, self._stood_in_for(filaments)).astype(np.intp)
        places = _joined(self.starts[asked], self.starts[asked + 1] - self.starts[asked])
        is_using = np.zeros(self.n_subjects, dtype=np.bool_)
        is_using[self._subject_at[places]] = True
        return np.flatnonzero(is_using)

    def _stood_in_for(self, filaments: _Places) -> _Places:
        if len(self.substitutes) == 0:
            return filaments
        return self._asked_for[np.isin(self.substitutes, filaments)]

    def _floor(self, needs: pl.DataFrame, subject: _Places) -> npt.NDArray[np.uint8]:
        floor = np.zeros(self.n_subjects, dtype=np.uint8)
        is_unknown = needs["needed_cg"].is_null().to_numpy()
        floor[subject[needs["filament_id"].is_null().to_numpy()]] = UNMATCHED
        floor[subject[is_unknown]] = UNKNOWN
        return floor

    def _lay_out(self, needs: pl.DataFrame, subject: _Places) -> None:
        """Sort the needs that grams decide, and remember where those of each variant went."""
        decided = (needs["filament_id"].is_not_null() & (needs["needed_cg"] > 0)).fill_null(
            value=False
        )
        counted = needs.filter(decided)
        of_need = subject[decided.to_numpy()]
        needed_cg = counted["needed_cg"].to_numpy()
        filament = self.codes_of(counted["filament_id"]).to_numpy().astype(np.int64)
        self._apart = int(needed_cg.max(initial=0)) + 1
        keys = filament * self._apart + needed_cg
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        self._subject_at = of_need[order]
        self._places = np.empty(len(order), dtype=np.intp)
        self._places[order] = np.arange(len(order))
        self.starts = np.searchsorted(filament[order], np.arange(self.n_filaments + 1))
        self._counts = np.bincount(of_need, minlength=self.n_subjects)
        self._starts = np.cumsum(self._counts) - self._counts

    def _lay_columns(self) -> None:
        self.by_size = np.argsort(-self._counts, kind="stable")
        self.floor_by_size = self.floor[self.by_size]
        counts, starts = self._counts[self.by_size], self._starts[self.by_size]
        self.columns = [
            self._places[starts[: np.searchsorted(-counts, -nth)] + nth]
            for nth in range(int(counts.max(initial=0)))
        ]

    def _lay_substitutes(self, substitutes: pl.DataFrame) -> None:
        """Put the substitutes of each filament together, the nearest first."""
        pairs = substitutes.sort("distance", "substitute_id")
        asked, other = self.codes_of(pairs["filament_id"]), self.codes_of(pairs["substitute_id"])
        coded = pl.DataFrame({"asked": asked, "other": other}).drop_nulls()
        coded = coded.sort("asked", maintain_order=True)
        self._asked_for = coded["asked"].to_numpy().astype(np.intp)
        self.substitutes = coded["other"].to_numpy().astype(np.intp)
        self.with_substitutes, self.substitute_starts = np.unique(
            self._asked_for, return_index=True
        )

    def substitutes_of(self, filament: int) -> list[int]:
        """What may stand in for a filament, the nearest first."""
        first, end = np.searchsorted(self._asked_for, [filament, filament + 1])
        return self.substitutes[first:end].tolist()

    def asks_of(self, subject: int) -> list[tuple[int | None, int | None]]:
        """The filaments a variant asks for and the centigrams of each, in the order of NEEDS."""
        end = int(self._row_ends[subject])
        start = int(self._row_ends[subject - 1]) if subject else 0
        return self._asks[start:end].rows()

    def _clashing(self, subject: _Places) -> npt.NDArray[np.bool_]:
        """Mark the variants of which two filaments want one substitute, or are each other's.

        Only these depend on who chooses first; all others choose as if alone.
        """
        marks = np.zeros(self.n_subjects, dtype=np.bool_)
        if len(self.substitutes) == 0:
            return marks
        is_matched = self._asks["filament_id"].is_not_null().to_numpy()
        asked = self._asks["filament_id"].drop_nulls().to_numpy().astype(np.intp)
        of_subject = subject[is_matched]
        firsts = np.searchsorted(self._asked_for, asked)
        counts = np.searchsorted(self._asked_for, asked, side="right") - firsts
        wished = np.concatenate([asked, self.substitutes[_joined(firsts, counts)]])
        wishing = np.concatenate([of_subject, np.repeat(of_subject, counts)])
        pairs = np.sort(wishing * self.n_filaments + wished)
        marks[pairs[1:][pairs[1:] == pairs[:-1]] // self.n_filaments] = True
        return marks


def settled(layout: Layout, shelf: Shelf, subjects: _Places) -> npt.NDArray[np.uint8]:
    """The worst codes of variants whose filaments choose their substitutes one after the other.

    The rule is that of `stand_ins`, for the few variants where it matters who chooses first.
    """
    return np.array([_settled(layout, shelf, int(subject)) for subject in subjects], dtype=np.uint8)


def _settled(layout: Layout, shelf: Shelf, subject: int) -> int:
    worst = int(layout.floor[subject])
    asks = layout.asks_of(subject)
    taken = {filament for filament, _ in asks}
    for filament, needed_cg in asks:
        if filament is None or needed_cg is None or needed_cg <= shelf.weighed_cg[filament]:
            continue
        options = (other for other in layout.substitutes_of(filament) if other not in taken)
        chosen = next((o for o in options if shelf.weighed_cg[o] >= needed_cg), None)
        if chosen is not None:
            taken.add(chosen)
            worst = max(worst, SUBSTITUTE)
        else:
            covered_cg = shelf.weighed_cg[filament] + shelf.assumed_cg[filament]
            worst = max(worst, UNVERIFIED if needed_cg <= covered_cg else SHORT)
    return worst


def _joined(starts: _Places, counts: _Places) -> _Places:
    """The numbers of several ranges one after the other."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) + np.repeat(starts - (ends - counts), counts)
