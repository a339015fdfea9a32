"""Making the shopping list: what the rules propose, what people put down, what is on its way."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import polars as pl

from printshop.analytics.shopping import (
    Known,
    Thresholds,
    cost_of_rolls,
    proposals,
    rolls,
)
from printshop.domain.filament import Filament
from printshop.domain.shopping import ShoppingItem, ShoppingOptions, ShoppingStatus
from printshop.domain.units import from_centigrams
from printshop.services.shop import Shop
from printshop.services.shopping import wishing, words
from printshop.services.shopping.reading import Reading
from printshop.services.shopping.roll_facts import roll_of
from printshop.services.shopping.view import (
    OrderedLine,
    Section,
    ShoppingLine,
    ShoppingList,
    Totals,
)

_OF_STOCK: Final = (
    "filament_id",
    "on_hand_cg",
    "low_stock_cg",
    "low_stock_spools",
    "sealed_count",
)


def generate(shop: Shop, options: ShoppingOptions, as_of: datetime) -> ShoppingList:
    """Say what to buy, why, how much of it and from whom; nothing of it is stored.

    Where a person put rolls of a filament down, these count, and what the rules ask for stands
    beside. What is on order counts as there.

    Args:
        shop: whose.
        options: how early filaments are called for, and whether wishes are wanted.
        as_of: now, aware.

    """
    reading = Reading.of(shop, as_of=as_of, with_wishes=options.with_wishlist)
    settings = reading.stood.reading.settings
    tail_cg = reading.stood.tail_cg
    stock = reading.stood.reading.stock
    of_roll = rolls(reading.buying, stock, tail_cg=tail_cg, lead_time_days=settings.lead_time_days)
    known = Known(
        stock=stock,
        demand=reading.demand,
        shortages=reading.shortages,
        on_order=reading.on_order,
    )
    thresholds = Thresholds(multiplier=options.threshold_multiplier, tail_cg=tail_cg)
    proposed = proposals(of_roll, known, thresholds)
    maker = _Lines(reading, of_roll, options)
    lines = maker.lines(proposed)
    sections = {
        section: tuple(line for line in lines if line.section is section) for section in Section
    }
    wishlist = wishing.wishlist(reading, of_roll, lines) if options.with_wishlist else ()
    return ShoppingList(
        as_of=reading.today,
        options=options,
        currency=settings.currency,
        time_zone=settings.time_zone,
        urgent=sections[Section.URGENT],
        reorder=sections[Section.REORDER],
        by_hand=sections[Section.BY_HAND],
        wishlist=wishlist[: wishing.MOST_WISHES],
        more_wishes=max(0, len(wishlist) - wishing.MOST_WISHES),
        ordered=_ordered(reading),
        totals=Totals.of(lines),
    )


class _Lines:
    """Puts proposals and what people put down into lines."""

    def __init__(self, reading: Reading, of_roll: pl.DataFrame, options: ShoppingOptions) -> None:
        self._reading = reading
        self._options = options
        self._rolls = {row["filament_id"]: row for row in of_roll.iter_rows(named=True)}
        self._on_order = dict(reading.on_order.select("filament_id", "rolls").iter_rows())

    def lines(self, proposed: pl.DataFrame) -> list[ShoppingLine]:
        """All lines, the most pressing first."""
        put_down = {
            str(item.filament_id): item
            for item in reversed(self._reading.items)
            if item.status is ShoppingStatus.NEEDED
        }
        stock = self._reading.stood.reading.stock.select(_OF_STOCK)
        rows = proposed.join(stock, on="filament_id", how="left", maintain_order="left")
        found = [
            self._proposed(row, put_down.pop(row["filament_id"], None))
            for row in rows.iter_rows(named=True)
        ]
        by_hand = sorted(put_down.values(), key=lambda item: item.created_at, reverse=True)
        found += [self._by_hand(item) for item in by_hand if str(item.filament_id) in self._rolls]
        return sorted(found, key=lambda line: list(Section).index(line.section))

    # Any: a row of a Polars frame, each column has its own type.
    def _proposed(self, row: Mapping[str, Any], item: ShoppingItem | None) -> ShoppingLine:
        filament_id = row["filament_id"]
        jobs = self._reading.jobs.get(filament_id, ())
        said = words.reasons(
            {**row, "multiplier": self._options.threshold_multiplier},
            jobs,
            lead_time_days=self._rolls[filament_id]["lead_time_days"],
            zone=self._reading.zone,
        )
        n_rolls = item.rolls if item else row["rolls"]
        otherwise = words.said_otherwise(n_rolls, row["rolls"])
        return ShoppingLine(
            section=Section.URGENT if row["is_urgent"] else Section.REORDER,
            proposed_rolls=row["rolls"],
            reasons=(*said, otherwise) if otherwise else said,
            short_g=from_centigrams(row["missing_cg"]),
            jobs=jobs,
            runs_out_at=row["runs_out_at"],
            **self._shared(filament_id, n_rolls, item),
        )

    def _by_hand(self, item: ShoppingItem) -> ShoppingLine:
        why = f"Put on the list by hand. {item.reason}".strip() if item.is_manual else item.reason
        return ShoppingLine(
            section=Section.BY_HAND,
            proposed_rolls=0,
            reasons=(why or "Put on the list before; no rule asks for it any more.",),
            **self._shared(str(item.filament_id), item.rolls, item),
        )

    def _shared(self, filament_id: str, n_rolls: int, item: ShoppingItem | None) -> dict[str, Any]:
        row = self._rolls[filament_id]
        roll = roll_of(row, self._reading.shipping_cents, item)
        said = item.price if item else None
        cost, bill_price = (
            cost_of_rolls(n_rolls, roll_g=roll.grams, cost_e6=row[name]) if said is None else said
            for name in ("cost_e6", "price_e6")
        )
        return {
            "filament": self._reading.filaments[filament_id],
            "roll": roll,
            "rolls": n_rolls,
            "item": item,
            "cost": cost,
            "bill_price": bill_price,
            "on_order_rolls": self._on_order.get(filament_id, 0),
        }


def _ordered(reading: Reading) -> tuple[OrderedLine, ...]:
    """What is on its way, what is expected first first."""
    found = [
        OrderedLine(
            item=item,
            filament=filament,
            jobs=reading.jobs.get(str(item.filament_id), ()),
            is_late=item.expected_on is not None and item.expected_on < reading.today,
        )
        for item in reading.items
        if item.status is ShoppingStatus.ORDERED
        and (filament := _filament(reading, item.filament_id)) is not None
    ]
    return tuple(
        sorted(
            found,
            key=lambda line: (
                line.item.expected_on is None,
                line.item.expected_on or reading.today,
                line.item.created_at,
            ),
        )
    )


def _filament(reading: Reading, filament_id: UUID) -> Filament | None:
    return reading.filaments.get(str(filament_id))
