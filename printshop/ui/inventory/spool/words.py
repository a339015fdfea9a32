"""What the page of a spool says. Pure: no Streamlit."""

from datetime import date
from decimal import Decimal
from typing import Final

from printshop.domain.filament import Filament
from printshop.domain.spools import Movement, Spool, SpoolStatus
from printshop.services.stock import Bill, Tare
from printshop.ui.formats import UNKNOWN, count, day, escape_markdown, grams, joined, money
from printshop.ui.inventory import facts

STATUS: Final = {
    SpoolStatus.SEALED: ":blue-badge[:material/package_2: Sealed]",
    SpoolStatus.OPEN: ":green-badge[:material/radio_button_unchecked: Open]",
    SpoolStatus.EMPTY: ":gray-badge[:material/hourglass_empty: Empty]",
    SpoolStatus.ARCHIVED: ":gray-badge[:material/archive: Put away]",
}
NEVER_WEIGHED: Final = ":yellow-badge[:material/scale: Never weighed]"
_MINUS: Final = "\u2212"
_TARE_SOURCES: Final = {
    "spool": "noted for this spool",
    "filament": "from the filament",
    "brand": "as most reels of this brand",
}


def badges(spool: Spool, as_of: date) -> str:
    """Markdown of where a reel stands, and what to see to."""
    parts = [STATUS[spool.status]]
    if not spool.is_weighed:
        parts.append(NEVER_WEIGHED)
    if spool.expires_on is not None and spool.expires_on <= as_of and spool.quantity_g:
        parts.append(":orange-badge[:material/event_busy: Expired]")
    return " ".join(parts)


def left(spool: Spool) -> str:
    """How much is left of what, as the bar says it."""
    part = facts.left_pct(spool)
    said = "under 1 %" if 0 < part < 1 else f"{part:.0f} %"
    return f"{said} of {grams(spool.initial_g)}"


def particulars(spool: Spool, as_of: date) -> list[tuple[str, str]]:
    """What is known of a reel beside its grams, as (name, Markdown)."""
    expired = ": dry and test it first" if spool.expires_on and spool.expires_on <= as_of else ""
    known = [
        ("Place", escape_markdown(spool.location)),
        ("Lot", escape_markdown(spool.batch_identifier)),
        ("Opened", _day(spool.opened_on, as_of)),
        ("Dried", _day(spool.dried_on, as_of)),
        ("Expires", f"{_day(spool.expires_on, as_of)}{expired}"),
        ("Weighed", _day(spool.weighed_at.date() if spool.weighed_at else None, as_of)),
        ("Note", escape_markdown(spool.note)),
    ]
    return [(name, text) for name, text in known if text]


def tare(known: Tare | None) -> str:
    """Where the weight of an empty reel comes from."""
    if known is None:
        return "Nobody has said what the empty reel weighs: say it once, and it is remembered."
    return f"Empty reel {grams(known.grams)}, {_TARE_SOURCES[known.source]}."


def weighed(spool: Spool, gross_g: Decimal, tare_g: Decimal) -> str:
    """What a weight on the scale comes to, before it is booked."""
    net_g = gross_g - tare_g
    if net_g < 0:
        return f":red[That is less than the empty reel, {grams(tare_g)}.]"
    change_g = net_g - spool.quantity_g
    sign = "+" if change_g > 0 else _MINUS if change_g < 0 else "±"
    return f"**{grams(net_g)}** are on it, {sign}{grams(abs(change_g))} against the ledger."


def cost_lines(spool: Spool, filament: Filament, bill: Bill, currency: str) -> list[str]:
    """How a reel came to its cost, as Markdown sentences."""
    lines = [_landed(spool, bill, currency)]
    if spool.actual_cost_per_gram != spool.landed_cost_per_gram:
        mixed = facts.per_gram(spool.actual_cost_per_gram, currency)
        lines.append(f"With what was wound onto it: **{mixed}**.")
    average = facts.per_gram(filament.average_cost_per_gram, currency)
    lines.append(f"Moving average of the filament: {average}.")
    if spool.actual_cost_per_gram:
        worth = money(spool.quantity_g * spool.actual_cost_per_gram, currency)
        lines.append(f"What is on it is worth **{worth}**.")
    return lines


def bill_title(bill: Bill, as_of: date) -> str:
    """A purchase in one line of Markdown."""
    purchase = bill.purchase
    return joined(
        escape_markdown(purchase.supplier) or "Purchase",
        day(purchase.purchased_on, as_of=as_of) if purchase.purchased_on else "",
        escape_markdown(purchase.reference),
        count(len(bill.spools), "spool"),
    )


def may_be_taken_back(line: Movement) -> bool:
    """Whether a line of a ledger can be reversed from here."""
    return line.job_id is None and line.reverses_id is None and line.reversed_by_id is None


def line_text(line: Movement) -> str:
    """A line of the ledger in one line of plain text, to choose from."""
    return joined(f"{facts.REASONS[line.reason]} {line.amount_g:+,.2f} g", facts.note_of(line)[:60])


def state_of(line: Movement) -> str:
    """Whether a line counts, and for what it stands."""
    if line.reversed_by_id is not None:
        return "Taken back"
    return "Takes another back" if line.reverses_id is not None else ""


def _landed(spool: Spool, bill: Bill, currency: str) -> str:
    cost = facts.per_gram(spool.landed_cost_per_gram, currency)
    if spool.price is None:
        why = "the filament's own price" if spool.landed_cost_per_gram else "no price was noted"
        return f"**{cost}**, {why}."
    extras = bill.purchase
    if not (extras.shipping or extras.tax or extras.discount):
        return f"{money(spool.price, currency)} for {grams(spool.initial_g)}: **{cost}**."
    landed = spool.landed_cost_per_gram * spool.initial_g
    share = landed - spool.price
    sign = "+" if share >= 0 else _MINUS
    told = joined(
        f"shipping {money(extras.shipping, currency)}" if extras.shipping else "",
        f"tax {money(extras.tax, currency)}" if extras.tax else "",
        f"discount {money(extras.discount, currency)}" if extras.discount else "",
    ).replace(" · ", ", ")
    return (
        f"{money(spool.price, currency)} on the bill {sign} {money(abs(share), currency)}, its "
        f"share of {told} = {money(landed, currency)} for {grams(spool.initial_g)}: **{cost}**."
    )


def _day(on: date | None, as_of: date) -> str:
    text = day(on, as_of=as_of)
    return "" if text == UNKNOWN else text
