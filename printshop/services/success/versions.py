"""One version: how often it succeeds, on what, why not, and whether it helped."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from printshop.analytics.success import Trials, probability_better, rates
from printshop.domain.catalog import Variant, VariantStatus
from printshop.domain.success import SuccessRate
from printshop.repo import UnitOfWork
from printshop.services.shop import Shop
from printshop.services.success.failures import FailureCount, failures
from printshop.services.success.rates import (
    Belief,
    as_rates,
    by_filament,
    by_material,
    by_printer,
)
from printshop.services.success.view import Comparison, Ended, ranked

# A version is offered as proven from here on; a person decides.
PROVEN_LOW: Final = 0.7
PROVEN_TRIED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionSuccess:
    """How often a version succeeds.

    completed counts the runs that the printer brought to their end, failed the others; good of
    `rate` is the completed ones less what was rejected of them. begins_at is what is believed
    without a run of its own, by_version the version that it begins with, None where that is the
    shop's own rate.
    """

    variant: Variant
    rate: SuccessRate
    completed: int
    failed: int
    by_version: int | None
    begins_at: float

    @property
    def is_worth_proving(self) -> bool:
        """Whether an untested version has shown enough to be called proven."""
        return (
            self.variant.status is VariantStatus.UNTESTED
            and self.rate.tried >= PROVEN_TRIED
            and self.rate.low >= PROVEN_LOW
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionDetails:
    """What stands behind it. Each list has its surest first, failures the most frequent."""

    printers: tuple[Ended, ...]
    materials: tuple[Ended, ...]
    filaments: tuple[Ended, ...]
    failures: tuple[FailureCount, ...]
    comparison: Comparison | None


def of_version(shop: Shop, variant_id: UUID) -> VersionSuccess:
    """How often a version succeeds.

    Raises:
        NotFoundError: there is no such version.

    """
    with shop.snapshot() as uow:
        variant = uow.variants.get(variant_id)
        line = _line(uow, variant)
        belief = Belief.read(uow)
        ended = uow.frames.outcomes([variant_id])
    said = as_rates(belief.rates([str(of.id) for of in (variant, *line)]))
    printed = next((of for of in line if said[str(of.id)].tried), None)
    return VersionSuccess(
        variant=variant,
        rate=said[str(variant_id)],
        completed=sum(ended["completed"].to_list()),
        failed=sum(ended["failed"].to_list()),
        by_version=printed.version if printed else None,
        begins_at=belief.beginning(variant_id).mean,
    )


def details(shop: Shop, variant_id: UUID) -> VersionDetails:
    """What stands behind a version's success.

    Raises:
        NotFoundError: there is no such version.

    """
    with shop.snapshot() as uow:
        variant = uow.variants.get(variant_id)
        belief, ids = Belief.read(uow), [variant_id]
        # Three prints on a printer are the same three prints as those of the version.
        prior = belief.beginning(variant_id)
        return VersionDetails(
            printers=ranked(by_printer(uow, ids, prior=prior)),
            materials=ranked(by_material(uow, ids, prior=prior)),
            filaments=ranked(by_filament(uow, ids, prior=prior)),
            failures=failures(uow, ids),
            comparison=_comparison(uow, variant, belief),
        )


def _comparison(uow: UnitOfWork, variant: Variant, belief: Belief) -> Comparison | None:
    """Beside the last version before it that was printed; None of the first version."""
    line = _line(uow, variant)
    if not line:
        return None
    alone = as_rates(rates(belief.counts, belief.prior))
    old = next((of for of in line if alone[str(of.id)].tried), line[0])
    before, after = alone[str(old.id)], alone[str(variant.id)]
    return Comparison(
        new_version=variant.version,
        old_version=old.version,
        old_variant_id=old.id,
        new=after,
        old=before,
        better=probability_better(
            Trials(after.good, after.tried), Trials(before.good, before.tried), belief.prior
        ),
    )


def _line(uow: UnitOfWork, variant: Variant) -> list[Variant]:
    """The versions that it follows, the nearest first."""
    by_id = {of.id: of for of in uow.variants.of_model(variant.model_id)}
    line: list[Variant] = []
    at = by_id.get(variant.previous_variant_id) if variant.previous_variant_id else None
    while at is not None and at not in line and at.id != variant.id:
        line.append(at)
        at = by_id.get(at.previous_variant_id) if at.previous_variant_id else None
    return line
