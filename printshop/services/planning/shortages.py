"""Which jobs wait for filament, in words."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import polars as pl

from printshop.analytics.allocation import Allocation
from printshop.domain.filament import Filament
from printshop.domain.units import from_centigrams

NOT_LINKED: Final = "A filament of its file is none of yours yet: it is planned once it is."


def waits(allocation: Allocation, filaments: Mapping[str, Filament]) -> dict[str, str]:
    """Why jobs cannot be printed from what is there: they are left out of the plan.

    Unknown grams and spools that were never weighed keep nobody from trying.

    Args:
        allocation: of the queue.
        filaments: of the shop, by id.

    Returns:
        A sentence by job_id.

    """
    short: dict[str, list[str]] = defaultdict(list)
    reasons: dict[str, str] = {}
    found = allocation.by_filament.filter(pl.col("state").is_in(["short", "unmatched"]))
    for row in found.iter_rows(named=True):
        filament = filaments.get(row["filament_id"] or "")
        if row["state"] == "unmatched":
            reasons[row["subject_id"]] = NOT_LINKED
        else:
            label = filament.label if filament else "filament"
            short[row["subject_id"]].append(f"{_g(row['short_cg'])} g of {label}")
    reasons |= {
        job_id: f"Short by {' and '.join(lacks)}: it is planned once there is filament."
        for job_id, lacks in short.items()
    }
    return reasons


def _g(centigrams: int) -> str:
    return f"{from_centigrams(centigrams).normalize():,f}"
