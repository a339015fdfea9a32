"""Rates of the whole shop or a part of it, from how its runs ended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID

import polars as pl

from printshop.analytics.success import Prior, beginnings, fit_prior, rates
from printshop.domain.success import SuccessRate
from printshop.frames import JOB_SUCCESS
from printshop.repo import UnitOfWork
from printshop.services.success.view import Ended

_TRIED: Final = (pl.col("completed") + pl.col("failed")).alias("tried")
_PER_CENT: Final = 100
_GONE: Final = "A printer that is gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """What the shop knows of its versions: their COUNTS, whom they follow, what is expected."""

    counts: pl.DataFrame
    previous: Mapping[str, str]
    prior: Prior

    @classmethod
    def read(cls, uow: UnitOfWork, variant_ids: Sequence[UUID] | None = None) -> Self:
        """Read how all runs of all versions ended, or of these and those they follow."""
        lines = uow.frames.version_lines(variant_ids)
        of = None if variant_ids is None else [UUID(each) for each in lines["variant_id"]]
        ended = _counts(uow.frames.outcomes(of), "variant_id")
        counts = lines.select(pl.col("variant_id").alias("subject_id")).join(
            ended, on="subject_id", how="left", maintain_order="left"
        )
        counts = counts.with_columns(pl.col("good").fill_null(0.0), pl.col("tried").fill_null(0))
        followers = lines.drop_nulls("previous_variant_id")
        return cls(
            counts=counts,
            previous=dict(followers.select("variant_id", "previous_variant_id").iter_rows()),
            prior=fit_prior(counts, mean=expected(uow)),
        )

    def beginning(self, variant_id: UUID) -> Prior:
        """What is believed of a version before a run of its own."""
        return beginnings(self.counts, self.prior, self.previous)[str(variant_id)]

    def rates(self, variant_ids: Iterable[str] | None = None) -> pl.DataFrame:
        """RATES of all versions, or of these and those they follow.

        A new one begins where the one before it stands.
        """
        counts = self.counts
        if variant_ids is not None:
            line = set(variant_ids)
            ahead = line
            while ahead := {self.previous[of] for of in ahead if of in self.previous} - line:
                line |= ahead
            counts = counts.filter(pl.col("subject_id").is_in(line))
        return rates(counts, self.prior, previous=self.previous)


def expected(uow: UnitOfWork) -> float:
    """How often the owner expects a run to end well, where nothing is known."""
    return float(uow.users.settings().expected_success_pct) / _PER_CENT


def rates_of_variants(uow: UnitOfWork) -> pl.DataFrame:
    """RATES of all versions of the shop, those that were never printed too."""
    return Belief.read(uow).rates()


def of_variants(
    uow: UnitOfWork, variant_ids: Sequence[UUID] | None = None
) -> dict[UUID, SuccessRate]:
    """How often these versions succeed, or all of them; ids that are none are left out.

    A version that was printed little begins where the one before it stands, worth no more than
    five runs; the first of its line begins at what the shop's versions have in common.
    """
    said = rates_of_variants(uow)
    if variant_ids is not None:
        said = said.filter(pl.col("subject_id").is_in([str(of) for of in variant_ids]))
    return {UUID(subject_id): rate for subject_id, rate in as_rates(said).items()}


def by_printer(
    uow: UnitOfWork,
    variant_ids: Sequence[UUID] | None = None,
    *,
    prior: Prior | None = None,
) -> tuple[Ended, ...]:
    """How runs ended on each printer, of these versions or of all.

    Args:
        uow: the transaction.
        variant_ids: the versions.
        prior: what is believed without a run; what the printers show without it.

    """
    names = {str(printer.id): printer.name for printer in uow.printers.all()}
    ended = uow.frames.outcomes(variant_ids)
    known = ended.with_columns(pl.col("printer_id").fill_null(""))
    return _ended(uow, known, "printer_id", names, prior)


def by_material(
    uow: UnitOfWork,
    variant_ids: Sequence[UUID] | None = None,
    *,
    prior: Prior | None = None,
) -> tuple[Ended, ...]:
    """How runs with each material ended: as `by_printer`."""
    ended = uow.frames.outcomes_by_material(variant_ids)
    names = {name: name for name in ended["material"]}
    return _ended(uow, ended, "material", names, prior)


def by_filament(
    uow: UnitOfWork,
    variant_ids: Sequence[UUID] | None = None,
    *,
    prior: Prior | None = None,
) -> tuple[Ended, ...]:
    """How runs with each filament ended: as `by_printer`.

    A filament that was deleted is no subject any more; its runs still count for their version.
    """
    labels = {str(f.id): f.label for f in uow.filaments.list(with_archived=True)}
    ended = uow.frames.outcomes_by_filament(variant_ids)
    return _ended(uow, ended, "filament_id", labels, prior)


def of_jobs(uow: UnitOfWork, queue: pl.DataFrame) -> pl.DataFrame:
    """JOB_SUCCESS of the jobs of QUEUE: how probable it is that a run of each ends well.

    What the shop's versions have in common is taken from those of the queue alone: a look at
    the queue does not read the whole history.
    """
    queued = [UUID(variant_id) for variant_id in queue["variant_id"].unique()]
    said = Belief.read(uow, queued).rates().select("subject_id", "mean")
    return (
        queue.select("job_id", "variant_id")
        .join(said, left_on="variant_id", right_on="subject_id", maintain_order="left")
        .select("job_id", pl.col("mean").alias("success"))
        .match_to_schema(JOB_SUCCESS)
    )


def as_rates(said: pl.DataFrame) -> dict[str, SuccessRate]:
    """The rows of RATES by their subject."""
    return {row.pop("subject_id"): SuccessRate(**row) for row in said.iter_rows(named=True)}


def _ended(
    uow: UnitOfWork,
    ended: pl.DataFrame,
    subject: str,
    labels: Mapping[str, str],
    prior: Prior | None,
) -> tuple[Ended, ...]:
    """Each subject with the rate that costs stand on, and the one of the machine."""
    mean = expected(uow)
    kept, ran = (
        as_rates(rates(counts, prior or fit_prior(counts, mean=mean)))
        for counts in (_counts(ended, subject), _counts(ended, subject, good="completed"))
    )
    return tuple(
        Ended(subject_id=of, label=labels.get(of, _GONE), rate=kept[of], machine=ran[of])
        for of in kept
    )


def _counts(ended: pl.DataFrame, subject: str, *, good: str = "good") -> pl.DataFrame:
    """COUNTS of the subjects of frames like OUTCOMES, sorted by them."""
    return (
        ended.group_by(pl.col(subject).alias("subject_id"))
        .agg(pl.col(good).cast(pl.Float64).sum().alias("good"), _TRIED.sum())
        .sort("subject_id")
    )
