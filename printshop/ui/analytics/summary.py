"""The first look: what changed, the figures with those before, and margins that fell."""

from collections.abc import Sequence
from typing import Final, Literal

import streamlit as st

from printshop.services.dashboard import words
from printshop.services.dashboard.view import Dashboard, Said, Tile
from printshop.ui import places
from printshop.ui.analytics import asked
from printshop.ui.formats import escape_markdown

_KEY: Final = "analytics"
_TILE_PX: Final = 168
_ICONS: Final = {
    "good": ":green[:material/trending_up:]",
    "bad": ":red[:material/warning:]",
    "neutral": ":gray[:material/info:]",
}
_ROWS: Final = {
    "jobs": "See the prints",
    "purchases": "See the purchases",
    "spools": "See the spools",
}


def draw(board: Dashboard) -> None:
    """Draw it."""
    if board.changes:
        _draw_said("What changed", board.changes, "changes")
    _draw_tiles(board)
    if board.margins:
        now = " now" if board.is_over else ""
        _draw_said(f"Margins to look at{now}", board.margins, "margins")
    if board.missing:
        st.caption(" ".join(_plain(one) for one in board.missing))


def _draw_said(title: str, sentences: Sequence[Said], name: str) -> None:
    """Draw sentences; one with rows behind it is the button that leads there."""
    st.header(title, anchor=False)
    with st.container(border=True, gap="xsmall", key=f"analytics_said_{name}"):
        for at, said in enumerate(sentences):
            text = f"{_ICONS[said.kind]} {_plain(said.text)}"
            if said.model_id is not None:
                places.CATALOG.link(text, icon="", model=said.model_id)
                continue
            if said.drill is None:
                # As large as the buttons beside it.
                st.markdown(f":small[{text}]")
                continue
            st.button(
                f"{text} :material/chevron_right:",
                key=f"{_KEY}.{name}.{at}",
                type="tertiary",
                wrap=True,
                help=_ROWS[said.drill.rows],
                on_click=asked.open_drill,
                args=(said.drill,),
            )


def _draw_tiles(board: Dashboard) -> None:
    with st.grid("auto", min_column_width=_TILE_PX, gap="small", key="analytics_tiles"):
        for tile in board.tiles:
            with st.container(border=True, height="stretch", key=f"analytics_tile_{tile.key}"):
                _draw_tile(tile, board.currency)


def _plain(text: str) -> str:
    """A text as it is; numbers stay on one line with their units."""
    return words.NO_BREAK.join(map(escape_markdown, text.split(words.NO_BREAK)))


def _draw_tile(tile: Tile, currency: str) -> None:
    moved = words.change(tile, currency)
    st.metric(
        escape_markdown(tile.label),
        _plain(words.figure(tile.value, tile.unit, currency)),
        _plain(moved).replace(words.MINUS, "-") or None,
        delta_color=_color_of(tile),
        help=_plain(tile.explained) or None,
    )
    facts = (_before(tile, currency), words.interval(tile, currency), tile.note, tile.missing)
    said = "  \n".join(_plain(fact) for fact in facts if fact)
    if said:
        st.caption(said)
    if tile.drill is not None:
        st.button(
            _ROWS[tile.drill.rows],
            key=f"{_KEY}.tile.{tile.key}",
            type="tertiary",
            icon=":material/chevron_right:",
            icon_position="right",
            help=f"Behind: {escape_markdown(tile.label)}",
            on_click=asked.open_drill,
            args=(tile.drill,),
        )


def _before(tile: Tile, currency: str) -> str:
    if tile.before is None:
        return ""
    before = words.figure(tile.before, tile.unit, currency)
    is_same = tile.value is not None and not words.change(tile, currency)
    return "as before" if is_same else f"before: {before}"


def _color_of(tile: Tile) -> Literal["normal", "inverse", "off"]:
    if tile.is_more_better is None:
        return "off"
    return "normal" if tile.is_more_better else "inverse"
