"""What a version costs and is sold for: the sums, every line behind them, what is missing."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.catalog import Model, Variant
from printshop.domain.costing import Price, ProductionCost, VariantCost
from printshop.domain.filament import Filament
from printshop.services.shop import Shop
from printshop.ui import cost_lines, places, units
from printshop.ui.catalog import pricing_form
from printshop.ui.formats import count, escape_markdown, joined, money, number
from printshop.ui.swatches import filament_label

_A_PIECE: Final = "a piece"
_ALL: Final = "all plates"
# More than these are easier to choose from a list.
_MOST_SIDE_BY_SIDE: Final = 5


def draw(
    shop: Shop,
    model: Model,
    variant: Variant,
    cost: VariantCost,
    filaments: Sequence[Filament],
) -> None:
    """Draw the card.

    Args:
        shop: the shop.
        model: whose price it is.
        variant: the version.
        cost: of it.
        filaments: those that its plates are matched to.

    """
    currency = shop.settings().currency
    st.header("Cost and price", anchor=False)
    with st.container(border=True, key=f"catalog_costs_{variant.id}"):
        with st.grid(4, min_column_width=130, gap="small"):
            _draw_sums(cost, currency)
        plates = len(cost.plates)
        st.markdown(joined(margin_badge(cost.price), _fees(cost.price, plates, currency)))
        _draw_missing(cost, filaments)
        _draw_lines(variant, cost, filaments, currency)
        pricing_form.draw(shop, model, currency, cost.price.plates)


def margin_badge(price: Price) -> str:
    """Markdown of what a price leaves against what it is to leave; a sentence while unknown."""
    target = number(price.target_margin_pct)
    if price.asked is not None and not price.is_of_its_unit:
        return (
            f"The price is for {units.of_each(price.plates)} of the newest version: what it leaves"
            " of this one cannot be said."
        )
    if not price.asked and price.asked is not None:
        return "Given away: a price of 0 has no margin."
    if price.margin_pct is None:
        unpriced = price.asked is None
        return "No price is said yet." if unpriced else "What it leaves is not known yet."
    if price.margin_pct < 0:
        return f":red-badge[:material/trending_down: sold at a loss; {target} % is wanted]"
    if price.margin_pct < price.target_margin_pct:
        return f":orange-badge[:material/trending_down: under the wanted {target} %]"
    return f":green-badge[:material/check: reaches the wanted {target} %]"


def _draw_sums(cost: VariantCost, currency: str) -> None:
    price, plates = cost.price, len(cost.plates)
    yields = "One of what each plate yields" if plates > 1 else "One of what its plate yields"
    margin = "none" if price.asked == 0 else "unknown"
    if price.margin_pct is not None:
        margin = f"{price.margin_pct:.0f} %"
    for label, said, about in (
        (
            f"A {units.word(plates)} costs",
            money(cost.unit.total, currency),
            f"{yields}, with its share of runs that fail.",
        ),
        (
            "Suggested price",
            money(price.suggested, currency),
            f"What leaves {number(price.target_margin_pct)} % of it after cost and fees.",
        ),
        ("Price", money(price.asked, currency) if price.asked is not None else "not said", None),
        ("Margin", margin, "What is left of the price after cost and fees, in per cent of it."),
    ):
        st.metric(label, said, help=about)


def _fees(price: Price, plates: int, currency: str) -> str:
    if price.profit is None:
        return ""
    fees = f" after {money(price.fees, currency)} of fees" if price.fees else ""
    of = units.of_each(plates)
    if price.profit < 0:
        return f"**{money(-price.profit, currency)}** is lost on {of}{fees}"
    return f"**{money(price.profit, currency)}** is left of {of}{fees}"


def _draw_missing(cost: VariantCost, filaments: Sequence[Filament]) -> None:
    """Say what nobody has said, with the way to where it is said."""
    missing = cost.unit.missing
    if not missing:
        return
    lines = "  \n".join(escape_markdown(sentence) for sentence in missing)
    st.warning(lines, icon=":material/help_center:")
    known = {filament.id: filament for filament in filaments}
    unpriced = dict.fromkeys(
        line.filament_id
        for line in cost.unit.lines
        if line.amount is None and line.filament_id in known
    )
    for filament_id in unpriced:
        if filament_id is not None:
            name = escape_markdown(known[filament_id].label)
            places.INVENTORY.link(f"To {name}", filament=str(filament_id))


def _draw_lines(
    variant: Variant, cost: VariantCost, filaments: Sequence[Filament], currency: str
) -> None:
    opened = st.expander(
        "Every line of it",
        icon=":material/receipt_long:",
        key=f"catalog.cost_lines.{variant.id}",
        on_change="rerun",
    )
    if not opened.open:
        return
    with opened:
        shown = _chosen(variant, cost)
        names = {filament.id: filament_label(filament) for filament in filaments}
        st.markdown(cost_lines.table(shown, names, currency))
        average = cost_lines.at_average(shown, currency)
        if average:
            st.markdown(average)


def _chosen(variant: Variant, cost: VariantCost) -> ProductionCost:
    """What is to be seen: a piece, all plates printed once, or a run of one of them."""
    labels = {plate.id: plate.label for plate in variant.plates}
    options: Mapping[str | UUID, ProductionCost] = {
        _A_PIECE: cost.unit,
        _ALL: cost.run,
        **({plate.subject_id: plate for plate in cost.plates} if len(cost.plates) > 1 else {}),
    }

    def words(option: str | UUID) -> str:
        if option == _A_PIECE:
            return f"A {units.word(len(labels))}"
        if option == _ALL:
            return f"All {count(len(labels), 'plate')} once" if len(labels) > 1 else "One run"
        return escape_markdown(labels[option]) if isinstance(option, UUID) else option

    key = f"catalog.cost_of.{variant.id}"
    if len(options) > _MOST_SIDE_BY_SIDE:
        chosen = st.selectbox("Cost of", list(options), format_func=words, key=key)
    else:
        chosen = st.segmented_control(
            "Cost of",
            list(options),
            default=_A_PIECE,
            required=True,
            format_func=words,
            key=key,
            label_visibility="collapsed",
        )
    return options.get(chosen or _A_PIECE, cost.unit)
