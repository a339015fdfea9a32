"""How much of a run is lost when it does not end well.

A print that fails in its first hour does not lose the other nine. What failed prints took of the
grams of their whole run says how much that is, drawn towards a whole run by 300 g, so that one
early failure proves little. Pieces that were printed to the end and rejected lose all.
"""

from typing import Final

import polars as pl

from printshop.analytics.success import COUNTS
from printshop.frames import LOST_RUNS, conform

_WEIGHT_CG: Final = 300_00


def lost_share(lost: pl.DataFrame, counts: pl.DataFrame, failed: int) -> float:
    """Say which share of a run is lost on average when it is no good; 1 while nothing was learnt.

    Worked example: five failed prints that took 900 of 2,000 g: (300 + 900) ÷ (300 + 2,000),
    0.522. With as many runs rejected at the end it is halfway to 1: 0.761.

    Args:
        lost: LOST_RUNS.
        counts: COUNTS of all versions of the shop.
        failed: how many of their runs failed; what else of them is no good was rejected.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    whole_cg, took_cg = conform(lost, LOST_RUNS, "lost runs").sum().row(0)
    good, tried = conform(counts, COUNTS, "counts").select("good", "tried").sum().row(0)
    # Of a sum of parts of runs the last digits are nothing.
    rejected = max(0.0, round(tried - good - failed, 6))
    # What a person books may be more than the file says; more than a run is not lost.
    of_failed = min(1.0, (_WEIGHT_CG + took_cg) / (_WEIGHT_CG + whole_cg))
    if failed + rejected <= 0:
        return of_failed
    return (failed * of_failed + rejected) / (failed + rejected)
