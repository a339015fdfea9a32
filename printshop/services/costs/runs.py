"""What runs cost together: of copies in a basket, of the jobs of a queue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from printshop.domain.costing import ProductionCost, VariantCost


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsTogether:
    """The sum of the runs whose cost is known, and how many runs are in no sum."""

    known: Decimal
    unknown_runs: int


def together(runs: Iterable[tuple[ProductionCost | None, int]]) -> RunsTogether:
    """Add up runs, each so many times; none of them is taken to fail."""
    known, unknown_runs = Decimal(0), 0
    for cost, times in runs:
        if cost is None or cost.total is None:
            unknown_runs += times
        else:
            known += cost.total * times
    return RunsTogether(known=known, unknown_runs=unknown_runs)


def by_plate(costs: Mapping[UUID, VariantCost]) -> dict[UUID, ProductionCost]:
    """One run of each plate of these versions, by the plate's id."""
    return {plate.subject_id: plate for cost in costs.values() for plate in cost.plates}
