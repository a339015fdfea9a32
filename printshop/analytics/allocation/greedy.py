"""Best fit, the largest first: the plan of a shop that has enough."""

from bisect import bisect_left, insort
from collections.abc import Sequence


def best_fit(needs_cg: Sequence[int], spools_cg: Sequence[int]) -> list[int | None]:
    """Give each need, the largest first, the smallest spool that still holds it.

    Args:
        needs_cg: what is needed, in the order of the queue, which decides among equals.
        spools_cg: what the spools hold, smallest first; equals are taken in their order.

    Returns:
        For each need the spool's place in `spools_cg`, None where none holds it any more.

    """
    left = [(held_cg, place) for place, held_cg in enumerate(spools_cg)]
    places: list[int | None] = [None] * len(needs_cg)
    for number in sorted(range(len(needs_cg)), key=lambda number: -needs_cg[number]):
        at = bisect_left(left, (needs_cg[number],))
        if at < len(left):
            held_cg, place = left.pop(at)
            places[number] = place
            insort(left, (held_cg - needs_cg[number], place))
    return places
