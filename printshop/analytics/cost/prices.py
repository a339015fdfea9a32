"""What grams of a filament cost: those of the very spools that they would be taken from next.

The order is that of a booking (`analytics.booking.booking_order`), worked out for many needs at
once. Each spool's grams have its own cost. What no spool holds, or what is on one whose cost
nobody knows, is priced at the filament's moving average, else at its own price, else at what
the file says; and where nobody said anything, it is unknown, which is not zero.

Each need is priced as if it were printed next: two needs may count on the same spool.
"""

from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Final

import polars as pl

from printshop.frames import LOADED, SHELF, STOCK, TAKES, conform

# One row per need: a filament, null where none is meant, its grams, null where unknown, and what
# a file says that a gram costs, null where it is not asked.
NEEDED: Final = pl.Schema(
    {"filament_id": pl.String, "needed_cg": pl.Int64, "file_cost_e6": pl.Int64}
)
_GRAMS: Final = pl.Schema({"need": pl.UInt32, "filament_id": pl.String, "cg": pl.Int64})


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLadder:
    """The prices of a shop's filaments.

    spools: one row a spool that holds anything, by filament, in the order of a booking; `place`
    is that order, filament_id, number, on_hand_cg, is_weighed, cost_e6. averages: by
    filament_id, average_e6 and base_e6, null where unknown.
    """

    spools: pl.DataFrame
    averages: pl.DataFrame

    def takes(self, needed: pl.DataFrame) -> pl.DataFrame:
        """Say which spools give each need, and at what price.

        Args:
            needed: NEEDED.

        Returns:
            TAKES; a need of unknown grams has none, and one of no grams neither.

        """
        asked = conform(needed, NEEDED, "needed").with_row_index("need")
        rest = (
            asked.filter(pl.col("needed_cg") > 0).rename({"needed_cg": "cg"}).select(_GRAMS.names())
        )
        given = []
        # Assumed spools give only what no weighed one holds.
        for group in (pl.col("is_weighed"), ~pl.col("is_weighed")):
            taken, rest = _given(rest, self.spools.filter(group))
            given.append(taken)
        beyond = rest.select(
            "need", number=pl.lit(None, pl.Int32), cg="cg", own_e6=pl.lit(0, pl.Int64)
        )
        together = pl.concat([*given, beyond]).with_row_index("turn")
        return self._priced(together, asked).sort("need", "turn").select(TAKES.names())

    def fallback(self, needed: pl.DataFrame) -> pl.DataFrame:
        """What a gram of each need costs beyond the shop's spools.

        Args:
            needed: NEEDED, or a frame that begins with its filaments and prices of files.

        Returns:
            The same rows with fallback_e6, null where unknown, and fallback_origin, and with
            average_e6: the moving average alone.

        """
        priced = needed.join(self.averages, on="filament_id", how="left", maintain_order="left")
        average, base = pl.col("average_e6"), pl.col("base_e6")
        price, origin = first_known(average=average, base=base, file=pl.col("file_cost_e6"))
        return priced.with_columns(
            price.alias("fallback_e6"),
            origin.alias("fallback_origin"),
        ).drop("base_e6")

    def _priced(self, takes: pl.DataFrame, asked: pl.DataFrame) -> pl.DataFrame:
        known = self.fallback(asked).select("need", "fallback_e6", "fallback_origin")
        own = pl.col("own_e6") > 0
        return takes.join(known, on="need", how="left", maintain_order="left").with_columns(
            pl.when(own).then("own_e6").otherwise("fallback_e6").alias("cost_e6"),
            pl.when(own).then(pl.lit("own")).otherwise("fallback_origin").alias("origin"),
        )


