"""A cost as text: its sum, its lines with where each comes from, and what is missing."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from printshop.domain.costing import MATERIAL, CostKind, CostLine, ProductionCost, summed
from printshop.ui.formats import amount, escape_markdown, joined, money

_WORDS: Final = {
    CostKind.MODEL: "Model",
    CostKind.WASTE: "Support and tower",
    CostKind.PURGE: "Flush",
    CostKind.ELECTRICITY: "Electricity",
    CostKind.MACHINE: "Machine",
    CostKind.LABOUR: "Labour",
    CostKind.FAILURES: "Failures",
    CostKind.FINISHING: "Finishing",
    CostKind.PACKAGING: "Packaging",
}


def total(cost: ProductionCost, currency: str) -> str:
    """The sum, and where a part of it is unknown, what is known: `unknown, €1.20 known`."""
    if cost.total is not None:
        return amount(cost.total, currency)
    return f"unknown, {money(cost.known, currency)} known" if cost.known else "unknown"


def table(cost: ProductionCost, names: Mapping[UUID, str], currency: str) -> str:
    """Markdown of a table: what for and how it comes about, and how much.

    Args:
        cost: whose lines.
        names: Markdown of the shop's filaments by id.
        currency: of the shop, ISO 4217.

    """
    rows = [_row(line, names, currency) for line in cost.lines]
    end = f"| **Together** | **{total(cost, currency)}** |"
    return "\n".join(("| For | Amount |", "|:--|--:|", *rows, end))


def at_average(cost: ProductionCost, currency: str) -> str:
    """A sentence of the same filament at its moving average; empty where that says nothing.

    Where nothing was paid for a spool yet, there is neither a price of spools nor an average.
    """
    lines = [line for line in cost.lines if line.kind in MATERIAL]
    own, average = (
        summed(line.amount for line in lines),
        summed(line.at_average for line in lines),
    )
    if not own or not average or not any(line.is_of_spools for line in lines):
        return ""
    return (
        f"Filament: **{amount(own, currency)}** at what was paid for the spools it is taken from, "
        f"{amount(average, currency)} at the filaments' moving average."
    )


def _row(line: CostLine, names: Mapping[UUID, str], currency: str) -> str:
    name = names.get(line.filament_id, "") if line.filament_id else ""
    how = joined(
        f"**{_WORDS[line.kind]}**",
        name,
        escape_markdown(line.quantity),
        escape_markdown(line.source),
    )
    said = amount(line.amount, currency)
    return f"| {how} | {said if line.amount is not None else f'**{said}**'} |"
