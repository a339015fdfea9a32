"""What can be printed beside the queue."""

import polars as pl

from printshop.analytics.allocation import left_over
from printshop.analytics.feasibility.states import by_filament
from printshop.analytics.needs import variant_needs


def catalog(
    requirements: pl.DataFrame,
    spools: pl.DataFrame,
    held: pl.DataFrame,
    *,
    tail_cg: int = 0,
    refill_slots: int = 0,
    substitutes: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Judge every variant, printed once, by what the whole queue leaves over.

    Args:
        requirements: REQUIREMENTS of the variants asked about.
        spools: SPOOLS.
        held: HELD, what the queue holds back on these spools.
        tail_cg: as in `by_filament`.
        refill_slots: as in `by_filament`.
        substitutes: SUBSTITUTES, as in `by_filament`.

    Returns:
        FEASIBILITY_BY_FILAMENT with subject_id = variant_id; available_cg and
        assumed_cg are what is left after all jobs of the queue.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    return by_filament(
        variant_needs(requirements),
        left_over(spools, held),
        tail_cg=tail_cg,
        refill_slots=refill_slots,
        substitutes=substitutes,
    )
