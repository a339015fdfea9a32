"""What uses up the rest of a spool."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from printshop.frames import conform

# One row per subject (a plate or a variant) that takes this filament: what one print of it
# takes, and how many of it are wanted at most. The first rows are looked at first.
FINISHER_NEEDS: Final = pl.Schema(
    {"subject_id": pl.String, "needed_cg": pl.Int64, "max_copies": pl.Int32}
)

# What is looked at: enough for a person to choose from, and a moment of work at most.
MAX_SUBJECTS: Final = 40
MAX_COPIES: Final = 20
MAX_REST_CG: Final = 5_000_00

_UNREACHED: Final = np.iinfo(np.int16).max // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """Prints that use up a spool together, but for left_cg; copies are subjects and counts."""

    left_cg: int
    copies: tuple[tuple[str, int], ...]


def finishers(spool_cg: int, needs: pl.DataFrame, *, limit: int = 5) -> tuple[Finish, ...]:
    """Say which prints use up the rest of a spool, those that leave least first.

    Exact for what is looked at: all sums of prints are reached centigram by centigram, each
    with the fewest prints. Of equal sums one is said.

    Worked examples, grams: 87 with prints of 22, 55 and 64 is used up by 22 + 64, which leave
    1; 143 by all three, which leave 2.

    Args:
        spool_cg: what can be used of the spool; above MAX_REST_CG it is no rest, and nothing
            is said.
        needs: FINISHER_NEEDS; after MAX_SUBJECTS that fit, further rows are not looked at.
        limit: how many are said at most.

    Returns:
        The best ones, none that prints nothing.

    Raises:
        FrameContractError: `needs` does not match its contract.

    """
    rows = conform(needs, FINISHER_NEEDS, "needs").filter(
        pl.col("needed_cg").is_between(1, spool_cg), pl.col("max_copies") > 0
    )
    if rows.is_empty() or spool_cg > MAX_REST_CG:
        return ()
    subjects = rows.head(MAX_SUBJECTS).rows()
    prints, copies = _fewest_prints(spool_cg, [(cg, most) for _, cg, most in subjects])
    sums = np.flatnonzero(prints[1:] < _UNREACHED)[::-1][:limit] + 1
    return tuple(
        Finish(left_cg=spool_cg - total_cg, copies=_copies_of(total_cg, subjects, copies))
        for total_cg in sums.tolist()
    )


def _fewest_prints(
    spool_cg: int, wishes: list[tuple[int, int]]
) -> tuple[npt.NDArray[np.int16], list[npt.NDArray[np.uint8]]]:
    """For each sum the fewest prints that make it, and how many of each subject they are."""
    prints = np.full(spool_cg + 1, _UNREACHED, dtype=np.int16)
    prints[0] = 0
    copies = []
    for needed_cg, most in wishes:
        best, used = prints.copy(), np.zeros(spool_cg + 1, dtype=np.uint8)
        for count in range(1, min(most, MAX_COPIES, spool_cg // needed_cg) + 1):
            with_it = prints[: spool_cg + 1 - count * needed_cg] + np.int16(count)
            is_better = with_it < best[count * needed_cg :]
            best[count * needed_cg :][is_better] = with_it[is_better]
            used[count * needed_cg :][is_better] = count
        prints = best
        copies.append(used)
    return prints, copies


def _copies_of(
    total_cg: int,
    subjects: list[tuple[str, int, int]],
    copies: list[npt.NDArray[np.uint8]],
) -> tuple[tuple[str, int], ...]:
    """Walk back from a sum to the prints that make it."""
    chosen: list[tuple[str, int]] = []
    for (subject_id, needed_cg, _), used in zip(subjects[::-1], copies[::-1], strict=True):
        count = int(used[total_cg])
        if count:
            chosen.append((subject_id, count))
            total_cg -= count * needed_cg
    return tuple(chosen[::-1])
