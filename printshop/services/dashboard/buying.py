"""Filament bought, and what lies on the shelf."""

from datetime import date
from typing import Final

import polars as pl

from printshop.analytics.dashboard import counting
from printshop.analytics.dashboard.counting import SPENT_MONEY, STOCK_MONEY
from printshop.services.dashboard import words
from printshop.services.dashboard.looking import (
    Drawing,
    Look,
    at_least,
    bars,
    chart_of_sums,
    chart_over_time,
)
from printshop.services.dashboard.view import Chart, Drill, Tile

# Up to how many days ago it was bought, and how that is called.
AGES: Final = ((30, "Up to 30 days"), (90, "31 to 90 days"), (180, "91 to 180 days"))
AGES_END: Final = ((365, "181 days to a year"), (1_000_000, "More than a year"))
UNDATED: Final = "Day not known"
_NO_PRINTER: Final = "What is bought is for every printer and category."


def tiles(look: Look) -> tuple[Tile, ...]:
    """What was spent, and what the stock is worth."""
    return _spent(look), _stock(look)


def charts(look: Look) -> tuple[Chart, ...]:
    """Spending over time by material, brand and supplier; the stock by material and by age."""
    bought = look.rows.purchases
    spent = counting.total(bought, SPENT_MONEY)
    spending = tuple(
        chart_over_time(
            look,
            bought,
            look.dimensions[field],
            SPENT_MONEY,
            Drawing(
                key=f"spending_by_{field}",
                title=f"Filament bought, by {field}",
                unit="money",
                rows="purchases",
                sums="cost",
                day="received_on",
                note=_narrowed_note(look),
                missing=at_least(look, spent, "filament bought"),
            ),
        )
        for field in ("material", "brand", "supplier")
    )
    return (*spending, _stock_by_material(look), _stock_by_age(look))


def age_of(today: date) -> pl.Expr:
    """How long ago spools were bought, in the words of AGES; UNDATED where nobody said when."""
    days = (pl.lit(today) - pl.col("purchased_on")).dt.total_days()
    said = pl.when(days.is_null()).then(pl.lit(UNDATED))
    for most, name in (*AGES, *AGES_END):
        said = said.when(days <= most).then(pl.lit(name))
    return said.otherwise(pl.lit(UNDATED))


def _spent(look: Look) -> Tile:
    spent, before = look.compared("purchases", SPENT_MONEY)
    return Tile(
        key="spent",
        label="Filament bought",
        unit="money",
        value=spent.known,
        before=before.known if before and not spent.unknown + before.unknown else None,
        explained=f"{words.count(spent.of, 'spool')}, with shipping, tax and discount of"
        " their bills.",
        missing=at_least(look, spent, "filament bought"),
        drill=look.drill("purchases", "cost"),
    )


def _stock(look: Look) -> Tile:
    stock = look.rows.stock
    worth = counting.total(stock, STOCK_MONEY)
    return Tile(
        key="stock_value",
        label="Filament in stock",
        unit="money",
        value=worth.known,
        note=f"now, {words.day(look.today)}" if look.is_over else "now",
        explained=f"{words.count(worth.of, 'spool')} at what each cost, now.{_age(look, stock)}",
        missing=at_least(look, worth, "filament in stock"),
        drill=Drill(rows="spools", sums="value"),
    )


def _age(look: Look, stock: pl.DataFrame) -> str:
    """How long ago a unit of money in it was spent."""
    worth = STOCK_MONEY.of_row
    days = (pl.lit(look.today) - pl.col("purchased_on")).dt.total_days()
    known = stock.filter(worth.is_not_null(), pl.col("purchased_on").is_not_null())
    if known.select(worth.sum()).item() <= 0:
        return ""
    mean = known.select((days * worth).sum() / worth.sum()).item()
    return f" Bought {words.count(round(mean), 'day')} ago, weighed by value."


def _stock_by_material(look: Look) -> Chart:
    stock = look.rows.stock
    return chart_of_sums(
        look,
        stock,
        look.dimensions["material"],
        STOCK_MONEY,
        Drawing(
            key="stock_by_material",
            title="Filament in stock now, by material",
            unit="money",
            rows="spools",
            sums="value",
            missing=at_least(look, counting.total(stock, STOCK_MONEY), "filament in stock"),
        ),
    )


def _stock_by_age(look: Look) -> Chart:
    stock = look.rows.stock.with_columns(age=age_of(look.today))
    found = dict(counting.sums(stock, "age", STOCK_MONEY).iter_rows())
    names = [name for _, name in (*AGES, *AGES_END)] + [UNDATED]
    shown = [name for name in names if name in found]
    values = [found[name] for name in shown]
    said = [f"{name.lower()} {look.amount(found[name], 'money')}" for name in shown]
    return Chart(
        key="stock_by_age",
        title="Filament in stock now, by when it was bought",
        kind="bars",
        unit="money",
        x_label="Bought",
        frame=bars(shown, values),
        alt=f"Filament in stock now, by when it was bought: {', '.join(said) or 'nothing'}.",
        missing=at_least(look, counting.total(stock, STOCK_MONEY), "filament in stock"),
        drills=tuple(Drill(rows="spools", fields={"age": name}, sums="value") for name in shown),
    )


def _narrowed_note(look: Look) -> str:
    is_narrowed = {"printer_key", "category"} & look.now.wanted.keys()
    return _NO_PRINTER if is_narrowed else ""
