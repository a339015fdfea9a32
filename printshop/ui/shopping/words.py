"""What the page says of sums, suppliers and orders. Pure: no Streamlit."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from printshop.analytics.shopping import Offer
from printshop.services.shopping.view import OrderedLine, ShoppingLine, Total, WaitingJob, WishLine
from printshop.ui.formats import count, day, escape_markdown, grams, joined, money

_MOST_JOBS = 3
_MOST_VERSIONS = 4


def supplier(name: str) -> str:
    """A supplier as it is said where one has no name."""
    return name or "No supplier named"


def total(of_it: Total, currency: str, *, joint: str = ",") -> str:
    """What lines come to: `3 rolls, at least €59.97`."""
    said = count(of_it.rolls, "roll")
    if of_it.unpriced == of_it.lines:
        return f"{said}, price unknown"
    at_least = "at least " if of_it.unpriced else ""
    return f"{said}{joint} {at_least}{money(of_it.cost, currency)}"


def facts(line: ShoppingLine, currency: str) -> str:
    """What stands beside the number of rolls: grams, cost, from whom. Markdown."""
    cost = "price unknown" if line.cost is None else f"**{money(line.cost, currency)}**"
    pack = f"packs of {line.roll.pack_size}" if line.roll.pack_size > 1 else ""
    ordered = f"{count(line.on_order_rolls, 'roll')} more on the way" if line.on_order_rolls else ""
    return joined(
        f"{grams(line.grams)} in all", cost, pack, escape_markdown(line.roll.supplier), ordered
    )


def offer(one: Offer, currency: str) -> tuple[str, str, str]:
    """A row of the table of packs: how many, what they cost, a gram of them."""
    packs = count(one.packs, "pack")
    said = packs if one.rolls == one.packs else f"{packs}, {count(one.rolls, 'roll')}"
    return said, money(one.cost, currency), f"{one.per_gram:.4f} {currency}"


def jobs(waiting: Sequence[WaitingJob]) -> str:
    """Who waits for it: `Job 7 (62 g), Job 9 (30 g) and 4 more`."""
    named = [f"{job.label} ({grams(job.short_g)})" for job in waiting[:_MOST_JOBS]]
    rest = len(waiting) - len(named)
    return ", ".join(named) + (f" and {rest} more" if rest else "")


def order_title(of_it: Sequence[OrderedLine], *, as_of: date) -> str:
    """An order: from whom, when, under which number. Markdown."""
    item = of_it[0].item
    number = f"number {escape_markdown(item.reference)}" if item.reference else ""
    ordered = f"ordered {day(item.ordered_on, as_of=as_of)}" if item.ordered_on else ""
    return joined(f"**{escape_markdown(supplier(item.supplier))}**", ordered, number)


def ordered_line(line: OrderedLine, currency: str, *, as_of: date) -> str:
    """What of a filament is on its way, until when, and who waits. Markdown."""
    item = line.item
    until = f"expected {day(item.expected_on, as_of=as_of)}" if item.expected_on else ""
    late = ":red[late]" if line.is_late else ""
    cost = "" if item.price is None else money(item.price, currency)
    waits = f"waited for by {jobs(line.jobs)}" if line.jobs else ""
    rolls = f"{count(item.open_rolls, 'roll')} of {grams(item.roll_g)}"
    return joined(rolls, cost, until, late, waits)


def unlocked(wish: WishLine) -> str:
    """What could be printed then: `9 pieces of Vase, 40 pieces of Lamp`. Markdown."""
    named = [
        f"{count(one.pieces, 'piece')} of {escape_markdown(one.model_name)}"
        for one in wish.versions[:_MOST_VERSIONS]
    ]
    rest = len(wish.versions) - len(named)
    return ", ".join(named) + (f" and of {rest} more" if rest else "")


def wish_cost(cost: Decimal | None, currency: str) -> str:
    """What the rolls of a wish cost."""
    return "Price unknown" if cost is None else money(cost, currency)
