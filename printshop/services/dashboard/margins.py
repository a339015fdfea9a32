"""Which margins fell, and what moved costs, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from printshop.domain.users import ShopSettings
from printshop.repo import UnitOfWork
from printshop.services import costs
from printshop.services.dashboard import words
from printshop.services.dashboard.view import Drill, Said

_LOOK_BACK: Final = timedelta(days=30)
_MOST: Final = 6
_MOST_DRIFTS: Final = 3
_HUNDRED: Final = 100
# What a cost moves by within a month anyhow is no news.
_LEAST_DRIFT_PCT: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """MARGIN_FACTS, and DRIFTS of the last thirty days."""

    facts: pl.DataFrame
    drifts: pl.DataFrame

    @classmethod
    def read(cls, uow: UnitOfWork, today: date) -> "Margins":
        """Read them of a shop."""
        return cls(
            facts=uow.frames.margin_facts(), drifts=costs.drifts(uow, since=today - _LOOK_BACK)
        )


def said(margins: Margins, settings: ShopSettings, category: str | None) -> tuple[Said, ...]:
    """Margins under the wanted one, those that fell under it first; then costs that moved.

    Args:
        margins: of the shop.
        settings: with the margin that is wanted, the fees and the currency.
        category: of the models that are asked about; None is any.

    """
    wanted = float(settings.target_margin_pct)
    rows = _known(margins, category)
    under, moved = [], []
    for row in rows:
        now = _margin(row["price"], row["cost"], settings)
        before = _margin(row["price"], row["before"], settings)
        if now is not None and now < wanted:
            has_fallen = before is not None and before >= wanted
            under.append((not has_fallen, now, _under(row, now, settings, has_fallen=has_fallen)))
        elif row["before"] and abs(row["cost"] / row["before"] - 1) * _HUNDRED >= _LEAST_DRIFT_PCT:
            moved.append((-abs(row["cost"] / row["before"] - 1), _drifted(row, settings)))
    under.sort(key=lambda one: one[:2])
    moved.sort(key=lambda one: one[0])
    more = len(under) - _MOST
    rest = f"{words.count(more, 'more product is', 'more products are')} under the wanted margin."
    return (
        *(one for _, _, one in under[:_MOST]),
        *([Said(text=rest, kind="bad")] if more > 0 else []),
        *(one for _, one in moved[:_MOST_DRIFTS]),
    )


def missing(margins: Margins, category: str | None) -> tuple[str, ...]:
    """What keeps margins from being known."""
    facts = _of(margins.facts, category)
    unpriced = facts["unit_price_e2"].null_count()
    uncosted = facts.filter(pl.col("unit_price_e2").is_not_null())["unit_cost_e2"].null_count()
    has = "has no price: its margin is", "have no price: their margin is"
    costs_unknown = "has a cost that is", "have a cost that is"
    return (
        *([f"{_products(unpriced, *has)} unknown."] if unpriced else []),
        *([f"{_products(uncosted, *costs_unknown)} not known."] if uncosted else []),
    )


def _products(number: int, one: str, several: str) -> str:
    return f"{words.count(number, 'product')} {one if number == 1 else several}"


def _of(facts: pl.DataFrame, category: str | None) -> pl.DataFrame:
    return facts if category is None else facts.filter(pl.col("category") == category)


def _known(margins: Margins, category: str | None) -> list[dict[str, Any]]:
    drifts = margins.drifts.select("variant_id", "before", "reason")
    known = _of(margins.facts, category).filter(pl.col("unit_cost_e2").is_not_null())
    return (
        known.join(drifts, on="variant_id", how="left")
        .with_columns(
            cost=pl.col("unit_cost_e2") / _HUNDRED, price=pl.col("unit_price_e2") / _HUNDRED
        )
        .sort("model_name", "variant_id")
        .to_dicts()
    )


def _margin(price: float | None, cost: float | None, settings: ShopSettings) -> float | None:
    """What is left of a price after fees and cost, in per cent of it."""
    if not price or cost is None:
        return None
    fees = price * float(settings.fee_pct) / _HUNDRED + float(settings.fee_fixed)
    return (price - fees - cost) * _HUNDRED / price


def _under(row: Mapping[str, Any], now: float, settings: ShopSettings, *, has_fallen: bool) -> Said:
    wanted, name = f"{settings.target_margin_pct:.0f} %", f"{row['model_name']} v{row['version']}"
    if has_fallen:
        text = f"Unit margin of {name} fell under {wanted}, to {now:.0f} %: {row['reason']}"
    elif now < 0:
        text = f"{name} is sold at a loss: a unit costs {_money(row['cost'], settings)}."
    else:
        text = f"Unit margin of {name} is {now:.0f} %, under the wanted {wanted}."
    return Said(text=text, kind="bad", drill=_prints(row))


def _drifted(row: Mapping[str, Any], settings: ShopSettings) -> Said:
    is_dearer = row["cost"] > row["before"]
    text = (
        f"A unit of {row['model_name']} v{row['version']} costs {_money(row['cost'], settings)},"
        f" {_money(row['before'], settings)} thirty days ago: {row['reason']}"
    )
    return Said(text=text, kind="bad" if is_dearer else "good", drill=_prints(row))


def _money(amount: float, settings: ShopSettings) -> str:
    return words.figure(amount, "money", settings.currency)


def _prints(row: Mapping[str, Any]) -> Drill:
    return Drill(rows="jobs", fields={"variant": row["variant_id"]})
