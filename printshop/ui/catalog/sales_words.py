"""What the catalog says of what is sold. Pure: no Streamlit."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from printshop.domain.sales import ProductMovement, ProductReason
from printshop.ui.formats import count, day, joined, money, number

REASONS: Final = {
    ProductReason.SOLD: "Sold",
    ProductReason.RETURNED: "Came back",
    ProductReason.GIVEN: "Given away",
    ProductReason.SCRAPPED: "Broke",
    ProductReason.COUNTED: "Counted",
}
_TRENDS: Final = {
    "rising": "More of late",
    "falling": "Less of late",
    "steady": "About as many as before",
}


def line(movement: ProductMovement, currency: str, *, today: date, is_taken_back: bool) -> str:
    """A movement in one line of plain text: `Sold 3 · €9.00 each · Fri 27 Nov`."""
    units = movement.units
    is_counted = movement.reason is ProductReason.COUNTED
    moved = f"{units:+,}" if is_counted else f"{abs(units):,}"
    price = movement.unit_price
    told = joined(
        f"{REASONS.get(movement.reason, movement.reason.value)} {moved}",
        f"{money(price, currency)} each" if price is not None else "",
        "price unknown" if price is None and movement.reason is ProductReason.SOLD else "",
        day(movement.moved_on, as_of=today),
        movement.note,
    )
    return f"{told} · taken back" if is_taken_back else told


def per_week(row: Mapping[str, Any]) -> str:
    """What a row of PRODUCT_DEMAND expects in a week: `0.4`."""
    return _few(row["mean_per_week"])


def interval(row: Mapping[str, Any]) -> str:
    """Within what that lies: `0.2 to 0.6, nine times in ten`."""
    return f"{_few(row['low'])} to {_few(row['high'])}, nine times in ten"


def coming_weeks(row: Mapping[str, Any]) -> str:
    """What the coming four weeks will take: `1.4 expected, no more than 3 nine times in ten`."""
    return f"{_few(row['next_mean'])} expected, no more than {row['next_high']:,} nine times in ten"


def trend(row: Mapping[str, Any]) -> str:
    """Whether the latest weeks say otherwise; "" where nobody can say."""
    word = _TRENDS.get(row["trend"] or "", "")
    return f"{word}: {_few(row['recent_per_week'])} a week by the latest weeks." if word else ""


def enough(row: Mapping[str, Any]) -> str:
    """For how long the shelf suffices; "" where it holds nothing, or nothing is sold."""
    units, rate = row["shelf_units"], row["mean_per_week"]
    if units <= 0 or rate <= 0:
        return ""
    weeks = units / rate
    if weeks > 2 * 52:
        return "Enough for more than two years."
    return f"Enough for about {count(max(1, round(weeks)), 'week')}."


def _few(value: float) -> str:
    """A small number as people say it: one decimal, two under a tenth, none from ten on."""
    if value >= 9.95:  # noqa: PLR2004 - rounds to 10
        return f"{value:,.0f}"
    return number(Decimal(f"{value:.2f}" if value < 0.095 else f"{value:.1f}"))  # noqa: PLR2004 - rounds to 0.1
