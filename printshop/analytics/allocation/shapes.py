"""What the allocation takes and gives."""

from dataclasses import dataclass
from typing import Final

import polars as pl

# One row per (job_id, for_filament_id, spool_id): the grams a job holds back on a spool,
# above zero. Sorted as the jobs are printed, then in the order in which the spools give.
# filament_id is what is on the spool, for_filament_id what the plate asks for; they differ
# where a substitute stands in.
HELD: Final = pl.Schema(
    {
        "job_id": pl.String,
        "filament_id": pl.String,
        "for_filament_id": pl.String,
        "spool_id": pl.String,
        "held_cg": pl.Int64,
    }
)

# One row per (job_id, filament_id, spool_id) of printing jobs, in the order in which the
# spools give: what they were started with. filament_id is what the plate asks for.
STARTED: Final = pl.Schema(
    {
        "job_id": pl.String,
        "filament_id": pl.String,
        "spool_id": pl.String,
        "planned_cg": pl.Int64,
    }
)

# One row per filament of which there is enough in all, but of which some job that one spool
# could serve must take several: of needed_cg, what such jobs take, single_cg come from one
# spool each. bound_cg is a figure that no plan can exceed: equal to single_cg where the plan
# is the best. Sorted by filament_id.
SPLIT: Final = pl.Schema(
    {
        "filament_id": pl.String,
        "needed_cg": pl.Int64,
        "single_cg": pl.Int64,
        "bound_cg": pl.Int64,
    }
)

# One row per filament that does not suffice, in the order in which they run out: the first
# job that lacks some of it, what it lacks, and what all jobs lack together.
RUN_OUTS: Final = pl.Schema(
    {
        "filament_id": pl.String,
        "job_id": pl.String,
        "short_cg": pl.Int64,
        "short_in_all_cg": pl.Int64,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """Which spool serves which job, and how each job stands by it.

    `held` is HELD. `by_filament` is FEASIBILITY_BY_FILAMENT with subject_id = job_id, in the
    order of printing; available_cg and assumed_cg are what the jobs before leave of the
    filament asked for, spools_needed counts the spools of the plan. `split` is SPLIT.
    """

    held: pl.DataFrame
    by_filament: pl.DataFrame
    split: pl.DataFrame
