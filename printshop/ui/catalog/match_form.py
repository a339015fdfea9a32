"""Which filaments of the shop a version's file means: asked once for all of its plates."""

from collections.abc import Mapping
from uuid import UUID

import streamlit as st

from printshop.domain.catalog import PlateUpdate, Requirement, Variant
from printshop.domain.filament import Filament, FilamentSort
from printshop.services import catalog, stock
from printshop.services.shop import Shop
from printshop.ui import boundary, notices
from printshop.ui.formats import count, escape_markdown
from printshop.ui.swatches import swatch

Group = tuple[Requirement, ...]


def draw(shop: Shop, variant: Variant) -> None:
    """Draw the form, closed where everything is matched; its fields once somebody opens it."""
    groups = _groups(variant)
    if not groups:
        return
    is_open = any(need.filament_id is None for group in groups for need in group)
    opened = st.expander(
        "Match filaments",
        icon=":material/link:",
        expanded=is_open,
        key=f"catalog.match.{variant.id}",
        on_change="rerun",
    )
    if not opened.open:
        return
    filaments = _to_choose(shop, groups)
    key = f"catalog.match_form.{variant.id}"
    with opened, st.form(key, border=False):
        for position, group in enumerate(groups):
            _draw_group(group, filaments, f"{key}.{position}")
        st.form_submit_button(
            "Save the match", icon=":material/save:", on_click=_save, args=(shop, groups, key)
        )


def _groups(variant: Variant) -> tuple[Group, ...]:
    """The requirements of all plates that name the same filament of the file together."""
    found: dict[tuple[object, ...], list[Requirement]] = {}
    for plate in variant.plates:
        for need in plate.requirements:
            said = (need.slicer_type, need.slicer_name, need.slicer_vendor, need.bambu_id)
            found.setdefault((need.filament_index, need.color_hex, *said), []).append(need)
    groups = sorted(found.values(), key=lambda group: group[0].filament_index)
    return tuple(map(tuple, groups))


def _to_choose(shop: Shop, groups: tuple[Group, ...]) -> dict[UUID, Filament]:
    """The filaments of the shop, and of those put away the ones that are matched already.

    Without these the form would be saved as if somebody had taken the match out.
    """
    listed = stock.list_filaments(shop, sort=FilamentSort.NAME, include_inventory=False)
    found = {row.filament.id: row.filament for row in listed}
    matched = {need.filament_id for group in groups for need in group if need.filament_id}
    away = (stock.filament_by_id(shop, each).filament for each in sorted(matched - found.keys()))
    return found | {filament.id: filament for filament in away}


def _draw_group(group: Group, filaments: Mapping[UUID, Filament], key: str) -> None:
    label, chosen = _label(group), _matched(group)
    st.markdown(label)
    st.selectbox(
        label,
        list(filaments),
        index=list(filaments).index(chosen) if chosen and chosen in filaments else None,
        format_func=lambda filament_id: _text(filaments[filament_id]),
        placeholder="Choose a filament of the shop",
        label_visibility="collapsed",
        key=key,
    )


def _text(filament: Filament) -> str:
    away = ", put away" if filament.archived_at else ""
    return f"{filament.label} ({filament.color_hex}{away})"


def _label(group: Group) -> str:
    need = group[0]
    if not need.is_named:
        return "The file names no filament; choose one."
    kind = escape_markdown(need.slicer_name or need.slicer_type or "filament")
    where = f" on {count(len(group), 'plate')}" if len(group) > 1 else ""
    return f"{swatch(need.color_hex)} {need.filament_index}: {kind} in the file{where} is"


def _matched(group: Group) -> UUID | None:
    """What all of them are matched to; None where they differ or one is open."""
    chosen = {need.filament_id for need in group}
    return chosen.pop() if len(chosen) == 1 else None


@boundary.callback
def _save(shop: Shop, groups: tuple[Group, ...], key: str) -> None:
    matches: dict[UUID, dict[UUID, UUID | None]] = {}
    for position, group in enumerate(groups):
        said = st.session_state[f"{key}.{position}"]
        if said == _matched(group):
            continue
        for need in group:
            matches.setdefault(need.plate_id, {})[need.id] = said
    updates = {plate_id: PlateUpdate(matches=of) for plate_id, of in matches.items()}
    catalog.update_plates(shop, updates)
    notices.say("The match is saved.")
