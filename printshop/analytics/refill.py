"""Whether the AMS changes reels by itself, or somebody must."""

import polars as pl

from printshop.frames import PRINTERS, conform


def refill_slots(printers: pl.DataFrame) -> int:
    """How many reels that feed one extruder can wait in the AMS of the best printer.

    The AMS goes on with the next reel of the same kind by itself, and only within one
    extruder's side: with two extruders the trays are shared out evenly. A job is refilled
    by the AMS where all reels of all its filaments together are at most these.

    Args:
        printers: PRINTERS that come into question.

    Returns:
        0 where none has an AMS.

    Raises:
        FrameContractError: `printers` does not match its contract.

    """
    slots = conform(printers, PRINTERS, "printers").select(
        (pl.col("ams_slots") // pl.col("extruder_count").clip(lower_bound=1)).max()
    )
    return slots.item() or 0
