"""Serving the jobs of one priority from the spools of one filament."""

from collections.abc import Sequence
from dataclasses import dataclass

from printshop.analytics.allocation.claims import Claim
from printshop.analytics.allocation.exact import best_plan, is_small
from printshop.analytics.allocation.greedy import best_fit
from printshop.analytics.allocation.improve import good_plan
from printshop.analytics.allocation.rack import Rack


@dataclass(slots=True, kw_only=True)
class Served:
    """Centigrams that one spool could give whole, that it does, and that it can at most."""

    needed_cg: int = 0
    single_cg: int = 0
    bound_cg: int = 0

    def add(self, other: "Served") -> None:
        """Add the figures of another tier."""
        self.needed_cg += other.needed_cg
        self.single_cg += other.single_cg
        self.bound_cg += other.bound_cg


def serve(claims: Sequence[Claim], rack: Rack) -> Served:
    """Give each claim its weighed grams, from one spool where the best plan has it so.

    Those that must take several take them afterwards in the order of the queue, each from as
    few as can be.

    Args:
        claims: of one priority in the order of the queue; the rack holds enough for all.
        rack: the weighed spools, what is taken is gone.

    """
    single = [claim for claim in claims if claim.weighed_cg <= rack.largest_cg]
    needs_cg = [claim.weighed_cg for claim in single]
    plan, bound_cg = _plan(needs_cg, [place.left_cg for place in rack.places])
    served = Served(needed_cg=sum(needs_cg), bound_cg=bound_cg)
    spools, left = list(rack.places), {}
    for claim, at in zip(single, plan, strict=True):
        if at is not None:
            place = left.get(at, spools[at])
            claim.takes.append(rack.give(place, claim.weighed_cg))
            left[at] = place._replace(left_cg=place.left_cg - claim.weighed_cg)
            served.single_cg += claim.weighed_cg
    for claim in claims:
        if not claim.takes:
            claim.takes.extend(rack.give_any(claim.weighed_cg))
    return served


def _plan(needs_cg: Sequence[int], spools_cg: Sequence[int]) -> tuple[list[int | None], int]:
    """Find a place for each need, and the bound of what one spool each can serve."""
    places = best_fit(needs_cg, spools_cg)
    if None not in places:
        return places, sum(needs_cg)
    if not is_small(needs_cg):
        return good_plan(needs_cg, spools_cg)
    places = best_plan(needs_cg, spools_cg)
    found = zip(needs_cg, places, strict=True)
    return places, sum(needed_cg for needed_cg, place in found if place is not None)
