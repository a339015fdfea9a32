"""The cards of the catalog: a picture, a name, and whether it can be printed now.

Two elements fewer in each card are worth 10 ms on a page of 24, so the facts are one text.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

import streamlit as st

from printshop.domain.catalog import ModelCard
from printshop.domain.feasibility import Feasibility
from printshop.services.shop import Shop
from printshop.ui import badges, pictures
from printshop.ui.formats import count, duration, escape_markdown, grams, joined
from printshop.ui.swatches import swatches


def draw(shop: Shop, cards: Sequence[ModelCard], ready: Mapping[UUID, Feasibility]) -> None:
    """Draw the cards; `ready` says of each variant whether it can be printed."""
    with st.grid(4, min_column_width=160, gap="small"):
        for card in cards:
            feasibility = ready.get(card.variant_id) if card.variant_id else None
            key = f"catalog_card_{card.model.id}"
            with st.container(border=True, height="stretch", gap="xsmall", key=key):
                _draw_card(shop, card, feasibility)


def _draw_card(shop: Shop, card: ModelCard, feasibility: Feasibility | None) -> None:
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
        count(card.version_count, "version") if card.version_count > 1 else "",
    )
    badge = badges.readiness_badge(feasibility) if feasibility else ":gray-badge[No file yet]"
    st.markdown("  \n".join(filter(None, (badge, facts, swatches(card.colors)))))


def _open(model_key: str) -> None:
    st.query_params["model"] = model_key
