"""The wishlist: what cannot be printed for lack of filament, and what buying it would bring."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import polars as pl

from printshop.analytics.shopping import VERSIONS, Wish, wishes
from printshop.domain.units import to_centigrams, to_money
from printshop.services.shopping import words
from printshop.services.shopping.reading import Reading
from printshop.services.shopping.roll_facts import roll_of
from printshop.services.shopping.view import (
    ShoppingLine,
    UnlockedVersion,
    WishedFilament,
    WishLine,
)

MOST_WISHES: Final = 50
_PERCENT: Final = 100


def wishlist(
    reading: Reading, of_roll: pl.DataFrame, lines: Sequence[ShoppingLine]
) -> tuple[WishLine, ...]:
    """Rank the rolls that would let versions be printed that cannot be now.

    Args:
        reading: the shop.
        of_roll: ROLLS.
        lines: what is bought anyway: it counts as there.

    """
    if not reading.lacking:
        return ()
    found = wishes(reading.judged, _versions(reading), of_roll, _coming(reading, lines))
    maker = _Wishes(reading, of_roll)
    return tuple(maker.line(wish) for wish in found if maker.is_wanted(wish))


def _versions(reading: Reading) -> pl.DataFrame:
    """VERSIONS of those that lack filament."""
    margins = reading.unit_costs.select(
        "variant_id", margin=pl.col("unit_price") * pl.col("margin_pct") / _PERCENT
    )
    per_week = reading.product_demand.select("model_id", per_week="mean_per_week")
    # A piece is one of what each plate yields.
    rows = [
        (str(one.id), str(one.model_id), min((plate.units for plate in one.plates), default=1))
        for one in reading.lacking.values()
    ]
    schema = {"variant_id": pl.String, "model_id": pl.String, "pieces": pl.Int64}
    return (
        pl.DataFrame(rows, schema=schema, orient="row")
        .join(per_week, on="model_id", how="left")
        .join(margins, on="variant_id", how="left")
        .select(VERSIONS.names())
    )


def _coming(reading: Reading, lines: Sequence[ShoppingLine]) -> dict[str, int]:
    """Centigrams that can be printed of what is on order or to be bought, after what jobs lack."""
    tail_cg = reading.stood.tail_cg
    coming = {
        filament_id: on_order_cg - n_rolls * tail_cg
        for filament_id, on_order_cg, n_rolls, _ in reading.on_order.iter_rows()
    }
    for line in lines:
        usable_cg = line.rolls * (to_centigrams(line.roll.grams) - tail_cg)
        coming[line.key] = coming.get(line.key, 0) + usable_cg
    lacks = dict(reading.shortages.select("filament_id", "short_cg").iter_rows())
    return {key: max(0, cg - lacks.get(key, 0)) for key, cg in coming.items()}


class _Wishes:
    """Puts wishes into lines."""

    def __init__(self, reading: Reading, of_roll: pl.DataFrame) -> None:
        self._reading = reading
        self._rolls = {row["filament_id"]: row for row in of_roll.iter_rows(named=True)}
        self._names: dict[str, str] = dict(
            reading.printable.select("variant_id", "model_name").iter_rows()
        )

    def is_wanted(self, wish: Wish) -> bool:
        """Whether none of its filaments was put away: nobody buys what they put away."""
        return all(
            self._reading.filaments[one.filament_id].archived_at is None for one in wish.rolls
        )

    def line(self, wish: Wish) -> WishLine:
        """A wish in the shop's words."""
        return WishLine(
            filaments=tuple(
                WishedFilament(
                    filament=self._reading.filaments[one.filament_id],
                    roll=roll_of(self._row(one.filament_id), {}),
                    rolls=one.rolls,
                    cost=_money(one.cost),
                )
                for one in wish.rolls
            ),
            versions=tuple(
                UnlockedVersion(
                    variant_id=UUID(one.variant_id),
                    model_id=self._reading.lacking[UUID(one.variant_id)].model_id,
                    model_name=self._names[one.variant_id],
                    pieces=one.pieces,
                    per_week=one.per_week,
                    margin=_money(one.margin),
                )
                for one in wish.unlocks
            ),
            cost=_money(wish.cost),
            score=wish.score,
            reason=words.wish_reason(wish),
        )

    def _row(self, filament_id: str) -> dict[str, Any]:
        return self._rolls[filament_id]


def _money(amount: float | None) -> Decimal | None:
    return None if amount is None else to_money(amount)
