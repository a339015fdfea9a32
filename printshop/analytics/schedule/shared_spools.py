"""Which spool is in which print of a plan: no spool is in two printers at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from printshop.analytics.allocation.shapes import HELD
from printshop.frames import SPOOLS, conform


@dataclass(slots=True)
class _Reel:
    """A spool while a plan goes on; free_us is None while its print has no known end."""

    left_cg: int
    free_us: int | None
    job_id: str | None = None


class SharedSpools:
    """The spools, and from when on a further print can have each.

    The allocation says which spool a job takes so that all grams suffice. At its printer any
    spool of that filament serves as well that still holds enough, so a job waits for its spool
    only where no other does.
    """

    def __init__(
        self,
        held: pl.DataFrame | None,
        spools: pl.DataFrame | None,
        *,
        tail_cg: int,
        begins_us: int,
    ) -> None:
        """Begin with all spools free.

        Args:
            held: HELD; None where nobody waits for a spool.
            spools: SPOOLS.
            tail_cg: what stays on each reel.
            begins_us: when the first print can start.

        Raises:
            FrameContractError: a frame does not match its contract.

        """
        self._begins_us = begins_us
        self._takes: dict[str, list[tuple[str, int]]] = defaultdict(list)
        self._reels: dict[str, _Reel] = {}
        self._alike: dict[str, list[str]] = {}
        if held is None or spools is None:
            return
        taken = conform(held, HELD, "held")
        for job_id, spool_id, held_cg in taken.select("job_id", "spool_id", "held_cg").iter_rows():
            self._takes[job_id].append((spool_id, held_cg))
        columns = ("spool_id", "filament_id", "on_hand_cg")
        of_filament: dict[str, list[str]] = defaultdict(list)
        wanted = taken["filament_id"].unique().implode()
        rows = conform(spools, SPOOLS, "spools").filter(pl.col("filament_id").is_in(wanted))
        for spool_id, filament_id, on_hand_cg in rows.select(columns).iter_rows():
            self._reels[spool_id] = _Reel(on_hand_cg - tail_cg, begins_us)
            of_filament[filament_id].append(spool_id)
            self._alike[spool_id] = of_filament[filament_id]

    def for_job(self, job_id: str) -> tuple[int | None, list[str]]:
        """From when on a waiting job can have its spools, and which.

        Returns:
            None where no spool of one of its filaments is ever free.

        """
        chosen: list[str] = []
        ready_us: int | None = self._begins_us
        for spool_id, held_cg in self._takes.get(job_id, ()):
            own = self._first_free(spool_id, held_cg, chosen)
            free_us = self._reels[own].free_us if own in self._reels else self._begins_us
            ready_us = None if ready_us is None or free_us is None else max(ready_us, free_us)
            chosen.append(own)
        return ready_us, chosen

    def started_with(self, job_id: str) -> list[str]:
        """The spools of a running print."""
        return [spool_id for spool_id, _ in self._takes.get(job_id, ())]

    def take(self, job_id: str, spool_ids: Sequence[str], until_us: int | None) -> list[str]:
        """Put spools into a print until its printer is free again.

        Returns:
            The jobs that had them before.

        """
        before = []
        for spool_id, (_, held_cg) in zip(spool_ids, self._takes.get(job_id, ()), strict=True):
            reel = self._reels.get(spool_id)
            if reel is None:
                continue
            if reel.job_id is not None:
                before.append(reel.job_id)
            reel.left_cg -= held_cg
            reel.free_us, reel.job_id = until_us, job_id
        return before

    def _first_free(self, spool_id: str, held_cg: int, chosen: Sequence[str]) -> str:
        """Of all that hold enough the one that is free first, of equals that of the plan."""
        best = spool_id
        best_us = self._free_us(spool_id)
        for other in self._alike.get(spool_id, ()):
            free_us = self._free_us(other)
            is_enough = self._reels[other].left_cg >= held_cg
            if free_us < best_us and other not in chosen and is_enough:
                best, best_us = other, free_us
        return best

    def _free_us(self, spool_id: str) -> int:
        reel = self._reels.get(spool_id)
        if reel is None:
            return self._begins_us
        return _NEVER_US if reel.free_us is None else reel.free_us


_NEVER_US = 2**62
