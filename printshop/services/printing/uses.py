"""What a run took, requirement by requirement, in whole centigrams."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from printshop.domain.catalog import Plate, Requirement
from printshop.domain.print_queue import ActualUse, SpoolUse
from printshop.domain.units import to_centigrams, to_grams


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person said of a run.

    Attributes:
        share: the part of the plate that was printed, 0 to 1: it counts where no grams are said.
        by_filament: grams really used, from whichever spools are booked first.
        by_spool: grams really used of each spool; they stand before `by_filament`.

    """

    share: Decimal
    by_filament: Mapping[UUID, Decimal] = field(default_factory=dict)
    by_spool: tuple[SpoolUse, ...] = ()

    @classmethod
    def of(
        cls, share: Decimal, actual_use: Sequence[ActualUse], spool_use: tuple[SpoolUse, ...]
    ) -> "Said":
        """What stands in the request of a step."""
        return cls(
            share=share,
            by_filament={use.filament_id: use.used_g for use in actual_use},
            by_spool=spool_use,
        )

    def used_g(self) -> dict[UUID, Decimal]:
        """Grams that were said of each filament of the file, however they were said."""
        totals: dict[UUID, Decimal] = {}
        for use in self.by_spool:
            totals[use.filament_id] = totals.get(use.filament_id, Decimal(0)) + use.used_g
        return {**self.by_filament, **totals}


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What a run took for one requirement."""

    requirement: Requirement
    estimated_cg: int
    actual_cg: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """A part of a use that one spool gives."""

    use: Use
    spool_id: UUID
    taken_cg: int
    estimated_cg: int


def uses_of(plate: Plate, said: Said) -> tuple[Use, ...]:
    """What a run of a plate took for each of its requirements."""
    said_g = said.used_g()
    uses = []
    for need in plate.requirements:
        estimated_g = need.used_g or Decimal(0)
        total_g = said_g.get(need.filament_id) if need.filament_id else None
        if total_g is None:
            actual_cg = to_centigrams(to_grams(estimated_g * said.share))
        else:
            same = [n for n in plate.requirements if n.filament_id == need.filament_id]
            actual_cg = _part_of(to_centigrams(total_g), need, same)
        uses.append(
            Use(requirement=need, estimated_cg=to_centigrams(estimated_g), actual_cg=actual_cg)
        )
    return tuple(uses)


def share_out(uses: Sequence[Use], given: Mapping[UUID, int]) -> Iterator[Take]:
    """Pour what the spools give into the uses, in order; estimates go along in proportion."""
    left = dict(given)
    for use in uses:
        missing_cg, estimate_left_cg = use.actual_cg, use.estimated_cg
        for spool_id in list(left):
            taken_cg = min(left[spool_id], missing_cg)
            if taken_cg == 0:
                continue
            left[spool_id] -= taken_cg
            missing_cg -= taken_cg
            estimated_cg = (
                estimate_left_cg
                if missing_cg == 0
                else use.estimated_cg * taken_cg // use.actual_cg
            )
            estimate_left_cg -= estimated_cg
            yield Take(use=use, spool_id=spool_id, taken_cg=taken_cg, estimated_cg=estimated_cg)


def _part_of(total_cg: int, need: Requirement, same: Sequence[Requirement]) -> int:
    """Split what was said of a filament over its positions in the file by their grams.

    The last position takes the rest, so that not a centigram is lost.
    """
    weights = [to_centigrams(n.used_g or Decimal(0)) for n in same]
    place = same.index(need)
    whole = sum(weights)
    if whole == 0:
        return total_cg if place == len(same) - 1 else 0
    parts = [total_cg * weight // whole for weight in weights[:-1]]
    return parts[place] if place < len(parts) else total_cg - sum(parts)
