"""What the jobs of the queue want, in the order in which they come into question."""

from dataclasses import dataclass, field

import polars as pl

from printshop.analytics.needs import plate_needs
from printshop.frames import QUEUE, REQUIREMENTS, conform


@dataclass(slots=True, kw_only=True)
class Claim:
    """What one job wants of one filament, and what it gets as the plan grows.

    tier counts the priorities from the highest; printing jobs are before all others.
    filament_id and needed_cg may be missing; then nothing is given. available_cg and
    assumed_cg are what the jobs before leave, weighed and not. weighed_cg and guessed_cg are
    what it gets of them. takes names the spools and centigrams, first taken first.
    """

    job_id: str
    tier: int
    is_printing: bool
    filament_id: str | None
    needed_cg: int | None
    available_cg: int = 0
    assumed_cg: int = 0
    weighed_cg: int = 0
    guessed_cg: int = 0
    substitute_id: str | None = None
    is_started: bool = False
    takes: list[tuple[str, int]] = field(default_factory=list)

    @property
    def short_cg(self) -> int:
        """What it lacks of the filament asked for."""
        return (self.needed_cg or 0) - self.weighed_cg - self.guessed_cg


def claims_of(requirements: pl.DataFrame, queue: pl.DataFrame) -> list[Claim]:
    """List what each job wants: printing jobs first, then by priority, then as queued.

    A job whose plate has no requirements gets one claim without filament and grams.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    is_printing = pl.col("status") == "printing"
    by_priority = -pl.col("priority").cast(pl.Int64).fill_null(0)
    jobs = (
        conform(queue, QUEUE, "queue")
        .with_columns(pl.when(~is_printing).then(by_priority).alias("tier"))
        .sort("tier", "position", nulls_last=False, maintain_order=True)
        .with_columns(pl.col("tier").rle_id(), is_printing.alias("is_printing"))
    )
    wanted = conform(requirements, REQUIREMENTS, "requirements").filter(
        pl.col("plate_id").is_in(jobs["plate_id"].unique().implode())
    )
    rows = jobs.join(
        plate_needs(wanted),
        left_on="plate_id",
        right_on="subject_id",
        how="left",
        maintain_order="left_right",
    ).select("job_id", "tier", "is_printing", "filament_id", "needed_cg")
    return [
        Claim(
            job_id=job_id,
            tier=number,
            is_printing=is_printing,
            filament_id=filament_id,
            needed_cg=needed_cg,
        )
        for job_id, number, is_printing, filament_id, needed_cg in rows.iter_rows()
    ]
