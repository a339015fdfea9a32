"""What prints took, by what became of it: counted once for all figures that are about it."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from printshop.analytics.dashboard.past import MONEY, PARTS

_CG_PER_G: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumption:
    """Sums of uses by day and material.

    days: on, material, used (centigrams), cost (millionths of a hundredth), unpriced (centigrams
    without a price), lines and unpriced_lines, and for each of PARTS its centigrams and
    `_cost`.
    """

    days: pl.DataFrame

    @classmethod
    def of(cls, uses: pl.DataFrame) -> "Consumption":
        """Count uses of a past."""
        cost, used = pl.col("cost_e6"), pl.col("used_cg")
        return cls(
            days=uses.group_by("on", "material").agg(
                used_cg=used.sum(),
                used_cost=(used * cost).sum(),
                unpriced_cg=used.filter(cost.is_null()).sum(),
                lines=pl.len().cast(pl.Int64),
                unpriced=cost.is_null().sum().cast(pl.Int64),
                **{f"{one}_cg": pl.col(f"{one}_cg").sum() for one in PARTS},
                **{f"{one}_cost": (pl.col(f"{one}_cg") * cost).sum() for one in PARTS},
            )
        )

    def grams(self, *parts: str) -> float:
        """Grams of these parts; `used` is all of them."""
        return self._sum([f"{one}_cg" for one in parts]) / _CG_PER_G

    def money(self, *parts: str) -> float:
        """What is known of the cost of these parts, in the shop's currency."""
        return self._sum([f"{one}_cost" for one in parts]) / MONEY

    @property
    def unpriced_g(self) -> float:
        """Grams from spools whose cost nobody knows."""
        return self._sum(["unpriced_cg"]) / _CG_PER_G

    @property
    def is_priced(self) -> bool:
        """Whether the cost of any of it is known, or there is none of it."""
        return not self._sum(["lines"]) or self._sum(["lines"]) > self._sum(["unpriced"])

    def _sum(self, columns: list[str]) -> int:
        return int(self.days.select(pl.sum_horizontal(pl.col(columns).sum())).item() or 0)
