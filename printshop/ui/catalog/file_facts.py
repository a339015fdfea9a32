"""What stands in a variant's file: what was odd in it, and the slicer's settings to search."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
import streamlit as st

from printshop.domain.catalog import Variant
from printshop.services import catalog
from printshop.services.shop import Shop
from printshop.ui.formats import count, escape_markdown

_KEPT = 16


def draw(shop: Shop, variant: Variant) -> None:
    """Draw both, closed at first; the settings are built only once somebody opens them."""
    # JSON as it was stored: its shape is the slicer's and the reader's.
    stored = _stored(shop.user_id, variant.id, shop)
    _draw_findings(stored.get("report", {}).get("findings", []))
    _draw_settings(stored.get("settings", {}), variant)


# What a variant's file said never changes: a changed file is another variant.
@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _stored(user_id: UUID, variant_id: UUID, _shop: Shop) -> Mapping[str, Any]:  # noqa: ARG001 - part of the cache key
    return catalog.raw_settings(_shop, variant_id)


def _draw_findings(findings: Sequence[Mapping[str, str]]) -> None:
    if not findings:
        return
    label = f"{count(len(findings), 'remark')} on the file"
    with st.expander(label, icon=":material/rule:"):
        lines = (
            f"- {escape_markdown(found['message'])} ({escape_markdown(found['where'])})"
            for found in findings
        )
        st.markdown("\n".join(lines))


def _draw_settings(settings: Mapping[str, object], variant: Variant) -> None:
    opened = st.expander(
        "Settings of the slicer",
        icon=":material/tune:",
        key=f"catalog.settings.{variant.id}",
        on_change="rerun",
    )
    if not opened.open:
        return
    with opened:
        if not settings:
            st.markdown("The file holds no settings.")
            return
        wanted = st.text_input(
            "Search the settings",
            key=f"catalog.settings_search.{variant.id}",
            type="search",
            live="250ms",
            placeholder="layer, infill, speed…",
        )
        found = matching(settings, wanted or "")
        st.dataframe(
            {"Setting": [row[0] for row in found], "Value": [row[1] for row in found]},
            hide_index=True,
            height=min(400, 37 + 35 * max(1, len(found))),
            alt=f"{len(found)} of {len(settings)} settings of the slicer",
        )


def matching(settings: Mapping[str, object], wanted: str) -> list[tuple[str, str]]:
    """The settings whose name or value holds every word of `wanted`, by name."""
    rows = sorted((name, _text(value)) for name, value in settings.items())
    words = wanted.lower().split()
    return [row for row in rows if all(word in " ".join(row).lower() for word in words)]


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return orjson.dumps(value).decode()
