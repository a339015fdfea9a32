"""What the stock view says of a filament, from its row of the stock. Pure: no Streamlit."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import polars as pl

from printshop.analytics.stock_values import own_value_of_spools
from printshop.domain.filament import Finish
from printshop.domain.units import from_centigrams, to_money
from printshop.services import stock
from printshop.services.planning import Shortage
from printshop.ui.formats import count, day, grams, joined, money

NO_PLACE: Final = "No place"
FINISHES: Final = {finish: finish.value.capitalize() for finish in Finish}


def reasons(row: Mapping[str, Any], *, as_of: date, shortage: Shortage | None = None) -> list[str]:
    """Why a filament needs care, each with the rule that says so; plain text.

    Args:
        row: of STOCK_WITH_RULES.
        as_of: today in the shop's time zone.
        shortage: where it runs out in the queue.

    """
    said = []
    if shortage is not None:
        said.append(f"Runs out at {shortage.job_label}: {grams(shortage.short_g)} short")
    if low := stock.low_text(row):
        said.append(f"Low: {low.removesuffix('.')}")
    if row["expiry"] == "expired":
        said.append(f"a spool expired on {day(row['next_expiry'], as_of=as_of)}")
    elif row["expiry"] == "soon":
        said.append(f"a spool expires on {day(row['next_expiry'], as_of=as_of)}")
    if row["unweighed_cg"] > 0:
        of_it = grams(from_centigrams(row["unweighed_cg"]))
        said.append(f"{count(row['unweighed_count'], 'spool')} never weighed, {of_it} assumed")
    return [text[0].upper() + text[1:] for text in said]


def status() -> pl.Expr:
    """The one thing to do about a filament, as a column of STOCK_WITH_RULES."""
    return (
        pl.when(pl.col("is_archived"))
        .then(pl.lit("Put away"))
        .when(pl.col("total_count") == 0)
        .then(pl.lit("No spools"))
        .when((pl.col("low_rule") == "grams") & (pl.col("on_hand_cg") == 0))
        .then(pl.lit("None left"))
        .when(pl.col("low_rule") == "grams")
        .then(pl.lit("Low"))
        .when(pl.col("low_rule") == "spools")
        .then(pl.lit("Few unopened"))
        .when(pl.col("expiry") == "expired")
        .then(pl.lit("Expired"))
        .when(pl.col("expiry") == "soon")
        .then(pl.lit("Expires soon"))
        .when(pl.col("unweighed_cg") > 0)
        .then(pl.lit("Weigh"))
        .otherwise(pl.lit(""))
    )


def place_title(place: str, spools: pl.DataFrame, currency: str) -> str:
    """A place with what lies there: `Shelf B · 12 spools · 8.4 kg`. Plain text."""
    worth = _worth(spools)
    value_said = "" if worth is None else money(worth, currency)
    facts = (place or NO_PLACE, count(spools.height, "spool"), grams(held_g(spools)), value_said)
    return joined(*facts)


def held_g(spools: pl.DataFrame) -> Decimal:
    """Grams on spools, rows of SHELF."""
    return from_centigrams(int(spools["on_hand_cg"].sum()))


def _worth(spools: pl.DataFrame) -> Decimal | None:
    value = spools.select(own_value_of_spools()).item()
    return None if value is None else to_money(value)
