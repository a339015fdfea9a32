"""What one run of a plate does with its filament: a bar for each, and what of it is waste."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from printshop.domain import waste
from printshop.domain.costing import CostKind, ProductionCost
from printshop.domain.waste import Waste
from printshop.ui import gram_bars
from printshop.ui.formats import amount, grams, joined, number
from printshop.ui.gram_bars import GramBar

BEING_TOLD_APART: Final = "Model, support, tower and flush are being told apart."
_HELP: Final = (
    "Support, prime tower and flush of all filaments of the plate, for one run. The money is that "
    "of the lines of its cost."
)


def draw(
    bars: Sequence[GramBar],
    cost: ProductionCost | None,
    *,
    currency: str,
    reasons: Sequence[str] = (),
) -> None:
    """Draw the bars of a plate and its waste; nothing for grams that nobody knows.

    Args:
        bars: all filaments of the plate.
        cost: of one run of it; None where nothing is to be said of money.
        currency: of the shop, ISO 4217.
        reasons: sentences that say why grams are not told apart, or only estimated.

    """
    gram_bars.draw(bars, reasons=reasons)
    sentence = waste_text(waste.of_plate(bar.need for bar in bars), cost, currency)
    if sentence:
        st.markdown(sentence, help=_HELP)


def waste_text(wasted: Waste, cost: ProductionCost | None, currency: str) -> str:
    """Markdown of a plate's waste in per cent, grams and money; empty while not told apart."""
    if wasted.waste_g is None or wasted.share_pct is None:
        return ""
    estimated = "≈ estimated" if wasted.is_estimate else ""
    if not wasted.waste_g:
        return joined("No waste", estimated)
    return joined(
        f"Waste **{number(wasted.share_pct)} %**",
        grams(wasted.waste_g),
        _money(cost, currency) if cost else "",
        estimated,
    )


def _money(cost: ProductionCost, currency: str) -> str:
    paid = cost.of(CostKind.WASTE, CostKind.PURGE)
    return "price unknown" if paid is None else amount(paid, currency)
