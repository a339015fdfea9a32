"""The cards of the catalog: a picture, a name, and whether it can be printed now.

Two elements fewer in each card are worth 10 ms on a page of 24, so the facts are one text.
"""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.catalog import ModelCard, VersionOfModel
from printshop.domain.feasibility import Feasibility
from printshop.services.shop import Shop
from printshop.ui import badges, pictures
from printshop.ui.formats import count, duration, escape_markdown, grams, joined
from printshop.ui.swatches import swatches

_SHOWN_VERSIONS: Final = 3


def draw(shop: Shop, cards: Sequence[ModelCard], ready: Mapping[UUID, Feasibility]) -> None:
    """Draw the cards; `ready` says of each variant whether it can be printed."""
    with st.grid(4, min_column_width=160, gap="small"):
        for card in cards:
            key = f"catalog_card_{card.model.id}"
            with st.container(border=True, height="stretch", gap="xsmall", key=key):
                _draw_card(shop, card, ready)


def shown(card: ModelCard) -> Sequence[VersionOfModel]:
    """The versions whose readiness a card says: the newest ones."""
    return card.versions[:_SHOWN_VERSIONS]


def _draw_card(shop: Shop, card: ModelCard, ready: Mapping[UUID, Feasibility]) -> None:
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
    st.markdown("  \n".join(filter(None, (_badges(card, ready), facts, swatches(card.colors)))))


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
