"""What a file that waits would cost, as its form stands, before anything is saved."""

import streamlit as st

from printshop.domain.costing import VariantCost
from printshop.services import costs
from printshop.services.incoming.answers import answer_of
from printshop.services.shop import Shop
from printshop.ui import cost_lines, units
from printshop.ui.formats import amount, escape_markdown, joined, money
from printshop.ui.upload import answer
from printshop.ui.upload.opened import Opened, Stock


def estimate(shop: Shop, shown: Opened) -> VariantCost:
    """What it would cost by what the file says and what was said of it so far."""
    said = answer.so_far(shown, shown.said)
    becomes = answer_of(shown.draft, said)
    return costs.of_plates_of_draft(shop, becomes, offered=shown.draft.new_filaments)


def draw(cost: VariantCost, stock: Stock, place: str) -> None:
    """Draw what a piece would cost, what is missing, and every line of it.

    Args:
        cost: of the draft.
        stock: of the shop.
        place: prefix of the file's widget keys.

    """
    currency, plates = stock.currency, len(cost.plates)
    st.header("Cost", anchor=False)
    st.markdown(_sum(cost, currency))
    for sentence in cost.unit.missing:
        st.markdown(f":material/help_center: {escape_markdown(sentence)}")
    opened = st.expander(
        "Every line of it",
        icon=":material/receipt_long:",
        key=f"{place}.cost_lines",
        on_change="rerun",
    )
    if opened.open:
        names = {filament_id: escape_markdown(name) for filament_id, name in stock.names.items()}
        with opened:
            if plates > 1:
                st.markdown(f"A unit: one of what each of the {plates} plates yields.")
            st.markdown(cost_lines.table(cost.unit, names, currency))


def _sum(cost: VariantCost, currency: str) -> str:
    total, suggested = cost.unit.total, cost.price.suggested
    of = units.of_each(len(cost.plates))
    if total is None:
        known = cost.unit.known
        so_far = f"**{money(known, currency)}** of it is." if known else ""
        return f"What {of} would cost is not known yet. {so_far}".strip()
    return joined(
        f"{of.capitalize()} would cost **{amount(total, currency)}**",
        f"a price of **{money(suggested, currency)}** leaves the wanted margin"
        if suggested is not None
        else "",
    )
