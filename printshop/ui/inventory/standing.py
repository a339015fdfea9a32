"""How a filament stands against its thresholds, in words. Pure: no Streamlit."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from printshop.domain.units import from_centigrams
from printshop.services import stock
from printshop.ui.formats import count, day, grams

_COST_UNITS: Final = Decimal(10**6)


def badges(row: Mapping[str, Any]) -> str:
    """Markdown of what fires of the rules, the most urgent first.

    Args:
        row: of STOCK_WITH_RULES, by column; so everywhere here.

    """
    is_empty = row["total_count"] and not row["on_hand_cg"]
    fired = [
        (row["is_archived"], ":gray-badge[:material/archive: Put away]"),
        (row["low_rule"] and is_empty, ":red-badge[:material/remove_circle: None left]"),
        (row["low_rule"] and not is_empty, ":orange-badge[:material/trending_down: Low]"),
        (row["expiry"] == "expired", ":orange-badge[:material/event_busy: Expired]"),
        (row["expiry"] == "soon", ":yellow-badge[:material/event: Expires soon]"),
        (row["unweighed_cg"], ":yellow-badge[:material/scale: Weigh]"),
    ]
    return " ".join(badge for is_on, badge in fired if is_on)


def sentences(row: Mapping[str, Any], as_of: date) -> list[str]:
    """Markdown of each rule: whether it fires, and how far the filament is from it."""
    said = [f"**{text}**" if is_low else text for text, is_low in stock.why(row)]
    if row["next_expiry"] is not None:
        when = day(row["next_expiry"], as_of=as_of)
        is_over = row["expiry"] == "expired"
        said.append(
            f"A spool expired on {when}: dry and test it first."
            if is_over
            else f"The next spool expires on {when}."
        )
    if row["unweighed_cg"]:
        said.append(
            f"{grams(from_centigrams(row['unweighed_cg']))} on "
            f"{count(row['unweighed_count'], 'spool')} were never weighed."
        )
    return said


def average_cost(row: Mapping[str, Any]) -> Decimal:
    """The moving average per gram, 0 for unknown."""
    return Decimal(row["average_cost_e6"]) / _COST_UNITS
