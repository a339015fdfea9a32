"""How fast feasibility is, against the least that adding up the grams could cost.

Run with `python benchmarks/feasibility.py`. The shop: 100,000 variants, 400,000
requirements, 2,000 filaments, 10,000 spools, identifiers as text; the queue: 500
jobs. Each figure is the best of several runs after a first unmeasured one. The
bound is NumPy on dense integer codes with nothing to look up: grams per filament
by bincount, what each requirement lacks, the worst per variant. The last line
compares one changed spool: only the variants that use its filament are judged
again. Ratios count; milliseconds depend on the machine.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

import numpy as np
import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))

from printshop.analytics.allocation import HELD, allocate
from printshop.analytics.feasibility import (
    by_filament,
    catalog,
    overall,
    variant_needs,
)
from printshop.frames import QUEUE, REQUIREMENTS, SPOOLS

N_VARIANTS: Final = 100_000
N_REQUIREMENTS: Final = 400_000
N_FILAMENTS: Final = 2_000
N_SPOOLS: Final = 10_000
N_JOBS: Final = 500
SHARE_WEIGHED: Final = 0.9
RUNS: Final = 9

Result = TypeVar("Result")


def identifiers(prefix: int, count: int) -> pl.Series:
    """Return sorted texts of the length of a UUID."""
    return pl.Series([f"{prefix:08x}-0000-7000-8000-{number:012x}" for number in range(count)])


def best_ms(run: Callable[[], Result]) -> tuple[float, Result]:
    """Return the best time of several runs, milliseconds, and the last result."""
    result = run()
    best_s = float("inf")
    for _ in range(RUNS):
        start_s = time.perf_counter()
        result = run()
        best_s = min(best_s, time.perf_counter() - start_s)
    return best_s * 1000, result


class Shop:
    """The made-up shop: dense codes for the bound, frames for the real functions."""

    def __init__(self, seed: int = 7) -> None:
        """Draw the same shop for the same seed; few filaments are used very often."""
        draw = np.random.default_rng(seed)
        popularity = 1 / np.arange(1, N_FILAMENTS + 1) ** 0.9
        self.variant = np.sort(draw.integers(0, N_VARIANTS, N_REQUIREMENTS))
        self.filament = draw.choice(N_FILAMENTS, N_REQUIREMENTS, p=popularity / popularity.sum())
        self.needed_cg = draw.integers(50, 400_00, N_REQUIREMENTS)
        self.spool_filament = draw.integers(0, N_FILAMENTS, N_SPOOLS)
        self.on_hand_cg = draw.integers(1, 1000_00, N_SPOOLS)
        self.filament_ids = identifiers(2, N_FILAMENTS)
        self.requirements = self._requirements()
        self.spools = self._spools(draw.random(N_SPOOLS) < SHARE_WEIGHED)
        self.queue = self._queue(draw.integers(0, N_VARIANTS, N_JOBS))

    def _requirements(self) -> pl.DataFrame:
        return pl.DataFrame(
            {
                "variant_id": identifiers(1, N_VARIANTS).gather(self.variant),
                "plate_id": identifiers(3, N_VARIANTS).gather(self.variant),
                "plate_index": np.ones(N_REQUIREMENTS, dtype=np.int32),
                "filament_index": np.arange(N_REQUIREMENTS, dtype=np.int32),
                "filament_id": self.filament_ids.gather(self.filament),
                "needed_cg": self.needed_cg,
                "material": pl.repeat("PLA", N_REQUIREMENTS, eager=True),
                "sliced_for": pl.repeat("", N_REQUIREMENTS, eager=True),
            },
            schema=REQUIREMENTS,
        )

    def _spools(self, is_weighed: np.ndarray) -> pl.DataFrame:
        return pl.DataFrame(
            {
                "spool_id": identifiers(4, N_SPOOLS),
                "filament_id": self.filament_ids.gather(self.spool_filament),
                "on_hand_cg": self.on_hand_cg,
                "is_weighed": is_weighed,
                "expires_on": pl.repeat(None, N_SPOOLS, eager=True, dtype=pl.Date),
            },
            schema=SPOOLS,
        )

    def _queue(self, variant: np.ndarray) -> pl.DataFrame:
        return pl.DataFrame(
            {
                "job_id": identifiers(5, N_JOBS),
                "plate_id": identifiers(3, N_VARIANTS).gather(variant),
                "variant_id": identifiers(1, N_VARIANTS).gather(variant),
                "status": ["queued"] * N_JOBS,
                "position": np.arange(N_JOBS, dtype=np.int32),
                "printer_id": [None] * N_JOBS,
                "duration_s": np.full(N_JOBS, 3600),
                "started_at": [None] * N_JOBS,
                **dict.fromkeys(list(QUEUE)[8:], [None] * N_JOBS),
            },
            schema=QUEUE,
        )


def bound(shop: Shop) -> np.ndarray:
    """Say per variant whether the grams suffice, on dense codes."""
    on_hand = np.bincount(shop.spool_filament, weights=shop.on_hand_cg, minlength=N_FILAMENTS)
    lacks = shop.needed_cg > on_hand[shop.filament]
    return np.bincount(shop.variant, weights=lacks, minlength=N_VARIANTS) == 0


def main() -> None:
    """Print the table."""
    shop = Shop()
    nothing = HELD.to_frame()
    used = shop.filament_ids[N_FILAMENTS // 2]
    bound_ms, _ = best_ms(lambda: bound(shop))
    needs_ms, needs = best_ms(lambda: variant_needs(shop.requirements))
    judged_ms, judged = best_ms(lambda: by_filament(needs, shop.spools))
    overall_ms, states = best_ms(lambda: overall(judged))
    catalog_ms, _ = best_ms(lambda: overall(catalog(shop.requirements, shop.spools, nothing)))
    held_ms, allocation = best_ms(lambda: allocate(shop.requirements, shop.queue, shop.spools))
    held = allocation.held
    queued_ms, _ = best_ms(lambda: overall(catalog(shop.requirements, shop.spools, held)))
    affected = needs.filter(pl.col("filament_id") == used)
    one_spools = shop.spools.filter(pl.col("filament_id") == used)
    one_ms, _ = best_ms(lambda: by_filament(affected, one_spools))
    rows = (
        ("NumPy bincount on dense codes (bound)", bound_ms),
        ("variant_needs", needs_ms),
        ("by_filament", judged_ms),
        ("overall", overall_ms),
        ("catalog + overall, empty queue", catalog_ms),
        (f"catalog + overall, {N_JOBS} jobs queued", queued_ms),
        (f"allocate, {N_JOBS} jobs", held_ms),
        (f"one spool changes, {len(affected)} variants", one_ms),
    )
    lines = [f"{'what':<42}{'ms':>9}{'ratio':>9}"]
    lines += [f"{what:<42}{ms:>9.2f}{ms / bound_ms:>9.2f}" for what, ms in rows]
    counts = states["state"].value_counts(sort=True).rows()
    lines.append("states: " + ", ".join(f"{count} {state}" for state, count in counts))
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
