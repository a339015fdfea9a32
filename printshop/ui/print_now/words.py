"""What the rows of "Print now" say, as Markdown."""

from collections.abc import Iterable, Sequence

from printshop.domain.catalog import Variant
from printshop.domain.costing import VariantCost
from printshop.domain.feasibility import FeasibilityState, FilamentNeed
from printshop.services import costs
from printshop.services.print_now.view import (
    BasketNeed,
    Finisher,
    FinisherPart,
    Printable,
    PrinterFree,
    PrintNow,
    SpoolTake,
)
from printshop.ui import badges, units
from printshop.ui.formats import (
    amount,
    count,
    duration,
    escape_markdown,
    grams,
    joined,
    money,
    unbroken,
)
from printshop.ui.queue.clock import Clock
from printshop.ui.swatches import filament_label, swatch

_MANY = 4
_CALM = {FeasibilityState.READY, FeasibilityState.UNMATCHED, FeasibilityState.UNKNOWN}


def name(model_name: str, variant: Variant) -> str:
    """Model and version; the model's own name is not said twice."""
    version = variant.label.removeprefix(model_name).strip() or variant.label
    return f"**{escape_markdown(model_name)}** {escape_markdown(version)}"


def row(printable: Printable, clock: Clock, first: PrinterFree | None, cost: str = "") -> str:
    """All that a row says of a version.

    Args:
        printable: the version.
        clock: now.
        first: the printer named above the rows.
        cost: what is said of money.

    """
    marks = [badges.readiness_badge(printable.feasibility)]
    if printable.loaded_in:
        loaded = unbroken(f"Loaded in {printable.loaded_in}")
        marks.append(f":violet-badge[:material/input: {escape_markdown(loaded)}]")
    if not printable.is_newest:
        marks.append(":gray-badge[Older version]")
    lines = (
        f"{name(printable.model_name, printable.variant)} {' '.join(marks)}",
        facts(printable, clock, is_first=printable.printer == first, cost=cost),
        *needs(printable),
        badges.warning_lines(printable.feasibility),
    )
    return "  \n".join(filter(None, lines))


def facts(printable: Printable, clock: Clock, *, is_first: bool, cost: str = "") -> str:
    """Time, pieces, money, how often it was printed, when it would be done: next, and queued.

    Args:
        printable: the version.
        clock: now.
        is_first: whether it would be printed on the printer that is named above the rows.
        cost: what is said of money.

    """
    plates = len(printable.variant.plates)
    print_s = printable.variant.print_duration_s
    done = f"done **{clock.says(printable.done_at)}**" if printable.done_at else ""
    if done and printable.printer and not is_first:
        done += f" on {escape_markdown(printable.printer.name)}"
    if done and printable.is_done_before_closing:
        done += ", before you close today"
    behind = printable.done_behind_at
    return joined(
        duration(print_s) if print_s is not None else "time unknown",
        count(printable.units, "piece") if printable.units > 1 else "",
        count(plates, "plate") if plates > 1 else "",
        cost,
        f"{count(printable.demand, 'print')} of late" if printable.demand else "",
        done,
        f"behind the queue {clock.says(behind)}" if done and behind else "",
    )


def piece(cost: VariantCost | None, currency: str) -> str:
    """What a piece of a version costs, and what its price leaves."""
    if cost is None:
        return ""
    if cost.unit.total is None:
        return "cost unknown"
    margin = cost.price.margin_pct
    return joined(
        f"**{amount(cost.unit.total, currency)}** {units.of_each(len(cost.plates))}",
        f"margin {margin:.0f} %" if margin is not None else "",
    )


def copies(cost: VariantCost | None, n_copies: int, currency: str) -> str:
    """What it costs to print a version so many times, all its plates, none of them failing."""
    of_copies = costs.together([(cost.run if cost else None, n_copies)])
    if of_copies.unknown_runs:
        return "cost unknown"
    return f"{amount(of_copies.known, currency)} to print"


def needs(printable: Printable) -> list[str]:
    """A line for each filament: its grams, why it is in its state, and the spools that give."""
    wanted = sorted(printable.feasibility.filaments, key=lambda need: need.short_g, reverse=True)
    lines = [_need(need, printable.takes) for need in wanted[:_MANY]]
    left_out = len(wanted) - _MANY
    return [*lines, f"and {count(left_out, 'more filament')}"] if left_out > 0 else lines


def takes(taken: Iterable[SpoolTake]) -> str:
    """Spools by number and place: `#12 (Shelf A), #14`."""
    said = [
        f"\\#{take.spool_number}"
        + (f" ({escape_markdown(take.location)})" if take.location else "")
        for take in taken
    ]
    left_out = f" and {len(said) - _MANY} more" if len(said) > _MANY else ""
    return ", ".join(said[:_MANY]) + left_out


def head(found: PrintNow, clock: Clock) -> str:
    """Which printer is free first for what is printed next, and until when somebody is there."""
    if found.first_free is None:
        return ""
    closes = f"you close **{clock.says(found.closes_at)}**" if found.closes_at else ""
    if not found.is_open_today:
        closes = "closed for the rest of today"
    free = f"**{escape_markdown(found.first_free.name)}** is free first"
    at = found.first_free.free_at
    when = "now" if at <= clock.as_of else clock.says(at)
    return joined(f"{free}, **{when}**", closes)


def basket_need(need: BasketNeed) -> str:
    """What a basket takes of a filament against what the queue leaves."""
    if need.filament is None:
        return f"Filaments that are not matched · needed {grams(need.needed_g)}"
    short = f"**short by {grams(need.short_g)}**" if need.short_g else ""
    return joined(
        filament_label(need.filament),
        f"needed **{grams(need.needed_g)}**",
        f"{grams(need.usable_g)} usable after the queue",
        short,
        f"from {takes(need.takes)}" if need.takes else "",
    )


def finisher(found: Finisher, usable: str, currency: str) -> str:
    """What is left, `1 g left, worth 0.02 · 86 of 87 g used`, and a line for each plate."""
    parts = (_part(part) for part in found.parts)
    worth = f", worth {money(found.left_value, currency)}" if found.left_value else ""
    left = f"**{grams(found.left_g)} left**{worth}" if found.left_g else "**nothing left**"
    return "  \n".join((joined(left, f"{grams(found.used_g)} of {usable} used"), *parts))


def listed(labels: Sequence[str]) -> str:
    """A short list in one line."""
    more = f" and {len(labels) - _MANY} more" if len(labels) > _MANY else ""
    return ", ".join(labels[:_MANY]) + more


def _part(part: FinisherPart) -> str:
    times = f"{part.copies} prints of " if part.copies > 1 else ""
    plate = (
        f" ({unbroken(escape_markdown(part.plate.label))})" if len(part.variant.plates) > 1 else ""
    )
    return f"{times}{grams(part.needed_g)} {name(part.model_name, part.variant)}{plate}"


def _need(need: FilamentNeed, taken: Sequence[SpoolTake]) -> str:
    if need.filament is None:
        return f"{swatch('')} Filament · {grams(need.required_g)}: {badges.reason(need)}"
    said = f"{filament_label(need.filament)} **{grams(need.required_g)}**"
    giving = need.substitute or need.filament
    own = [take for take in taken if take.filament.id == giving.id]
    why = "" if need.state in _CALM else badges.reason(need)
    if need.state is FeasibilityState.UNKNOWN:
        why = badges.reason(need)
    return joined(f"{said}: {why}" if why else said, f"from {takes(own)}" if own else "")
