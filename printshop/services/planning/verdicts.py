"""FEASIBILITY_BY_FILAMENT in the shop's words."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

import polars as pl

from printshop.analytics import feasibility
from printshop.domain.feasibility import (
    Feasibility,
    FeasibilityState,
    FeasibilityWarning,
    FilamentNeed,
)
from printshop.domain.filament import Filament
from printshop.domain.units import from_centigrams


def by_subject(
    judged: pl.DataFrame,
    spools: pl.DataFrame,
    filaments: Mapping[str, Filament],
    *,
    tail_cg: int = 0,
    warnings: Mapping[str, Sequence[FeasibilityWarning]] | None = None,
) -> dict[UUID, Feasibility]:
    """FEASIBILITY_BY_FILAMENT in the shop's words, by subject.

    Args:
        judged: FEASIBILITY_BY_FILAMENT.
        spools: SPOOLS, which say what is on hand.
        filaments: of the shop, by id.
        tail_cg: what stays on each reel, as it was judged with.
        warnings: by subject, from `cautions`.

    """
    said = warnings or {}
    on_hand_cg = dict(spools.group_by("filament_id").agg(pl.col("on_hand_cg").sum()).iter_rows())
    tails = pl.col("on_hand_cg").clip(upper_bound=tail_cg).sum()
    tails_cg = dict(spools.group_by("filament_id").agg(tails).iter_rows())
    needs: dict[str, list[FilamentNeed]] = defaultdict(list)
    for row in judged.iter_rows(named=True):
        needed = row["needed_cg"]
        needs[row["subject_id"]].append(
            FilamentNeed(
                filament=filaments.get(row["filament_id"] or ""),
                required_g=None if needed is None else from_centigrams(needed),
                on_hand_g=from_centigrams(on_hand_cg.get(row["filament_id"], 0)),
                tail_g=from_centigrams(tails_cg.get(row["filament_id"], 0)),
                available_g=from_centigrams(row["available_cg"]),
                unweighed_g=from_centigrams(row["assumed_cg"]),
                short_g=from_centigrams(row["short_cg"]),
                spools_needed=row["spools_needed"],
                state=FeasibilityState(row["state"]),
                substitute=filaments.get(row["substitute_id"] or ""),
            )
        )
    return {
        UUID(subject): Feasibility(
            state=FeasibilityState(state),
            filaments=tuple(needs[subject]),
            warnings=tuple(said.get(subject, ())),
        )
        for subject, state in feasibility.overall(judged).iter_rows()
    }
