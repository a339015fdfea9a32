"""How each job of the queue stands by what it was given."""

from collections import Counter
from collections.abc import Sequence

import polars as pl

from printshop.analytics.allocation.claims import Claim
from printshop.frames import FEASIBILITY_BY_FILAMENT

_Row = tuple[str, str | None, int | None, int, int, int, int | None, str | None, str]


def judged(claims: Sequence[Claim], *, refill_slots: int) -> pl.DataFrame:
    """Say the state of each claim: FEASIBILITY_BY_FILAMENT in the order of the claims.

    The AMS goes on with the next spool by itself where all spools of all filaments of the job
    are at most `refill_slots`; otherwise somebody changes them.
    """
    reels = Counter[str]()
    for claim in claims:
        reels[claim.job_id] += max(1, len(claim.takes))
    rows = [_row(claim, is_refilled=reels[claim.job_id] <= refill_slots) for claim in claims]
    return pl.DataFrame(rows, schema=FEASIBILITY_BY_FILAMENT, orient="row")


def _row(claim: Claim, *, is_refilled: bool) -> _Row:
    short_cg = _short_cg(claim)
    return (
        claim.job_id,
        claim.filament_id,
        claim.needed_cg,
        claim.available_cg,
        claim.assumed_cg,
        short_cg,
        len(claim.takes) if claim.weighed_cg == claim.needed_cg else None,
        claim.substitute_id if claim.short_cg == 0 else None,
        _state(claim, is_refilled=is_refilled),
    )


def _short_cg(claim: Claim) -> int:
    """What it lacks of the filament asked for, with a substitute as much as without."""
    if claim.needed_cg is None:
        return 0
    if claim.substitute_id and not claim.is_started:
        return claim.needed_cg - claim.available_cg - claim.assumed_cg
    return claim.short_cg


def _state(claim: Claim, *, is_refilled: bool) -> str:
    if claim.needed_cg is None:
        return "unknown"
    if claim.filament_id is None:
        return "unmatched"
    if claim.short_cg > 0:
        return "short"
    if claim.substitute_id:
        return "ready_substitute"
    if claim.guessed_cg > 0:
        return "unverified"
    by_itself = "ready_refill" if is_refilled else "ready_swap"
    return "ready" if len(claim.takes) <= 1 else by_itself
