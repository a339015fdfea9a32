"""What can be printed: frames of the shop through analytics, back to the shop's words."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import polars as pl

from printshop.analytics import feasibility
from printshop.analytics.allocation import left_over
from printshop.analytics.booking import SpoolBalance, booking_order
from printshop.analytics.needs import plate_needs, variant_needs
from printshop.analytics.refill import refill_slots
from printshop.analytics.substitutes import substitutes
from printshop.domain.feasibility import Feasibility, FeasibilityWarning
from printshop.domain.filament import Filament
from printshop.repo import UnitOfWork
from printshop.services.cautions import Surroundings, Take, cautions
from printshop.services.planning.holding import hold, safe_needs
from printshop.services.planning.reading import Reading
from printshop.services.verdicts import by_subject


def of_variants(
    uow: UnitOfWork, variant_ids: list[UUID], *, as_of: date | None = None
) -> dict[UUID, Feasibility]:
    """Each variant, all its plates printed once, against what the queue leaves over.

    Args:
        uow: the transaction.
        variant_ids: those asked about.
        as_of: today in the shop's time zone; without it nothing is warned of.

    """
    ground = _Ground.read(uow, variant_ids)
    wanted = pl.Series([str(variant_id) for variant_id in variant_ids], dtype=pl.String)
    asked = ground.requirements.filter(pl.col("variant_id").is_in(wanted.implode()))
    return ground.answer(uow, variant_needs(asked), as_of)


def of_plates(
    uow: UnitOfWork, variant_id: UUID, *, as_of: date | None = None
) -> dict[UUID, Feasibility]:
    """Each plate of a variant printed once, against what the queue leaves over.

    Args:
        uow: the transaction.
        variant_id: whose plates.
        as_of: today in the shop's time zone; without it nothing is warned of.

    """
    ground = _Ground.read(uow, [variant_id])
    own = ground.requirements.filter(pl.col("variant_id") == str(variant_id))
    return ground.answer(uow, plate_needs(own), as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What is judged against: frames of one moment, and what the queue leaves of the spools."""

    requirements: pl.DataFrame
    spools: pl.DataFrame
    left: pl.DataFrame
    stock: pl.DataFrame
    loaded: pl.DataFrame
    tail_cg: int
    refill_slots: int

    @classmethod
    def read(cls, uow: UnitOfWork, variant_ids: list[UUID]) -> "_Ground":
        """Read it, on the safe side of what prints really took, less what the queue holds."""
        reading = Reading.of(uow, variant_ids)
        return cls(
            requirements=safe_needs(reading),
            spools=reading.spools,
            left=left_over(reading.spools, hold(reading).held),
            stock=reading.stock,
            loaded=reading.loaded,
            tail_cg=reading.tail_cg,
            refill_slots=refill_slots(reading.printers),
        )

    def answer(
        self, uow: UnitOfWork, needs: pl.DataFrame, as_of: date | None
    ) -> dict[UUID, Feasibility]:
        """Judge NEEDS, and warn of what is odd about the spools they would take."""
        judged = feasibility.by_filament(
            needs,
            self.left,
            tail_cg=self.tail_cg,
            refill_slots=self.refill_slots,
            substitutes=substitutes(self.stock),
        )
        filaments = {str(f.id): f for f in uow.filaments.list(with_archived=True)}
        warnings = {} if as_of is None else self._warnings(uow, judged, filaments, as_of)
        return by_subject(judged, self.spools, filaments, tail_cg=self.tail_cg, warnings=warnings)

    def _warnings(
        self, uow: UnitOfWork, judged: pl.DataFrame, filaments: Mapping[str, Filament], as_of: date
    ) -> Mapping[str, Sequence[FeasibilityWarning]]:
        """Warn of the spools that each subject would take, where it can be printed."""
        served = judged.filter(pl.col("spools_needed") > 0).with_columns(
            pl.coalesce("substitute_id", "filament_id").alias("taken_from")
        )
        around = Surroundings.read(
            uow, filaments, self.stock, filament_ids=served["taken_from"], as_of=as_of
        )
        shelf = self._shelf(around, set(self.loaded["spool_id"]))
        takes = [
            Take(
                subject_id=row["subject_id"],
                filament_id=row["taken_from"],
                spool_id=spool_id,
                taken_cg=taken_cg,
            )
            for row in served.iter_rows(named=True)
            for spool_id, taken_cg in booking_order(shelf[row["taken_from"]], row["needed_cg"])
        ]
        left_cg = dict(self.left.select("spool_id", "on_hand_cg").iter_rows())
        return cautions(takes, around, left_cg=left_cg)

    def _shelf(
        self, around: Surroundings, loaded: Collection[str]
    ) -> Mapping[str, list[SpoolBalance]]:
        """What can be taken from the spools, by filament."""
        shelf: dict[str, list[SpoolBalance]] = defaultdict(list)
        for spool_id, filament_id, on_hand_cg, is_weighed, expires_on in self.left.iter_rows():
            reel = around.reels.get(spool_id)
            if reel is not None:
                shelf[filament_id].append(
                    SpoolBalance(
                        spool_id=spool_id,
                        on_hand_cg=on_hand_cg - self.tail_cg,
                        is_weighed=is_weighed,
                        expires_on=expires_on,
                        dried_on=reel["dried_on"],
                        is_loaded=spool_id in loaded,
                    )
                )
        return shelf
