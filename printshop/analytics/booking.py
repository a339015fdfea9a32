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
    2. Only the spools that expire first are looked at (no expiry: last of all).
    3. Of these, the smallest that alone holds the missing grams gives them all.
    4. If none does, the largest gives all it holds.

    Expiry comes before sufficiency: an old spool is used up although a newer one
    would do alone, because what stays on the shelf past its date is lost, while
    a change of spool costs a minute. Of equal spools the one dried last gives, then one
    that sits in a printer already, then the first by its identifier, so that the same stock
    always gives the same answer.

    Worked example, grams: A 50 (expires in May), B 220, C 180, D 90 (all in June).
    30 → A 30. 200 → A 50, C 150 (the smallest of June that holds 150).
    350 → A 50, B 220, D 80 (no spool holds 300, so the largest; then D holds 80).
    600 → A 50, B 220, C 180, D 90: 60 g are missing and the caller sees it.

    Args:
        spools: the spools of one filament, in any order.
        needed_cg: centigrams to be booked; nothing is booked for 0 or less.

    Returns:
        (spool_id, taken_cg) with taken_cg above zero and never above what the
        spool holds; together min(needed_cg, what the spools hold).

    """
    waiting = sorted(
        (spool for spool in spools if spool.on_hand_cg > 0),
        key=lambda spool: (*_turn(spool), spool.on_hand_cg, *_tie(spool)),
    )
    booked: list[tuple[str, int]] = []
    missing_cg = needed_cg
    while missing_cg > 0 and waiting:
        chosen = _next_spool(waiting, missing_cg)
        taken_cg = min(chosen.on_hand_cg, missing_cg)
        booked.append((chosen.spool_id, taken_cg))
        missing_cg -= taken_cg
        waiting.remove(chosen)
    return booked


def _turn(spool: SpoolBalance) -> tuple[bool, date]:
    return not spool.is_weighed, spool.expires_on or date.max


def _tie(spool: SpoolBalance) -> tuple[int, bool, str]:
    dried = spool.dried_on or date.min
    return -dried.toordinal(), not spool.is_loaded, spool.spool_id


def _next_spool(waiting: list[SpoolBalance], missing_cg: int) -> SpoolBalance:
    """Apply the rule to spools sorted by their turn, then grams, smallest first."""
    group = [spool for spool in waiting if _turn(spool) == _turn(waiting[0])]
    largest_cg = group[-1].on_hand_cg
    least_cg = min(missing_cg, largest_cg)
    return next(spool for spool in group if spool.on_hand_cg >= least_cg)
