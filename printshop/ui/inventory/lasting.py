"""For how long a filament lasts, and when to buy it anew, in words. Pure: no Streamlit."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from printshop.domain.units import from_centigrams
from printshop.ui.formats import UNKNOWN, count, day, grams

# From here on nobody counts days.
_MANY_DAYS: Final = 365
_LARGE_G: Final = 100


def lasts(row: Mapping[str, Any]) -> str:
    """For how long it suffices, from a row of FILAMENT_DEMAND: `38 days`, `more than a year`."""
    days = row["cover_days"]
    if days is None:
        return "no use known" if not row["rate_cg_per_day"] else "for years"
    if days > _MANY_DAYS:
        return "more than a year"
    return count(int(days), "day") if days >= 1 else "not a day"


def sentences(row: Mapping[str, Any], *, today: date) -> list[str]:
    """Why it lasts so long, and when to order; plain text.

    Args:
        row: of FILAMENT_DEMAND.
        today: in the shop's time zone.

    """
    said = [row["source"]]
    if row["runs_out_on"] is not None and row["runs_out_on"] > today:
        said.append(f"So it runs out on {day(row['runs_out_on'], as_of=today)}.")
    elif row["runs_out_on"] is not None:
        said.append("What can be printed from its spools does not suffice for today.")
    if row["on_order_cg"]:
        said.append(f"{_grams(row['on_order_cg'])} are on order.")
    if row["reorder_point_cg"]:
        said.append(_order_sentence(row))
    return said


def _order_sentence(row: Mapping[str, Any]) -> str:
    point_cg, available_cg = row["reorder_point_cg"], row["available_cg"]
    wanted = (
        f"{_grams(point_cg - row['safety_cg'])} for the {count(row['lead_time_days'], 'day')} "
        f"until new rolls come, and {_grams(row['safety_cg'])} in reserve"
    )
    if available_cg < 0:
        return (
            f"Order now: {_grams(-available_cg)} are missing for jobs that wait, and "
            f"{_grams(point_cg)} should be left for new ones: {wanted}."
        )
    left = f"{_grams(available_cg)} are left for new jobs"
    if row["is_due"]:
        return f"Order now: only {left}, and {_grams(point_cg)} should be: {wanted}."
    return f"Order when {_grams(point_cg)} are left: {wanted}. Now {left}."


def use_in_a_day(row: Mapping[str, Any]) -> str:
    """What a day takes of it: `6.6 g`, `unknown`."""
    rate = row["rate_cg_per_day"]
    return UNKNOWN if rate is None else _grams(rate)


def _grams(centigrams: float) -> str:
    """Grams as people say them: a tenth under 100 g."""
    value_g = from_centigrams(round(centigrams))
    return grams(value_g.quantize(Decimal(1) if value_g >= _LARGE_G else Decimal("0.1")))
