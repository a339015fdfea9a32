"""The spools that come into question, and what printing jobs took of them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import polars as pl

from printshop.analytics.allocation.claims import Claim
from printshop.analytics.allocation.rack import Place, Rack
from printshop.analytics.allocation.shapes import STARTED
from printshop.frames import LOADED, SPOOLS, conform


class _Spool(NamedTuple):
    filament_id: str
    on_hand_cg: int
    is_weighed: bool
    expires_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Racks:
    """The spools of one filament: weighed ones, and those whose grams are only assumed."""

    weighed: Rack
    assumed: Rack


class Shelf:
    """The spools of the filaments asked for."""

    def __init__(
        self,
        spools: pl.DataFrame,
        filament_ids: Collection[str | None],
        started: pl.DataFrame | None,
        loaded: pl.DataFrame | None,
    ) -> None:
        """Keep the spools of these filaments, and those that jobs were started with.

        `started` is STARTED, `loaded` is LOADED.

        Raises:
            FrameContractError: a frame does not match its contract.

        """
        empty = STARTED.to_frame()
        self._started = conform(empty if started is None else started, STARTED, "started")
        wanted = pl.Series(list(filament_ids), dtype=pl.String).implode()
        found = conform(spools, SPOOLS, "spools").filter(
            pl.col("filament_id").is_in(wanted)
            | pl.col("spool_id").is_in(self._started["spool_id"].implode())
        )
        self._spools = {row[0]: _Spool(*row[1:]) for row in found.iter_rows()}
        self._taken_cg: dict[str, int] = {}
        in_printers = LOADED.to_frame() if loaded is None else conform(loaded, LOADED, "loaded")
        self._loaded = set(in_printers["spool_id"])

    def filament_of(self, spool_id: str) -> str:
        """What is on a spool."""
        return self._spools[spool_id].filament_id

    def hold_started(self, claims: Iterable[Claim]) -> None:
        """Let printing jobs hold what they were started with, as far as it is still there.

        It counts as what they need, the tails of the spools included: somebody chose them.
        """
        planned: dict[tuple[str, str | None], list[tuple[str, int]]] = {}
        for job_id, filament_id, spool_id, planned_cg in self._started.iter_rows():
            planned.setdefault((job_id, filament_id), []).append((spool_id, planned_cg))
        for claim in claims:
            wishes = planned.get((claim.job_id, claim.filament_id))
            if claim.is_printing and wishes:
                claim.is_started = True
                if claim.needed_cg is not None:  # else nobody has said what it takes
                    claim.needed_cg = sum(planned_cg for _, planned_cg in wishes)
                for spool_id, planned_cg in wishes:
                    self._hold(claim, spool_id, planned_cg)
                claim.available_cg, claim.assumed_cg = claim.weighed_cg, claim.guessed_cg

    def _hold(self, claim: Claim, spool_id: str, planned_cg: int) -> None:
        spool = self._spools.get(spool_id)
        if spool is None:  # emptied or put away since
            return
        before_cg = self._taken_cg.get(spool_id, 0)
        held_cg = min(planned_cg, spool.on_hand_cg - before_cg)
        if held_cg <= 0:
            return
        self._taken_cg[spool_id] = before_cg + held_cg
        claim.takes.append((spool_id, held_cg))
        if spool.is_weighed:
            claim.weighed_cg += held_cg
        else:
            claim.guessed_cg += held_cg
        if spool.filament_id != claim.filament_id:
            claim.substitute_id = spool.filament_id

    def racks(self, tail_cg: int) -> dict[str, Racks]:
        """Put up what is left of each filament, without what cannot be used of a spool."""
        places: dict[str, tuple[list[Place], list[Place]]] = {}
        for spool_id, spool in self._spools.items():
            left_cg = spool.on_hand_cg - self._taken_cg.get(spool_id, 0) - tail_cg
            weighed, assumed = places.setdefault(spool.filament_id, ([], []))
            of_kind = weighed if spool.is_weighed else assumed
            is_on_shelf = spool_id not in self._loaded
            of_kind.append(Place(left_cg, spool.expires_on or date.max, is_on_shelf, spool_id))
        return {
            filament_id: Racks(weighed=Rack(weighed), assumed=Rack(assumed))
            for filament_id, (weighed, assumed) in places.items()
        }
