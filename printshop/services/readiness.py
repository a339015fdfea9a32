"""What can be printed: frames of the shop through analytics, back to the shop's words."""

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

import polars as pl

from printshop.analytics import feasibility
from printshop.analytics.allocation import allocate, left_over
from printshop.analytics.needs import plate_needs
from printshop.domain.feasibility import Feasibility, FeasibilityState, FilamentNeed
from printshop.domain.filament import Filament
from printshop.domain.units import from_centigrams
from printshop.repo import UnitOfWork


def of_variants(uow: UnitOfWork, variant_ids: list[UUID]) -> dict[UUID, Feasibility]:
    """Each variant, all its plates printed once, against what the queue leaves over."""
    spools = uow.frames.spools()
    requirements = uow.frames.requirements(variant_ids)
    held = allocate(requirements, uow.frames.queue(), spools).held
    judged = feasibility.catalog(requirements, spools, held)
    wanted = {str(variant_id) for variant_id in variant_ids}
    asked = judged.filter(pl.col("subject_id").is_in(wanted))
    return by_subject(asked, spools, _filaments(uow))


def of_plates(uow: UnitOfWork, variant_id: UUID) -> dict[UUID, Feasibility]:
    """Each plate of a variant printed once, against what the queue leaves over."""
    requirements = uow.frames.requirements([variant_id])
    spools = uow.frames.spools()
    held = allocate(requirements, uow.frames.queue(), spools).held
    own = requirements.filter(pl.col("variant_id") == str(variant_id))
    judged = feasibility.by_filament(plate_needs(own), left_over(spools, held))
    return by_subject(judged, spools, _filaments(uow))


def by_subject(
    judged: pl.DataFrame, spools: pl.DataFrame, filaments: Mapping[str, Filament]
) -> dict[UUID, Feasibility]:
    """FEASIBILITY_BY_FILAMENT in the shop's words, by subject; SPOOLS says what is on hand."""
    on_hand_cg = dict(spools.group_by("filament_id").agg(pl.col("on_hand_cg").sum()).iter_rows())
    needs: dict[UUID, list[FilamentNeed]] = defaultdict(list)
    for row in judged.iter_rows(named=True):
        needed = row["needed_cg"]
        needs[UUID(row["subject_id"])].append(
            FilamentNeed(
                filament=filaments.get(row["filament_id"] or ""),
                required_g=None if needed is None else from_centigrams(needed),
                on_hand_g=from_centigrams(on_hand_cg.get(row["filament_id"], 0)),
                available_g=from_centigrams(row["available_cg"]),
                unweighed_g=from_centigrams(row["assumed_cg"]),
                short_g=from_centigrams(row["short_cg"]),
                spools_needed=row["spools_needed"],
                state=FeasibilityState(row["state"]),
                substitute=filaments.get(row["substitute_id"] or ""),
            )
        )
    overall = feasibility.overall(judged)
    return {
        UUID(subject): Feasibility(
            state=FeasibilityState(state), filaments=tuple(needs[UUID(subject)])
        )
        for subject, state in overall.iter_rows()
    }


def _filaments(uow: UnitOfWork) -> dict[str, Filament]:
    return {str(filament.id): filament for filament in uow.filaments.list(with_archived=True)}
