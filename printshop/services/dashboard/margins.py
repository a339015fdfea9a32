"""Which margins fell, and what moved costs, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Any, Final

import polars as pl

from printshop.domain.costing import Price, price_of
from printshop.domain.users import ShopSettings
from printshop.errors.base import shown_amount
from printshop.repo import UnitOfWork
from printshop.services import costs
from printshop.services.dashboard import words
from printshop.services.dashboard.view import Kind, Said

_LOOK_BACK: Final = timedelta(days=30)
_MOST: Final = 6
_MOST_DRIFTS: Final = 3
_MOST_UNCOSTED: Final = 3
_HUNDRED: Final = 100
_TENTH: Final = Decimal("0.1")
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
    wanted = settings.target_margin_pct
    under, moved = [], []
    for row in _known(margins, category):
        price, before = _price(row, "cost", settings), _price(row, "before", settings)
        now, was = price.margin_pct, before.margin_pct
        if now is not None and now < wanted:
            has_fallen = was is not None and was >= wanted
            said_of = _under(row, price, settings, has_fallen=has_fallen)
            under.append((not has_fallen, now, said_of))
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
        *_uncosted(margins, category),
    )


def missing(margins: Margins, category: str | None) -> tuple[str, ...]:
    """What keeps margins from being known."""
    unpriced = _of(margins.facts, category)["unit_price_e2"].null_count()
    has = "has no price: its margin is", "have no price: their margin is"
    return (f"{_products(unpriced, *has)} unknown.",) if unpriced else ()


def _uncosted(margins: Margins, category: str | None) -> list[Said]:
    """What is sold, and nobody knows what it costs: the first by name, the others counted."""
    rows = (
        _of(margins.facts, category)
        .filter(pl.col("unit_price_e2").is_not_null(), pl.col("unit_cost_e2").is_null())
        .sort("model_name", "variant_id")
        .to_dicts()
    )
    told = [
        _about(
            row, f"What {_name(row)} costs is not known: its page says what is missing.", "neutral"
        )
        for row in rows[:_MOST_UNCOSTED]
    ]
    more = len(rows) - len(told)
    has = "has" if more == 1 else "have"
    rest = f"{words.count(more, 'more product')} {has} a cost that is not known."
    return [*told, *([Said(text=rest, kind="neutral")] if more else [])]


def _products(number: int, one: str, several: str) -> str:
    return f"{words.count(number, 'product')} {one if number == 1 else several}"


def _of(facts: pl.DataFrame, category: str | None) -> pl.DataFrame:
    return facts if category is None else facts.filter(pl.col("category") == category)


def _known(margins: Margins, category: str | None) -> list[dict[str, Any]]:
    drifts = margins.drifts.select("variant_id", "before", "reason")
    known = _of(margins.facts, category).filter(pl.col("unit_cost_e2").is_not_null())
    return (
        known.join(drifts, on="variant_id", how="left")
        .with_columns(cost=pl.col("unit_cost_e2") / _HUNDRED)
        .sort("model_name", "variant_id")
        .to_dicts()
    )


def _price(row: Mapping[str, Any], cost: str, settings: ShopSettings) -> Price:
    """What is left of the price, as every page has it."""
    asked, of = row["unit_price_e2"], row[cost]
    return price_of(
        None if of is None else Decimal(str(of)),
        None if asked is None else Decimal(asked) / _HUNDRED,
        settings,
    )


def _under(
    row: Mapping[str, Any], price: Price, settings: ShopSettings, *, has_fallen: bool
) -> Said:
    """That too little is left, why as far as it moved, and what would have to be asked."""
    wanted, now = _pct(settings.target_margin_pct), price.margin_pct or Decimal(0)
    why = f" {row['reason']}" if row["reason"] else ""
    todo = (
        "" if price.suggested is None else f" {_money(price.suggested, settings)} would reach it."
    )
    if has_fallen:
        text = f"Unit margin of {_name(row)} fell under {wanted}, to {_pct(now)}:{why}{todo}"
    elif now < 0:
        cost, asked = _money(row["cost"], settings), _money(price.asked or 0, settings)
        todo = todo.replace(" it.", f" {wanted}.")
        text = (
            f"{_name(row)} is sold at a loss: a unit costs {cost}, its price is {asked}.{why}{todo}"
        )
    else:
        text = f"Unit margin of {_name(row)} is {_pct(now)}, under the wanted {wanted}.{why}{todo}"
    return _about(row, text)


def _drifted(row: Mapping[str, Any], settings: ShopSettings) -> Said:
    text = (
        f"A unit of {_name(row)} costs {_money(row['cost'], settings)},"
        f" {_money(row['before'], settings)} thirty days ago: {row['reason']}"
    )
    return _about(row, text, "bad" if row["cost"] > row["before"] else "good")


def _pct(share: Decimal) -> str:
    """Rounded down: what is under the wanted margin is not said to be it."""
    return f"{shown_amount(share.quantize(_TENTH, ROUND_FLOOR))} %"


def _money(amount: float | Decimal, settings: ShopSettings) -> str:
    return words.figure(float(amount), "money", settings.currency)


def _name(row: Mapping[str, Any]) -> str:
    return f"{row['model_name']} v{row['version']}"


def _about(row: Mapping[str, Any], text: str, kind: Kind = "bad") -> Said:
    return Said(text=text, kind=kind, model_id=row["model_id"])
