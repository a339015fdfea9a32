"""What costs are worked out from, read in one transaction; and what comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self
from uuid import UUID

import polars as pl

from printshop.analytics.calibration import gram_factors, time_factors
from printshop.analytics.cost import Costed, Costs, costs, lost_share, price_ladder
from printshop.domain.success import SuccessRate
from printshop.domain.users import ShopSettings
from printshop.repo import UnitOfWork
from printshop.services.success.rates import Belief, as_rates


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkedOut:
    """The costs of versions, with what their words are made of."""

    settings: ShopSettings
    versions: pl.DataFrame
    costs: Costs
    rates: pl.DataFrame
    lost_share: float
    filaments: Mapping[str, str]

    def success(self) -> dict[str, SuccessRate]:
        """How often each version succeeds."""
        wanted = self.versions["variant_id"].implode()
        return as_rates(self.rates.filter(pl.col("subject_id").is_in(wanted)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Frames of one moment: they fit together where the transaction is a snapshot."""

    costed: Costed
    filaments: Mapping[str, str]

    @classmethod
    def of(cls, uow: UnitOfWork, variant_ids: Sequence[UUID] | None) -> Self:
        """Read what these versions cost is worked out from; without them, all of the shop's."""
        frames = uow.frames
        plates = frames.costed_plates(variant_ids)
        return cls.around(
            uow,
            versions=frames.costed_versions(variant_ids),
            plates=plates,
            grams=frames.costed_grams(plates, variant_ids),
            whole_shelf=variant_ids is None,
        )

    @classmethod
    def around(
        cls,
        uow: UnitOfWork,
        *,
        versions: pl.DataFrame,
        plates: pl.DataFrame,
        grams: pl.DataFrame,
        whole_shelf: bool = False,
        belief: Belief | None = None,
    ) -> Self:
        """Read all that stands around versions: prices, printers, and what prints taught.

        Args:
            uow: the transaction.
            versions: COSTED_VERSIONS.
            plates: COSTED_PLATES.
            grams: COSTED_GRAMS.
            whole_shelf: whether they may take any filament of the shop.
            belief: how often they succeed; as the shop's prints tell, without it.

        """
        frames = uow.frames
        ids = None if whole_shelf else _filaments_of(grams)
        stock = frames.stock(with_archived=True)
        known = belief or Belief.read(uow)
        costed = Costed(
            versions=versions,
            plates=plates,
            grams=grams,
            prices=price_ladder(frames.shelf(ids), stock, frames.loaded()),
            printers=frames.printer_rates(),
            gram_factors=gram_factors(frames.measured()),
            time_factors=time_factors(frames.timed()),
            rates=known.rates(None if whole_shelf else versions["variant_id"]),
            lost_share=lost_share(
                frames.lost_runs(), known.counts, uow.variant_costs.count_failed()
            ),
            settings=uow.users.settings(),
        )
        return cls(costed=costed, filaments=_labels(stock))

    def work_out(self) -> WorkedOut:
        """The costs of all that was read."""
        of = self.costed
        return WorkedOut(
            settings=of.settings,
            versions=of.versions,
            costs=costs(of),
            rates=of.rates,
            lost_share=of.lost_share,
            filaments=self.filaments,
        )


def _filaments_of(grams: pl.DataFrame) -> list[UUID]:
    return [UUID(filament_id) for filament_id in grams["filament_id"].drop_nulls().unique()]


def _labels(stock: pl.DataFrame) -> dict[str, str]:
    """As `Filament.label`."""
    kind = pl.when(pl.col("slicer_name") == "").then("material").otherwise("slicer_name")
    label = pl.concat_str("brand", kind, "color_name", separator=" ")
    return dict(stock.select("filament_id", label.alias("label")).iter_rows())
