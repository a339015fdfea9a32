"""A version whose grams the worker is telling apart: said on the page until it is done."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.catalog import Variant
from printshop.services import catalog
from printshop.services.catalog import FileReport
from printshop.services.shop import Shop
from printshop.ui import boundary
from printshop.ui.file_details import split_notes
from printshop.ui.file_details.facts import Report
from printshop.ui.plate_grams import BEING_TOLD_APART

_EVERY_S: Final = 2


def why_not(told: FileReport, plate: Report) -> Sequence[str]:
    """Sentences that say why grams of a plate are not told apart, or only estimated."""
    notes = split_notes.together(plate.get("split_notes") or ())
    return notes or ((BEING_TOLD_APART,) if told.is_split_awaited else ())


def draw(shop: Shop, variant: Variant, told: FileReport) -> None:
    """Look again every two seconds while the grams of a version are being told apart."""
    if told.is_split_awaited:
        _look_again(shop, variant.id)


@st.fragment(run_every=_EVERY_S)
def _look_again(shop: Shop, variant_id: UUID) -> None:
    with boundary.errors():
        if not catalog.is_split_awaited(shop, variant_id):
            st.rerun()
