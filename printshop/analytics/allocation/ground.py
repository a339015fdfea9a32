"""What a queue is served from."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The stock and the printers of one moment, and the rules by which they serve.

    spools is SPOOLS. started is STARTED, what printing jobs were started with; those without
    rows are allocated like all others, before them. loaded is LOADED, which spools are in
    printers. tail_cg is what cannot be used of each spool, refill_slots how many reels the AMS
    changes by itself, from `analytics.refill`. substitutes are the SUBSTITUTES that count; none
    without.
    """

    spools: pl.DataFrame
    started: pl.DataFrame | None = None
    loaded: pl.DataFrame | None = None
    tail_cg: int = 0
    refill_slots: int = 0
    substitutes: pl.DataFrame | None = None
