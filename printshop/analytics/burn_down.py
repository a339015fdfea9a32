"""How a spool burnt down: what was on it over time, with as few points as a screen shows."""

from typing import Final

import polars as pl

from printshop.frames import LEDGER, UTC_TIME, conform

# A chart on a desk is some 1,000 pixels wide; more points are drawn over each other.
MOST_POINTS: Final = 600

# What was on a spool from a moment on, oldest first. Both columns never null.
BURN_DOWN: Final = pl.Schema({"booked_at": UTC_TIME, "balance_cg": pl.Int64})


def burn_down(ledger: pl.DataFrame, *, most_points: int = MOST_POINTS) -> pl.DataFrame:
    """Thin a ledger out to what can be seen, without losing a peak or a low.

    A long ledger is cut into stretches of equally many lines; of each stay the highest and
    the lowest balance, and of all of them the first and the last line. Lines stand in the
    order in which they were booked: where a clock went back, the time of the line before
    counts.

    Args:
        ledger: LEDGER of one spool.
        most_points: about so many points stay, two more at most.

    Returns:
        BURN_DOWN.

    Raises:
        FrameContractError: `ledger` does not match its contract.

    """
    lines = conform(ledger, LEDGER, "ledger").select(pl.col("booked_at").cum_max(), "balance_cg")
    if lines.height > most_points:
        balance = pl.col("balance_cg")
        stretch = pl.int_range(pl.len()) * (most_points // 2) // pl.len()
        place = pl.int_range(pl.len())
        kept = (
            lines.with_columns(place.alias("place"), stretch.alias("stretch"))
            .group_by("stretch")
            .agg(
                pl.col("place").get(balance.arg_max()).alias("high"),
                pl.col("place").get(balance.arg_min()).alias("low"),
            )
        )
        places = {0, lines.height - 1, *kept["high"], *kept["low"]}
        lines = lines[sorted(places)]
    return conform(lines, BURN_DOWN, "burn-down")
