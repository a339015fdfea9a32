"""What stands in a version's file, and how its settings differ from another version's."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import streamlit as st

from printshop.bambu.reports.settings_diff import SettingDifference
from printshop.domain.catalog import Variant
from printshop.services import catalog
from printshop.services.catalog import FileReport
from printshop.services.shop import Shop
from printshop.ui.catalog import original_file
from printshop.ui.file_details import section, settings, sources

_KEPT = 16


def of_variant(shop: Shop, variant: Variant) -> FileReport:
    """What a version's file says; read once until the version changes."""
    return _stored(shop.user_id, variant.id, variant.updated_at, shop)


def differences(shop: Shop, one: Variant, other: Variant) -> tuple[SettingDifference, ...]:
    """The settings in which two versions differ; read once until one of them changes."""
    return _differences(shop.user_id, (one.id, one.updated_at), (other.id, other.updated_at), shop)


def draw(shop: Shop, variant: Variant, versions: Sequence[Variant]) -> None:
    """Draw what the file says, closed at first.

    Args:
        shop: the shop.
        variant: the version that is shown.
        versions: all versions of its model.

    """
    told, place = of_variant(shop, variant), f"catalog.file.{variant.id}"
    if variant.source_file_id is not None:
        original_file.draw(shop, variant.source_file_id)
    if variant.project_file_id is not None:
        original_file.draw(shop, variant.project_file_id, "Download its project")
    section.draw(told.report, place)
    sources.draw(told.report, place)
    settings.draw(told.settings, told.report, place)
    others = [of for of in versions if of.id != variant.id]
    if others:
        _draw_comparison(shop, variant, others, f"{place}.compare")


# The worker adds the split to what a file says, which changes the version's time.
@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _stored(
    user_id: UUID,  # noqa: ARG001 - part of the cache key
    variant_id: UUID,
    updated_at: datetime,  # noqa: ARG001 - part of the cache key
    _shop: Shop,
) -> FileReport:
    return catalog.file_report(_shop, variant_id)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _differences(
    user_id: UUID,  # noqa: ARG001 - part of the cache key
    one: tuple[UUID, datetime],
    other: tuple[UUID, datetime],
    _shop: Shop,
) -> tuple[SettingDifference, ...]:
    return catalog.settings_diff(_shop, one[0], other[0])


def _draw_comparison(shop: Shop, variant: Variant, others: Sequence[Variant], place: str) -> None:
    opened = st.expander(
        "Compare the settings with another version",
        icon=":material/compare_arrows:",
        key=f"{place}.open",
        on_change="rerun",
    )
    if not opened.open:
        return
    by_id = {of.id: of for of in others}
    with opened:
        chosen = st.selectbox(
            "The other version",
            list(by_id),
            format_func=lambda variant_id: by_id[variant_id].label,
            key=f"{place}.other",
        )
        other = by_id.get(chosen, others[0])
        names = (f"This version (v{variant.version})", f"Version {other.version}")
        found = differences(shop, variant, other)
        settings.draw_differences(found, names, f"{place}.{other.id}")
