"""How much longer a print takes than the slicer says, and how far that spreads."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite, log
from typing import Final

import polars as pl

from printshop.analytics.calibration import P90_DEVIATIONS, UNLEARNT_SPREAD
from printshop.analytics.schedule.jobs import Job
from printshop.errors import InvalidInputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Real over sliced time.

    Every second print exceeds `factor`, one in ten exceeds it by more than the `spread`.
    """

    factor: float = 1.0
    spread: float = UNLEARNT_SPREAD

    @property
    def deviation(self) -> float:
        """The standard deviation of its logarithm."""
        return log(self.spread) / P90_DEVIATIONS


UNLEARNT: Final = Stretch()


class Stretches:
    """What was learnt for each printer and material."""

    def __init__(self, time_factors: pl.DataFrame | None) -> None:
        """Read TIME_FACTORS: printer_id, material, factor, high_factor, n_jobs.

        Rows of no job have learnt nothing, and are passed over.

        Raises:
            InvalidInputError: a factor is not a number above zero.

        """
        self._known: dict[tuple[str, str], Stretch] = {}
        if time_factors is None:
            return
        learnt = time_factors.filter(pl.col("n_jobs") > 0)
        columns = ("printer_id", "material", "factor", "high_factor")
        for printer_id, material, factor, high_factor in learnt.select(columns).iter_rows():
            for value in (factor, high_factor):
                if not (isfinite(value) and value > 0):
                    message = f"The time factor is {value}: it must be a number above zero."
                    raise InvalidInputError(message)
            # A high factor that is not above the other says nothing of how far prints spread.
            spread = high_factor / factor if high_factor > factor else UNLEARNT_SPREAD
            self._known[printer_id, material] = Stretch(factor=factor, spread=spread)

    def of(self, job: Job, printer_id: str | None) -> Stretch:
        """Of a job on a printer; of several materials the slowest, so as to promise too late."""
        if not self._known or printer_id is None:
            return UNLEARNT
        return self._slowest(self._known.get((printer_id, m), UNLEARNT) for m in job.materials)

    @staticmethod
    def _slowest(stretches: Iterable[Stretch]) -> Stretch:
        return max(stretches, key=lambda stretch: stretch.factor, default=UNLEARNT)
