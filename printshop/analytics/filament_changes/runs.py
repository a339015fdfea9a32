"""What each printer prints in turn, and what that costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from printshop.analytics.filament_changes.bounds import Times
from printshop.analytics.filament_changes.loads import ChangeJob, Cost, cost_of
from printshop.frames import REQUIREMENTS, conform


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What a printer prints of the waiting jobs, in turn, and what they find in it."""

    jobs: tuple[ChangeJob, ...]
    loaded: Mapping[str, str]
    slots: int
    times: Times | None
    ends_at: Mapping[str, datetime]

    @property
    def cost(self) -> Cost:
        """Its loads."""
        return cost_of(self.jobs, slots=self.slots, loaded=self.loaded)


def filaments_of(requirements: pl.DataFrame) -> dict[str, dict[str, str]]:
    """The matched filaments of each plate, with their material families.

    Raises:
        FrameContractError: `requirements` does not match its contract.

    """
    rows = conform(requirements, REQUIREMENTS, "requirements").drop_nulls("filament_id")
    found: dict[str, dict[str, str]] = {}
    for plate_id, filament_id, material in rows.select(
        "plate_id", "filament_id", "material"
    ).iter_rows():
        found.setdefault(plate_id, {})[filament_id] = material or ""
    return found


def cost_in_all(runs: Sequence[Run]) -> Cost:
    """The loads of all printers together."""
    costs = [run.cost for run in runs]
    return Cost(sum(cost.loads for cost in costs), sum(cost.weight for cost in costs))


def ends_of(runs: Sequence[Run]) -> dict[str, datetime]:
    """When each planned job ends."""
    return {job_id: ends_at for run in runs for job_id, ends_at in run.ends_at.items()}
