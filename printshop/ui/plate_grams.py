"""What one run of a plate does with its filament: a bar for each, and what of it is waste."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import streamlit as st

from printshop.domain import waste
from printshop.domain.waste import GramPrice, PriceSource, Waste
from printshop.ui import gram_bars
from printshop.ui.formats import grams, joined, money, number
from printshop.ui.gram_bars import GramBar

BEING_TOLD_APART: Final = "Model, support, tower and flush are being told apart."
_CENT: Final = Decimal("0.01")
_HELP: Final = (
    "Support, prime tower and flush of all filaments of the plate, for one run. Money: the "
    "price of the filament it is matched to; without one, the price per kg that stands in the "
    "file, taken for your currency."
)
_AT: Final = {
    frozenset({PriceSource.SHOP}): "at your prices",
    frozenset({PriceSource.FILE}): "at the slicer's price in the file",
    frozenset(PriceSource): "at your prices and the slicer's",
}


def draw(
    bars: Sequence[GramBar],
    prices: Mapping[int, GramPrice],
    *,
    currency: str,
    reasons: Sequence[str] = (),
) -> None:
    """Draw the bars of a plate and its waste; nothing for grams that nobody knows.

    Args:
        bars: all filaments of the plate.
        prices: what a gram costs, by filament index; indexes without a price are left out.
        currency: of the shop, ISO 4217.
        reasons: sentences that say why grams are not told apart, or only estimated.

    """
    gram_bars.draw(bars, reasons=reasons)
    sentence = waste_text(waste.of_plate((bar.need for bar in bars), prices), currency)
    if sentence:
        st.markdown(sentence, help=_HELP)


def waste_text(wasted: Waste, currency: str) -> str:
    """Markdown of a plate's waste in per cent, grams and money; empty while not told apart."""
    if wasted.waste_g is None or wasted.share_pct is None:
        return ""
    if not wasted.waste_g:
        return joined("No waste", "≈ estimated" if wasted.is_estimate else "")
    return joined(
        f"Waste **{number(wasted.share_pct)} %**",
        grams(wasted.waste_g),
        _cost(wasted, currency),
        "≈ estimated" if wasted.is_estimate else "",
    )


def _cost(wasted: Waste, currency: str) -> str:
    if wasted.cost is None:
        return "price unknown"
    under = wasted.cost < _CENT
    amount = f"under {money(_CENT, currency)}" if under else money(wasted.cost, currency)
    return f"{amount} {_AT[wasted.price_sources]}"
