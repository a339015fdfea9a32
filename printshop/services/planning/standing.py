"""The shop at one moment: the one place where what the queue leaves of the stock is judged.

What the queue holds is taken off once; every answer of the page is about what that leaves.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final, Self
from uuid import UUID, uuid4

import polars as pl

from printshop.analytics import feasibility
from printshop.analytics.allocation import Allocation, Ground, basket, left_over, what_if
from printshop.analytics.booking import SpoolBalance, booking_order
from printshop.analytics.needs import plate_needs, variant_needs
from printshop.analytics.refill import able_slots, as_jobs, refilled
from printshop.domain.feasibility import Feasibility, FeasibilityWarning
from printshop.domain.filament import Filament
from printshop.repo import UnitOfWork
from printshop.services.planning.cautions import Surroundings, Take, cautions
from printshop.services.planning.holding import ground, hold, safe_needs
from printshop.services.planning.reading import Reading
from printshop.services.planning.verdicts import by_subject

# What was completed this long ago still says that people want it.
DEMAND_DAYS: Final = 60


# Not slotted: what is asked of it often is worked out once.
@dataclass(frozen=True, kw_only=True)
class Standing:
    """A reading, with REQUIREMENTS on the safe side and SPOOLS that the queue leaves."""

    reading: Reading
    requirements: pl.DataFrame
    allocation: Allocation
    left: pl.DataFrame
    ground: Ground

    @classmethod
    def read(cls, uow: UnitOfWork, variant_ids: Sequence[UUID]) -> Self:
        """Read what these versions need, and what the queue leaves for them."""
        reading = Reading.of(uow, variant_ids)
        allocation = hold(reading)
        return cls(
            reading=reading,
            requirements=safe_needs(reading),
            allocation=allocation,
            left=left_over(reading.spools, allocation.held),
            ground=ground(reading),
        )

    @property
    def tail_cg(self) -> int:
        """What stays on each reel, centigrams."""
        return self.reading.tail_cg

    @cached_property
    def on_hand_cg(self) -> Mapping[str, int]:
        """Centigrams on each spool, the queue's included."""
        return dict(self.reading.spools.select("spool_id", "on_hand_cg").iter_rows())

    def of_variants(self) -> pl.DataFrame:
        """FEASIBILITY_BY_FILAMENT of each version, printed once."""
        return self.judge(variant_needs(self.requirements))

    def of_plates(self) -> pl.DataFrame:
        """FEASIBILITY_BY_FILAMENT of each plate, printed once."""
        return self.judge(plate_needs(self.requirements), of="plate_id")

    def behind_the_queue(
        self, plates: Sequence[tuple[str, str]]
    ) -> tuple[list[str], pl.DataFrame, pl.DataFrame]:
        """What becomes of (variant_id, plate_id) pairs that were queued after all others.

        Returns:
            The ids that the jobs were given, FEASIBILITY_BY_FILAMENT with subject_id = job_id,
            and HELD; both of these jobs only.

        """
        job_ids = [str(uuid4()) for _ in plates]
        jobs = basket(zip(job_ids, (plate_id for _, plate_id in plates), strict=True))
        found = what_if(self.requirements, self.reading.queue, jobs, self.ground)
        slots = self._slots("plate_id", {plate_id for _, plate_id in plates})
        own = {
            job_id: slots.get(plate_id, 0)
            for job_id, (_, plate_id) in zip(job_ids, plates, strict=True)
        }
        return job_ids, refilled(found.by_filament, own), found.held

    def takes(self, filament_id: str, needed_cg: int) -> list[tuple[str, int]]:
        """Which spools give the grams of one filament: (spool_id, centigrams)."""
        return booking_order(self._shelf.get(filament_id, ()), needed_cg)

    def left_on(self, spool_id: UUID) -> int:
        """Centigrams that the queue leaves on a spool."""
        left = self.left.filter(pl.col("spool_id") == str(spool_id))["on_hand_cg"]
        return left.item() if len(left) else 0

    def in_words(
        self,
        uow: UnitOfWork,
        judged: pl.DataFrame,
        filaments: Mapping[str, Filament],
        *,
        as_of: date | None,
    ) -> dict[UUID, Feasibility]:
        """FEASIBILITY_BY_FILAMENT in the shop's words, with what is odd about the spools.

        Args:
            uow: the transaction of the reading.
            judged: FEASIBILITY_BY_FILAMENT.
            filaments: of the shop, by id.
            as_of: today in the shop's time zone; without it nothing is warned of.

        """
        warnings = {} if as_of is None else self._warnings(uow, judged, filaments, as_of)
        return by_subject(
            judged, self.reading.spools, filaments, tail_cg=self.tail_cg, warnings=warnings
        )

    def _warnings(
        self, uow: UnitOfWork, judged: pl.DataFrame, filaments: Mapping[str, Filament], as_of: date
    ) -> Mapping[str, Sequence[FeasibilityWarning]]:
        """Warn of the spools that each subject would take, where it can be printed."""
        served = judged.filter(pl.col("spools_needed") > 0).with_columns(
            pl.coalesce("substitute_id", "filament_id").alias("taken_from")
        )
        around = Surroundings.read(
            uow, filaments, self.reading.stock, filament_ids=served["taken_from"], as_of=as_of
        )
        takes = [
            Take(
                subject_id=row["subject_id"],
                filament_id=row["taken_from"],
                spool_id=spool_id,
                taken_cg=taken_cg,
            )
            for row in served.iter_rows(named=True)
            for spool_id, taken_cg in self.takes(row["taken_from"], row["needed_cg"])
        ]
        left_cg = dict(self.left.select("spool_id", "on_hand_cg").iter_rows())
        return cautions(takes, around, left_cg=left_cg)

    def judge(self, needs: pl.DataFrame, *, of: str = "variant_id") -> pl.DataFrame:
        """FEASIBILITY_BY_FILAMENT of NEEDS, whose subjects are these of REQUIREMENTS."""
        judged = feasibility.by_filament(
            needs,
            self.left,
            tail_cg=self.tail_cg,
            refill_slots=self.ground.refill_slots,
            substitutes=self.ground.substitutes,
        )
        is_refill = pl.col("state") == "ready_refill"
        return refilled(judged, self._slots(of, judged.filter(is_refill)["subject_id"]))

    def _slots(self, of: str, subjects: Iterable[str]) -> dict[str, int]:
        """How many reels the AMS changes by itself, of printers that can print each subject."""
        wanted = pl.Series(list(subjects), dtype=pl.String).implode()
        asked = self.requirements.filter(pl.col(of).is_in(wanted))
        return able_slots(as_jobs(asked, of), self.reading.printers)

    @cached_property
    def _shelf(self) -> Mapping[str, list[SpoolBalance]]:
        """What can be taken from the spools, by filament."""
        loaded = set(self.reading.loaded["spool_id"])
        shelf: dict[str, list[SpoolBalance]] = defaultdict(list)
        for spool_id, filament_id, on_hand_cg, is_weighed, expires_on in self.left.iter_rows():
            shelf[filament_id].append(
                SpoolBalance(
                    spool_id=spool_id,
                    on_hand_cg=on_hand_cg - self.tail_cg,
                    is_weighed=is_weighed,
                    expires_on=expires_on,
                    is_loaded=spool_id in loaded,
                )
            )
        return shelf


def filaments_by_text(uow: UnitOfWork) -> Mapping[str, Filament]:
    """Every filament of the shop by its id as frames write it."""
    return {str(one.id): one for one in uow.filaments.list(with_archived=True)}


def demand_since(as_of: datetime) -> datetime:
    """From when on completed prints count as demand."""
    return as_of - timedelta(days=DEMAND_DAYS)