def first_known(**prices: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The first of these prices that anybody said, and by which name it is here.

    One that is 0 or null is unknown; where all are, the price is null, its name "unknown".
    """
    origin = reduce(
        lambda rest, one: pl.when(one[1] > 0).then(pl.lit(one[0])).otherwise(rest),
        reversed(prices.items()),
        pl.lit("unknown"),
    )
    return pl.coalesce(pl.when(one > 0).then(one) for one in prices.values()), origin


def used_at(own: str = "own_e6") -> tuple[pl.Expr, pl.Expr]:
    """What grams cost that were taken already, and whose price that is.

    The spool's own, else what the filament costs on average, else what it costs by itself.

    Args:
        own: the column of the spool's price; average_e6 and base_e6 are those of the filament.

    """
    return first_known(own=pl.col(own), average=pl.col("average_e6"), base=pl.col("base_e6"))


def price_ladder(
    shelf: pl.DataFrame, stock: pl.DataFrame, loaded: pl.DataFrame | None = None
) -> PriceLadder:
    """Lay the prices of a shop's filaments out.

    Args:
        shelf: SHELF of all filaments that are asked about.
        stock: STOCK of them, put away or not.
        loaded: LOADED; of equal spools one that sits in a printer is taken first.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    spools = conform(shelf, SHELF, "shelf").filter(pl.col("on_hand_cg") > 0)
    inside = LOADED.to_frame() if loaded is None else conform(loaded, LOADED, "loaded")
    is_loaded = pl.col("spool_id").is_in(inside["spool_id"].implode())
    # As `booking._place`.
    ordered = spools.sort(
        "filament_id",
        ~pl.col("is_weighed"),
        "on_hand_cg",
        pl.col("expires_on").fill_null(date.max),
        -pl.col("dried_on").fill_null(date.min).to_physical().cast(pl.Int64),
        ~is_loaded,
        "spool_id",
    )
    held = ordered.select("filament_id", "number", "on_hand_cg", "is_weighed", "cost_e6")
    return PriceLadder(
        spools=held.with_row_index("place"),
        averages=conform(stock, STOCK, "stock").select(
            "filament_id",
            pl.col("average_cost_e6").replace(0, None).alias("average_e6"),
            pl.col("base_cost_e6").replace(0, None).alias("base_e6"),
        ),
    )


def _given(needs: pl.DataFrame, spools: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What spools of one group give, in the order of taking, and what then is still missing.

    As long as no spool holds what is missing, the largest gives all it has; the smallest that
    does hold it gives the rest. So the whole ones are the largest, as many as together hold
    less than the need.
    """
    by_size = spools.sort("filament_id", "on_hand_cg", "place", descending=[False, True, False])
    held = pl.col("on_hand_cg")
    ladder = by_size.with_columns(
        held.cum_sum().over("filament_id").alias("upto_cg"),
        held.first().over("filament_id").alias("largest_cg"),
    )
    largest = ladder.group_by("filament_id").agg(pl.col("largest_cg").first())
    sized = needs.join(largest, on="filament_id", how="left", maintain_order="left")
    has_one = pl.col("cg") <= pl.col("largest_cg")
    single = _smallest_that_holds(sized.filter(has_one).select(_GRAMS.names()), spools)
    many = sized.filter(pl.col("cg") > pl.col("largest_cg")).select(_GRAMS.names())
    without = sized.filter(pl.col("largest_cg").is_null()).select(_GRAMS.names())
    whole, last, missing = _several(many, ladder)
    return pl.concat([whole, single, last]), pl.concat([without, missing])


def _smallest_that_holds(needs: pl.DataFrame, spools: pl.DataFrame) -> pl.DataFrame:
    """The spool that alone gives each need; of equal ones the first in the order."""
    first = spools.unique(["filament_id", "on_hand_cg"], keep="first", maintain_order=True)
    found = needs.sort("cg").join_asof(
        first.sort("on_hand_cg"),
        left_on="cg",
        right_on="on_hand_cg",
        by="filament_id",
        strategy="forward",
        check_sortedness=False,
    )
    return found.select("need", "number", "cg", own_e6="cost_e6")


def _several(
    needs: pl.DataFrame, ladder: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Of needs that no spool holds alone: the whole spools, the last one, and what is missing."""
    pairs = needs.join(ladder, on="filament_id", how="inner", maintain_order="left_right")
    pairs = pairs.with_columns(
        (pl.col("upto_cg") < pl.col("cg")).alias("is_whole"),
        # The spools that are whole hold this much.
        pl.col("on_hand_cg")
        .filter(pl.col("upto_cg") < pl.col("cg"))
        .sum()
        .over("need")
        .alias("whole_cg"),
    )
    rest = pl.col("cg") - pl.col("whole_cg")
    whole = pairs.filter("is_whole").select("need", "number", cg="on_hand_cg", own_e6="cost_e6")
    last = (
        pairs.filter(~pl.col("is_whole") & (pl.col("on_hand_cg") >= rest))
        .sort("need", "place")
        .unique("need", keep="first", maintain_order=True)
        .select("need", "number", cg=rest, own_e6="cost_e6")
    )
    missing = (
        pairs.unique("need", keep="first", maintain_order=True)
        .join(last, on="need", how="anti")
        .select("need", "filament_id", cg=rest)
    )
    return whole, last, missing
