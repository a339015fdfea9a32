"""Which spool serves which job."""

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby

import polars as pl

from printshop.analytics.allocation.claims import Claim, claims_of
from printshop.analytics.allocation.grants import Stock, stand_in
from printshop.analytics.allocation.ground import Ground
from printshop.analytics.allocation.judged import judged
from printshop.analytics.allocation.rack import Rack
from printshop.analytics.allocation.shapes import HELD, SPLIT, Allocation
from printshop.analytics.allocation.shelf import Racks, Shelf
from printshop.analytics.allocation.tier import Served, serve
from printshop.analytics.substitutes import SUBSTITUTES
from printshop.frames import conform


def allocate(requirements: pl.DataFrame, queue: pl.DataFrame, ground: Ground) -> Allocation:
    """Say which grams of which spools each job of the queue holds, and how it stands.

    Who gets grams at all, for each filament:

    1. Printing jobs hold what they were started with, as far as it is still there.
    2. Then the queue decides: printing jobs, higher priorities, earlier places. A job for
       which there is not enough holds what there is. Otherwise a later, smaller one would show
       as ready, and the shortage be counted too low.
    3. Weighed grams go first, assumed ones after them, and nobody counts on the same twice.
    4. What is short may take a substitute from what all others leave.

    Which spools give them, one priority after the other, for the jobs whose grams are weighed:

    1. The most grams come from one spool each: nobody has to change it.
    2. Among equals the earliest jobs have it so.
    3. The others take the fewest spools, in the order of the queue.
    4. The smallest spool that suffices gives, so that whole ones stay whole; of equal ones
       that which expires first, then one that is in a printer, then by id.

    1 and 2 are exact up to 4,096 groups of jobs (12 different ones, more where batches are
    equal) on any number of spools; beyond it is good, and `split` says how good.

    Worked examples, grams. Spools 150 and 200, jobs 100, 150, 100: the 150 takes the spool of
    150, the others share that of 200. Spools 220, 180, 90, jobs 170, 120, 100, 60, 40: 490 of
    490, but no plan serves more than 450 from one spool each, so the 40 takes two.

    Args:
        requirements: REQUIREMENTS of the queued plates; others are ignored.
        queue: QUEUE.
        ground: what it is served from.

    Returns:
        The allocation. A job whose grams or filament nobody has said holds nothing of them.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    claims = claims_of(requirements, queue)
    wanted = {claim.filament_id for claim in claims}
    substitutes = _asked_for(ground.substitutes, wanted)
    if substitutes is not None:
        wanted.update(substitutes["substitute_id"])
    shelf = Shelf(ground.spools, wanted, ground.started, ground.loaded)
    shelf.hold_started(claims)
    racks = shelf.racks(ground.tail_cg)
    stocks = _stocks(claims, racks)
    for stock in stocks.values():
        stock.grant()
    if substitutes is not None:
        stand_in(claims, stocks, substitutes)
    served = {name: _share_out(stock, racks[name]) for name, stock in stocks.items()}
    return Allocation(
        held=_held(claims, shelf),
        by_filament=judged(claims, refill_slots=ground.refill_slots),
        split=_split(served),
    )


def _asked_for(
    substitutes: pl.DataFrame | None, wanted: Collection[str | None]
) -> pl.DataFrame | None:
    """SUBSTITUTES of the filaments that somebody wants: no other spool need be looked at."""
    if substitutes is None:
        return None
    asked = pl.Series([*wanted], dtype=pl.String).implode()
    return conform(substitutes, SUBSTITUTES, "substitutes").filter(
        pl.col("filament_id").is_in(asked)
    )


def _stocks(claims: Sequence[Claim], racks: dict[str, Racks]) -> dict[str, Stock]:
    stocks = {
        name: Stock(weighed_cg=racks.weighed.left_cg, assumed_cg=racks.assumed.left_cg)
        for name, racks in racks.items()
    }
    for claim in claims:
        if claim.filament_id is not None and not claim.is_started:
            if claim.filament_id not in stocks:
                stocks[claim.filament_id] = Stock()
                racks[claim.filament_id] = Racks(weighed=Rack(()), assumed=Rack(()))
            stocks[claim.filament_id].own.append(claim)
    return stocks


def _share_out(stock: Stock, racks: Racks) -> Served:
    """Let the spools of one filament give what was granted of it."""
    own = [claim for claim in stock.own if not claim.substitute_id]
    whole = [claim for claim in own if 0 < claim.weighed_cg == claim.needed_cg]
    served = Served()
    for _, of_tier in groupby(whole, key=lambda claim: claim.tier):
        served.add(serve(list(of_tier), racks.weighed))
    for claim in own:
        if claim.weighed_cg != claim.needed_cg:
            claim.takes.extend(racks.weighed.give_any(claim.weighed_cg))
            claim.takes.extend(racks.assumed.give_any(claim.guessed_cg))
    if stock.stand_ins:
        served.add(serve(stock.stand_ins, racks.weighed))
    return served


def _held(claims: Sequence[Claim], shelf: Shelf) -> pl.DataFrame:
    rows = [
        (claim.job_id, shelf.filament_of(spool_id), claim.filament_id, spool_id, held_cg)
        for claim in claims
        for spool_id, held_cg in claim.takes
    ]
    return pl.DataFrame(rows, schema=HELD, orient="row")


def _split(served: Mapping[str, Served]) -> pl.DataFrame:
    rows = [
        (filament_id, of.needed_cg, of.single_cg, of.bound_cg)
        for filament_id, of in sorted(served.items())
        if of.single_cg < of.needed_cg
    ]
    return pl.DataFrame(rows, schema=SPLIT, orient="row")
