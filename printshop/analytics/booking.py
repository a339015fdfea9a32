"""Which spools give the grams of a booking, and in which order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolBalance:
    """What one spool holds now, whole centigrams.

    `is_weighed` is false where the balance was only assumed, `is_loaded` says that it sits in
    a printer already.
    """

    spool_id: str
    on_hand_cg: int
    is_weighed: bool = True
    expires_on: date | None = None
    dried_on: date | None = None
    is_loaded: bool = False


def booking_order(spools: Iterable[SpoolBalance], needed_cg: int) -> list[tuple[str, int]]:
    """Say which spools of one filament give `needed_cg`, first taken first.

    One rule is applied again and again to the grams still missing, until none is:

    1. Assumed spools give only when no weighed one holds anything any more: they
       cannot promise a print, but what was printed did come from somewhere.
    2. The smallest that alone holds the missing grams gives them all.
    3. If none does, the largest gives all it holds.

    Sufficiency comes before expiry, as in the plan of the queue (`allocation`): a change of
    spool in the middle of a print costs more than a date. Of equal spools the one that
    expires first gives (no expiry: last of all), then the one dried last, then one that
    sits in a printer already, then the first by its identifier, so that the same stock
    always gives the same answer.

    Worked example, grams: A 50 (expires in May), B 220, C 180, D 90 (all in June).
    30 → A 30. 200 → B 200 (the smallest that holds it). 350 → B 220, C 130 (no spool holds
    350, so the largest; then C is the smallest that holds 130).
    600 → B 220, C 180, D 90, A 50: 60 g are missing and the caller sees it.

    Args:
        spools: the spools of one filament, in any order.
        needed_cg: centigrams to be booked; nothing is booked for 0 or less.

    Returns:
        (spool_id, taken_cg) with taken_cg above zero and never above what the
        spool holds; together min(needed_cg, what the spools hold).

    """
    waiting = sorted((spool for spool in spools if spool.on_hand_cg > 0), key=_place)
    booked: list[tuple[str, int]] = []
    missing_cg = needed_cg
    while missing_cg > 0 and waiting:
        chosen = _next_spool(waiting, missing_cg)
        taken_cg = min(chosen.on_hand_cg, missing_cg)
        booked.append((chosen.spool_id, taken_cg))
        missing_cg -= taken_cg
        waiting.remove(chosen)
    return booked


def _place(spool: SpoolBalance) -> tuple[bool, int, date, int, bool, str]:
    """Weighed ones first, the smallest first, and equal ones as they are to be used up."""
    return (
        not spool.is_weighed,
        spool.on_hand_cg,
        spool.expires_on or date.max,
        -(spool.dried_on or date.min).toordinal(),
        not spool.is_loaded,
        spool.spool_id,
    )


def _next_spool(waiting: list[SpoolBalance], missing_cg: int) -> SpoolBalance:
    """Apply the rule to spools in the order of `_place`."""
    group = [spool for spool in waiting if spool.is_weighed == waiting[0].is_weighed]
    least_cg = min(missing_cg, group[-1].on_hand_cg)
    return next(spool for spool in group if spool.on_hand_cg >= least_cg)
