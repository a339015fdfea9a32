"""The cards of the catalog: a picture, a name, and whether it can be printed now.

Two elements fewer in each card are worth 10 ms on a page of 24, so the facts are one text.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.catalog import ModelCard, VersionOfModel
from printshop.domain.costing import VariantCost
from printshop.domain.feasibility import Feasibility
from printshop.services.shop import Shop
from printshop.ui import badges, pictures
from printshop.ui.formats import amount, count, duration, escape_markdown, grams, joined, unbroken
from printshop.ui.swatches import swatches

_SHOWN_VERSIONS: Final = 3


def draw(
    shop: Shop,
    cards: Sequence[ModelCard],
    ready: Mapping[UUID, Feasibility],
    costs: Mapping[UUID, VariantCost],
) -> None:
    """Draw the cards.

    Args:
        shop: whose.
        cards: of the models.
        ready: of each variant, whether it can be printed.
        costs: of the newest variants.

    """
    currency = shop.settings().currency
    with st.grid(4, min_column_width=160, gap="small"):
        for card in cards:
            key = f"catalog_card_{card.model.id}"
            with st.container(border=True, height="stretch", gap="xsmall", key=key):
                _draw_card(shop, card, ready, _money(card, costs, currency))


def shown(card: ModelCard) -> Sequence[VersionOfModel]:
    """The versions whose readiness a card says: the newest ones."""
    return card.versions[:_SHOWN_VERSIONS]


def _draw_card(
    shop: Shop, card: ModelCard, ready: Mapping[UUID, Feasibility], money_line: str
) -> None:
    pictures.draw(shop, card.thumbnail_key, alt="")
    st.button(
        f"**{escape_markdown(card.model.name)}**",
        key=f"catalog.open.{card.model.id}",
        type="tertiary",
        wrap=True,
        on_click=_open,
        args=(str(card.model.id),),
    )
    facts = joined(
        duration(card.print_duration_s) if card.print_duration_s is not None else "",
        grams(card.used_g) if card.used_g is not None else "",
        count(card.plate_count, "plate") if card.plate_count > 1 else "",
    )
    lines = (_badges(card, ready), facts, money_line, swatches(card.colors))
    st.markdown("  \n".join(filter(None, lines)))


def _money(card: ModelCard, costs: Mapping[UUID, VariantCost], currency: str) -> str:
    """What a piece costs, and what its price leaves; a low margin is marked by sign and colour."""
    cost = costs.get(card.variant_id) if card.variant_id else None
    if cost is None:
        return ""
    price, total = cost.price, cost.unit.total
    margin = ""
    if price.margin_pct is not None:
        margin = unbroken(f"margin {price.margin_pct:.0f} %")
        if price.margin_pct < price.target_margin_pct:
            margin = f":orange[:material/trending_down:] {margin}"
    # One plate's cost is a piece's: that need not be said on each of 24 cards.
    of = "" if len(cost.plates) <= 1 else "a unit "
    said = "cost unknown" if total is None else f"{of}costs {amount(total, currency)}"
    return joined(said, margin)


def _badges(card: ModelCard, ready: Mapping[UUID, Feasibility]) -> str:
    """The badge of each version; its number only where there are several."""
    if not card.versions:
        return ":gray-badge[No file yet]"
    if len(card.versions) == 1:
        return badges.readiness_badge(ready[card.versions[0].variant_id])
    said = [
        f"v{version.version} {badges.readiness_badge(ready[version.variant_id])}"
        for version in shown(card)
    ]
    older = len(card.versions) - len(said)
    return "  \n".join([*said, f"and {count(older, 'older version')}"] if older else said)


def _open(model_key: str) -> None:
    st.query_params["model"] = model_key
