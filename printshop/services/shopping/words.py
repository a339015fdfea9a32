"""Why something is on the shopping list: the sentences of page, paper, table and text.

Pure: rows of PROPOSALS in, plain text out.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from printshop.analytics.shopping import Wish
from printshop.domain.units import from_centigrams
from printshop.services.shopping.view import WaitingJob

ROLL_SOURCES: Final = {
    "filament": "as its filament says",
    "last": "as the last one you bought",
    "assumed": "assumed: nobody said what a full spool of it holds",
}
COST_SOURCES: Final = {
    "last": "As at your last purchase, shipping in it",
    "average": "The average of your purchases",
    "base": "The filament's own price",
    "": "No purchase of it has a price",
}
_MOST_NAMED: Final = 3
_UNKNOWN: Final = {
    "price": "no price of these rolls is known",
    "margin": "no price or no cost of what they unlock is known",
    "demand": "nobody knows how often it is asked for",
}


# A row of a Polars frame: each column has its own type.
def reasons(
    row: Mapping[str, Any], jobs: Sequence[WaitingJob], *, lead_time_days: int, zone: ZoneInfo
) -> tuple[str, ...]:
    """Why rolls of a filament are proposed, a sentence for each rule that asks for them.

    Args:
        row: of PROPOSALS, with what the filament's thresholds and stock are.
        jobs: that lack it.
        lead_time_days: how long it takes to come.
        zone: of the shop.

    """
    fired = row["rules"].split("|")
    said = []
    if "shortage" in fired:
        said.append(_shortage(row, jobs, zone))
    if "forecast" in fired:
        said.append(_forecast(row, lead_time_days))
    if "grams" in fired:
        said.append(
            f"{_held(row)}{_and_ordered(row)}, at or under "
            f"{_times(row['multiplier'])}the {_g(row['low_stock_cg'])} you set."
        )
    if "spools" in fired:
        said.append(
            f"{rolls(row['sealed_count'], 'unopened spool')}{_and_ordered(row)}, at or under "
            f"{_times(row['multiplier'])}the {row['low_stock_spools']} you set."
        )
    return tuple(said)


def blocked(jobs: Sequence[WaitingJob]) -> str:
    """The jobs that wait: `Job 7, Job 9 and 4 more`."""
    named = [job.label for job in jobs[:_MOST_NAMED]]
    rest = len(jobs) - len(named)
    if rest:
        return f"{', '.join(named)} and {rest} more"
    return " and ".join(filter(None, (", ".join(named[:-1]), named[-1]))) if named else ""


def when(at: datetime | None, zone: ZoneInfo) -> str:
    """A moment in the shop's time; empty where nobody can say."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def said_otherwise(said: int, proposed: int) -> str:
    """What a person said against what the rules ask for; empty where they agree."""
    if not proposed or said == proposed:
        return ""
    return f"You said {rolls(said)}; the rules ask for {proposed:,}."


def wish_reason(wish: Wish) -> str:
    """Why rolls stand where they do on the wishlist."""
    if wish.score is not None:
        worth = sum(one.worth for one in wish.unlocks if one.worth is not None)
        return (
            f"{wish.score:.2f} = {worth:,.2f} (pieces, times expected a week, times margin) for "
            f"rolls of {wish.cost:,.2f}."
        )
    return f"Ranked last: {' and '.join(_UNKNOWN[one] for one in wish.unknown)}."


def _shortage(row: Mapping[str, Any], jobs: Sequence[WaitingJob], zone: ZoneInfo) -> str:
    short = _g(row["short_cg"])
    at = when(row["runs_out_at"], zone)
    coming = (
        ""
        if row["missing_cg"] == row["short_cg"]
        else (f", {_g(row['missing_cg'])} after what is on order")
    )
    waits = f" for {blocked(jobs)}" if jobs else ""
    return f"{short} short{waits}{coming}{f'; it runs out {at}' if at else ''}."


def _forecast(row: Mapping[str, Any], lead_time_days: int) -> str:
    """The point, the safety in it, and the lead time that it is for."""
    per_day = f"{row['rate_cg_per_day'] / 100:,.1f} g a day"
    days = f"{lead_time_days} day{'' if lead_time_days == 1 else 's'}"
    ordered = f", {_g(row['on_order_cg'])} on order counted in" if row["on_order_cg"] else ""
    point, times = _g(row["point_cg"]), _times(row["multiplier"])
    at = f"{point}, {times}the reorder point" if times else f"the reorder point of {point}"
    beyond_cg = row["reorder_point_cg"] - row["safety_cg"]
    comes = f"in the {days} it takes to come ({per_day})"
    expected = (
        f"{_g(beyond_cg)} expected beyond the queue {comes}"
        if beyond_cg
        else f"the queue already takes what is expected {comes}"
    )
    left = row["available_cg"]
    stands = (
        f"{_g(left)} left after the queue"
        if left >= 0
        else f"The queue takes {_g(-left)} more than there is"
    )
    return (
        f"{stands}{ordered}, at or under {at}: {expected}, and {_g(row['safety_cg'])} for safety. "
        f"Rolls up to {_g(row['level_cg'])}."
    )


def _held(row: Mapping[str, Any]) -> str:
    return f"{_g(row['on_hand_cg'])} on hand" if row["on_hand_cg"] else "Nothing on hand"


def _and_ordered(row: Mapping[str, Any]) -> str:
    return f" and {_g(row['on_order_cg'])} on order" if row["on_order_cg"] else ""


def _times(multiplier: float) -> str:
    return "" if multiplier == 1 else f"{multiplier:g} times "


def rolls(number: int, noun: str = "roll") -> str:
    """How many rolls: `1 roll`, `3 rolls`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _g(centigrams: int) -> str:
    """Whole grams: of what is to be bought hundredths say nothing."""
    return f"{round(from_centigrams(centigrams)):,} g"
