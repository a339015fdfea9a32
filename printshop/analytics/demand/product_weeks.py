"""Week by week: what was finished of each product, what was sold, and was there any to sell."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from printshop.frames import PRODUCED, PRODUCT_WEEKS, conform

# A year: what sold before it sold in another season, to other people.
WEEKS: Final = 52

_Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductWeeks:
    """A row per product, in the order of the ids asked for, a column per week, the oldest first.

    in_stock says whether there was anything to sell in a week. has_sales: whether a sale was ever
    noted; shelf is what ought to lie there now. since_first: a piece was finished by that week.
    """

    finished: _Counts
    sold: _Counts
    in_stock: npt.NDArray[np.bool_]
    since_first: npt.NDArray[np.bool_]
    has_sales: npt.NDArray[np.bool_]
    shelf: _Counts


def product_weeks(
    model_ids: pl.Series, produced: pl.DataFrame, moved: pl.DataFrame, *, weeks: int = WEEKS
) -> ProductWeeks:
    """Lay out what happened to each product, week by week.

    A piece is one of what each plate of a version yields: of three lids and two boxes two are
    finished. A week has something to sell if the shelf held any when it began, or any was finished
    or sold in it. A shelf below nothing was not kept account of, and counts as holding some.

    Args:
        model_ids: which products.
        produced: PRODUCED, told apart by `weeks`.
        moved: PRODUCT_WEEKS, told apart by `weeks`.
        weeks: how many are looked at.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    of_id = pl.DataFrame({"model_id": model_ids, "place": np.arange(len(model_ids))})
    finished = _finished(conform(produced, PRODUCED, "produced"), of_id, weeks)
    told = conform(moved, PRODUCT_WEEKS, "product weeks").join(of_id, on="model_id")
    sold = _grid(told, "sold", (len(model_ids), weeks + 1))
    on_shelf = finished + _grid(told, "moved", (len(model_ids), weeks + 1))
    start = np.cumsum(on_shelf, axis=1) - on_shelf
    return ProductWeeks(
        finished=finished[:, 1:],
        sold=np.maximum(sold[:, 1:], 0),
        in_stock=((start != 0) | (finished > 0) | (sold > 0))[:, 1:],
        since_first=(np.cumsum(finished, axis=1) > 0)[:, 1:],
        has_sales=(sold > 0).sum(axis=1) > 0,
        shelf=on_shelf.sum(axis=1),
    )


def shelf_units(
    model_ids: pl.Series, produced: pl.DataFrame, moved: pl.DataFrame, *, weeks: int = WEEKS
) -> pl.Series:
    """How many pieces of each model ought to lie on the shelf; arguments as of `product_weeks`."""
    return pl.Series(product_weeks(model_ids, produced, moved, weeks=weeks).shelf, dtype=pl.Int64)


def _finished(produced: pl.DataFrame, of_id: pl.DataFrame, weeks: int) -> _Counts:
    """Pieces of each product finished in each week, the oldest first."""
    rows = produced.join(of_id, on="model_id", maintain_order="left").with_columns(
        pl.col("plate_id").rle_id().alias("plate"), pl.col("variant_id").rle_id().alias("version")
    )
    finished = np.zeros((of_id.height, weeks + 1), dtype=np.int64)
    if rows.is_empty():
        return finished
    plates = rows.unique("plate", keep="first", maintain_order=True)
    parts = _grid(rows, "good", (plates.height, weeks + 1), by="plate")
    versions = plates.unique("version", keep="first", maintain_order=True)
    starts = plates["version"].search_sorted(versions["version"]).to_numpy()
    whole = np.minimum.reduceat(np.cumsum(parts, axis=1), starts, axis=0)
    np.add.at(finished, versions["place"].to_numpy(), np.diff(whole, axis=1, prepend=0))
    return finished


def _grid(rows: pl.DataFrame, value: str, shape: tuple[int, int], *, by: str = "place") -> _Counts:
    grid = np.zeros(shape, dtype=np.int64)
    column = shape[1] - 1 - rows["weeks_ago"].to_numpy()
    np.add.at(grid, (rows[by].to_numpy(), column), rows[value].to_numpy())
    return grid
