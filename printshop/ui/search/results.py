"""What was found, by kind, each with the way to its page."""

from functools import partial
from typing import Final

import streamlit as st

from printshop.domain.search import SearchGroup, SearchHit, SearchKind, SearchResults
from printshop.services.shop import Shop
from printshop.ui import pictures, places
from printshop.ui.formats import escape_markdown, joined
from printshop.ui.search import filters
from printshop.ui.search.marking import marked
from printshop.ui.swatches import swatch

_PICTURE_PX: Final = 44
_LONGEST: Final = 80
_ICONS: Final = {
    SearchKind.MODEL: ":material/deployed_code:",
    SearchKind.VERSION: ":material/history:",
    SearchKind.FILAMENT: ":material/palette:",
    SearchKind.SPOOL: ":material/data_usage:",
    SearchKind.JOB: ":material/print:",
}
_HAS_PICTURE: Final = frozenset({SearchKind.MODEL, SearchKind.VERSION, SearchKind.JOB})


def draw(shop: Shop, results: SearchResults) -> None:
    """Draw the groups, and before them how many there are and how long it took."""
    for typed, meant in results.corrections:
        st.markdown(
            f"Nothing bears “{escape_markdown(typed)}”. "
            f"Did you mean **{escape_markdown(meant)}**? This is what was found for it."
        )
    noun = "result" if results.total == 1 else "results"
    st.caption(f"{results.total_text} {noun} in {results.took_ms:,.0f} ms")
    with st.container(key="search_results"):
        for group in results.groups:
            _draw_group(shop, group, results.words)


def _draw_group(shop: Shop, group: SearchGroup, words: tuple[str, ...]) -> None:
    name = filters.KIND_WORDS[group.kind]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(f"{name} :gray[{group.count_text}]", anchor=False, width="content")
        is_more = group.total > len(group.hits)
        if is_more and len(group.hits) < filters.MOST_OF_ONE:
            st.button(
                f"Show more {name.lower()}",
                key=f"search_more_{group.kind}",
                type="tertiary",
                on_click=partial(filters.show_all, group.kind),
            )
    with st.container(gap="xsmall", key=f"search_group_{group.kind}"):
        for hit in group.hits:
            _draw_hit(shop, hit, words)
    if is_more and len(group.hits) >= filters.MOST_OF_ONE:
        more = f"more than {group.total - 1}" if group.is_more else f"{group.total}"
        st.caption(f"These are the first {len(group.hits)} of {more}. More words find fewer.")


def _draw_hit(shop: Shop, hit: SearchHit, words: tuple[str, ...]) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"search_hit_{hit.id}"
    ):
        if hit.kind in _HAS_PICTURE:
            st.image(
                pictures.address(shop, hit.picture_key, width_px=2 * _PICTURE_PX),
                alt="",
                width=_PICTURE_PX,
            )
        discs = " ".join(swatch(color) for color in hit.color_hexes[:3])
        number = f"{escape_markdown(f'#{hit.number}')} " if hit.number else ""
        title = f"{number}{marked(_short(hit.title), words)}"
        facts = joined(*(marked(_short(fact), words) for fact in hit.facts))
        why = f" :green-badge[{escape_markdown(hit.why)}]" if hit.why else ""
        place, query = _page_of(hit)
        place.link(
            f"{discs} {title}  \n:gray[{facts}]{why}".strip(),
            icon="" if discs or hit.kind in _HAS_PICTURE else _ICONS[hit.kind],
            width="stretch",
            **query,
        )


def _short(text: str) -> str:
    """A name as long as a hit has room for."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def _page_of(hit: SearchHit) -> tuple[places.Place, dict[str, str]]:
    match hit.kind:
        case SearchKind.MODEL:
            return places.CATALOG, {"model": str(hit.id)}
        case SearchKind.VERSION:
            return places.CATALOG, {"model": str(hit.model_id), "version": str(hit.id)}
        case SearchKind.FILAMENT:
            return places.INVENTORY, {"filament": str(hit.id)}
        case SearchKind.SPOOL:
            return places.INVENTORY, {"spool": str(hit.number)}
        case SearchKind.JOB:
            return places.PRINT_QUEUE, {"job": str(hit.number)}
