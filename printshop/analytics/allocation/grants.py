"""Who gets how many grams of what: the order of the queue decides, substitutes come last."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

import polars as pl

from printshop.analytics.allocation.claims import Claim
from printshop.analytics.substitutes import SUBSTITUTES
from printshop.frames import conform


@dataclass(slots=True, kw_only=True)
class Stock:
    """What can be used of one filament, and who gets it.

    own are the claims on it in the order of printing, stand_ins those of other filaments.
    """

    weighed_cg: int = 0
    assumed_cg: int = 0
    own: list[Claim] = field(default_factory=list)
    stand_ins: list[Claim] = field(default_factory=list)

    def grant(self) -> None:
        """Give weighed grams first, then assumed ones, to its own claims in their order."""
        weighed_cg, assumed_cg = self.weighed_cg, self.assumed_cg
        for claim in self.own:
            claim.available_cg, claim.assumed_cg = weighed_cg, assumed_cg
            if claim.needed_cg is None or claim.substitute_id:
                continue
            claim.weighed_cg = min(claim.needed_cg, weighed_cg)
            claim.guessed_cg = min(claim.needed_cg - claim.weighed_cg, assumed_cg)
            weighed_cg -= claim.weighed_cg
            assumed_cg -= claim.guessed_cg

    @property
    def spare_cg(self) -> int:
        """Weighed grams that nobody gets."""
        own_cg = sum(claim.weighed_cg for claim in self.own if not claim.substitute_id)
        return self.weighed_cg - own_cg - sum(claim.weighed_cg for claim in self.stand_ins)


def stand_in(claims: Sequence[Claim], stocks: dict[str, Stock], substitutes: pl.DataFrame) -> None:
    """Let short jobs take a substitute from what all others leave, in the order of the queue.

    A job takes one filament whole for another, never half of each, and never one that it
    prints with anyway. It takes none where it could not be printed all the same, and leaves
    what it held of its own filament to the jobs behind it. A running print changes nothing.

    Raises:
        FrameContractError: `substitutes` does not match its contract.

    """
    known = conform(substitutes, SUBSTITUTES, "substitutes").sort("distance", "substitute_id")
    nearest: dict[str, list[str]] = {}
    for filament_id, substitute_id in known.select("filament_id", "substitute_id").iter_rows():
        nearest.setdefault(filament_id, []).append(substitute_id)
    for _, of_job in groupby(claims, key=lambda claim: claim.job_id):
        _stand_in_for(list(of_job), stocks, nearest)


def _stand_in_for(
    of_job: Sequence[Claim], stocks: dict[str, Stock], nearest: dict[str, list[str]]
) -> None:
    short = [claim for claim in of_job if claim.short_cg > 0]
    if not short or any(
        claim.filament_id is None or claim.needed_cg is None or claim.is_printing
        for claim in of_job
    ):
        return
    used = {claim.filament_id for claim in of_job}
    chosen: list[str] = []
    for claim in short:
        found = next(
            (
                substitute_id
                for substitute_id in nearest.get(claim.filament_id or "", ())
                if substitute_id in stocks
                and substitute_id not in used
                and stocks[substitute_id].spare_cg >= (claim.needed_cg or 0)
            ),
            None,
        )
        if found is None:
            return
        used.add(found)
        chosen.append(found)
    for claim, substitute_id in zip(short, chosen, strict=True):
        claim.substitute_id = substitute_id
        claim.weighed_cg, claim.guessed_cg = claim.needed_cg or 0, 0
        stocks[substitute_id].stand_ins.append(claim)
        stocks[claim.filament_id or ""].grant()
