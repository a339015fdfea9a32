"""A version whose grams the worker is telling apart: said on the page until it is done."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.catalog import Variant
from printshop.services import catalog
from printshop.services.catalog import FileReport
from printshop.services.shop import Shop
from printshop.ui import boundary
from printshop.ui.file_details.facts import Report

_EVERY_S: Final = 2
_BEING_TOLD_APART: Final = "Model, support, tower and flush are being told apart."


def why_not(told: FileReport, plate: Report) -> Sequence[str]:
    """Sentences that say why grams of a plate are not told apart, or only estimated."""
    return plate.get("split_notes") or ((_BEING_TOLD_APART,) if told.is_split_awaited else ())


def draw(shop: Shop, variant: Variant, told: FileReport) -> None:
    """Look again every two seconds while the grams of a version are being told apart."""
    if told.is_split_awaited:
        _look_again(shop, variant.model_id, variant.id, variant.updated_at)


@st.fragment(run_every=_EVERY_S)
def _look_again(shop: Shop, model_id: UUID, variant_id: UUID, seen_at: datetime) -> None:
    with boundary.errors():
        variants = catalog.model_by_id(shop, model_id).variants
        if not any(of.id == variant_id and of.updated_at == seen_at for of in variants):
            st.rerun()
