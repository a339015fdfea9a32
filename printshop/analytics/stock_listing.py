"""Narrowing, ordering and adding up the shop's stock, a row for each filament."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

import polars as pl

from printshop.analytics.stock_values import StockValue, value_of_all
from printshop.domain.filament import FilamentSort
from printshop.domain.units import from_centigrams

_CALM: Final = 4
_SEARCHED: Final = (
    "brand",
    "material",
    "slicer_name",
    "color_name",
    "color_hex",
    "bambu_id",
    "gtin",
    "maker_code",
)


class Holding(StrEnum):
    """Which filaments to list by what the shop has of them."""

    ANY = "any"
    WITH = "with"
    WITHOUT = "without"
    PUT_AWAY = "archived"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which filaments to list, in which order; what is empty narrows nothing."""

    search: str = ""
    material: str = ""
    brand: str = ""
    finish: str = ""
    place: str = ""
    holding: Holding = Holding.ANY
    is_low: bool = False
    sort: FilamentSort = FilamentSort.DEMAND


@dataclass(frozen=True, slots=True, kw_only=True)
class StockTotals:
    """The stock in numbers; filaments that were put away are not in them."""

    filament_count: int
    on_hand_g: Decimal
    value: StockValue
    low_count: int
    unweighed_count: int


def with_labels(stock: pl.DataFrame) -> pl.DataFrame:
    """Add `label`: brand, kind and colour, and what tells two of the same words apart."""
    kind = pl.when(pl.col("slicer_name") == "").then("material").otherwise("slicer_name")
    label = pl.concat_str("brand", kind, "color_name", separator=" ")
    apart = pl.format(" ({}, {})", "material", "color_hex")
    return stock.with_columns(label=label).with_columns(
        label=pl.when(pl.len().over("label") > 1).then(pl.col("label") + apart).otherwise("label")
    )


def narrowed(stock: pl.DataFrame, wanted: Wanted) -> pl.DataFrame:
    """The filaments that fit all that is wanted, in the order that is wanted.

    Args:
        stock: STOCK_WITH_RULES.
        wanted: every word of its search must be found in brand, material, kind, colour or a
            code, without regard to capitals.

    """
    is_put_away = wanted.holding is Holding.PUT_AWAY
    fits = [pl.col("is_archived") if is_put_away else ~pl.col("is_archived")]
    if wanted.search:
        text = pl.concat_str(_SEARCHED, separator="\n").str.to_lowercase()
        fits += [text.str.contains(word, literal=True) for word in wanted.search.lower().split()]
    for column in ("material", "brand", "finish"):
        if said := getattr(wanted, column):
            fits.append(pl.col(column) == said)
    if wanted.place:
        fits.append(pl.col("locations").str.split("\n").list.contains(wanted.place))
    if wanted.holding in {Holding.WITH, Holding.WITHOUT}:
        fits.append((pl.col("spool_count") > 0) == (wanted.holding is Holding.WITH))
    if wanted.is_low:
        fits.append(pl.col("low_rule") != "")
    return _sorted(stock.filter(fits), wanted.sort)


def needing_care(stock: pl.DataFrame, running_out: Iterable[str] = ()) -> pl.DataFrame:
    """The filaments of which a rule says something, the most pressing and most used first.

    Args:
        stock: STOCK_WITH_RULES.
        running_out: ids of filaments that do not suffice for the queue; they stand first.

    """
    runs_out = pl.col("filament_id").is_in(list(running_out))
    pressing = stock.filter(runs_out | ((pl.col("rank") < _CALM) & ~pl.col("is_archived")))
    return pressing.sort(
        runs_out, "rank", "demand_count", descending=[True, False, True], maintain_order=True
    )


def places(stock: pl.DataFrame) -> list[str]:
    """All places where something lies, in the order of their names."""
    return (
        stock.select(pl.col("locations").str.split("\n").explode())
        .filter(pl.col("locations") != "")
        .unique()
        .to_series()
        .sort()
        .to_list()
    )


def totals(stock: pl.DataFrame) -> StockTotals:
    """Add the stock up."""
    rows = stock.filter(~pl.col("is_archived"))
    sums = rows.select(
        pl.col("on_hand_cg", "unweighed_count").sum(),
        low_count=(pl.col("low_rule") != "").sum(),
    ).row(0, named=True)
    return StockTotals(
        filament_count=rows.height,
        on_hand_g=from_centigrams(sums["on_hand_cg"]),
        value=value_of_all(rows),
        low_count=sums["low_count"],
        unweighed_count=sums["unweighed_count"],
    )


def put_away_g(stock: pl.DataFrame) -> Decimal:
    """Grams on spools of filaments that were put away: `totals` leaves them out."""
    return from_centigrams(int(stock.filter("is_archived")["on_hand_cg"].sum()))


def _sorted(stock: pl.DataFrame, sort: FilamentSort) -> pl.DataFrame:
    if sort is FilamentSort.DEMAND:
        return stock.sort("demand_count", descending=True, maintain_order=True)
    if sort is FilamentSort.CREATED:
        return stock.sort("created_at", descending=True, maintain_order=True)
    # By name as people look for it: capitals do not come first.
    return stock.sort(
        pl.col("brand").str.to_lowercase(),
        pl.col("material"),
        pl.col("slicer_name").str.to_lowercase(),
        pl.col("color_name").str.to_lowercase(),
        maintain_order=True,
    )
