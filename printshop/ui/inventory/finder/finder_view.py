"""Finding a maker's filament, and what was found."""

from collections.abc import Sequence
from functools import partial
from typing import Final
from uuid import UUID

import polars as pl
import streamlit as st

from printshop.domain.filament import Material
from printshop.domain.gtin import is_gtin
from printshop.domain.known_filaments import KnownFilament, Wish
from printshop.errors import NotFoundError
from printshop.services import makers
from printshop.services.shop import Shop
from printshop.ui import boundary
from printshop.ui.formats import count
from printshop.ui.inventory.finder import card, intake, kept, words
from printshop.ui.nearness import nearness
from printshop.ui.swatches import disc_uri

# Bound to the address, so that a search can be kept and sent on.
_WORDS: Final = "known_search"
_MATERIAL: Final = "known_material"
_BRAND: Final = "known_brand"
_IS_NEAR: Final = "known_near"
_COLOR: Final = "known_color"
_PAGE: Final = "known_page"
_TABLE: Final = "finder.table"
_OPEN: Final = "finder.open"
_SCANNED: Final = "finder.scanned"
_FIRST_COLOR: Final = "#1F4FC4"


def draw(shop: Shop) -> None:
    """Draw the search, and below it what it found, or the filament that was chosen."""
    intake.draw_report()
    sets = makers.data_sets(shop)
    if not sets:
        intake.draw_first(shop)
        return
    wish, color_hex = _draw_search(makers.brands(shop))
    chosen = st.query_params.get(card.ADDRESS)
    if chosen is not None:
        with boundary.errors():
            card.draw(shop, _named(shop, chosen))
    elif scanned := st.session_state.get(_SCANNED):
        _draw_scanned(shop, scanned)
    else:
        _draw_found(shop, wish, color_hex)
    kept.draw(shop)
    intake.draw_again(shop, sets)


def _draw_search(brands: Sequence[str]) -> tuple[Wish, str | None]:
    """Draw the search; returns what is looked for, and the colour it should be near."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        typed = st.text_input(
            "Search, or scan a barcode",
            key=_WORDS,
            bind="query-params",
            type="search",
            max_chars=200,
            placeholder="Brand, kind, colour, code, barcode",
            on_change=_searched,
            width=320,
        )
        material = st.selectbox(
            "Material",
            list(Material),
            index=None,
            key=_MATERIAL,
            bind="query-params",
            placeholder="All",
            on_change=_start_over,
            width=140,
        )
        brand = st.selectbox(
            "Brand",
            brands,
            index=None,
            key=_BRAND,
            bind="query-params",
            placeholder="All",
            on_change=_start_over,
            width=200,
        )
        is_near = st.toggle(
            "Close to a colour", key=_IS_NEAR, bind="query-params", on_change=_start_over
        )
        color = _FIRST_COLOR
        if is_near:
            color = st.color_picker(
                "Which colour",
                _FIRST_COLOR,
                key=_COLOR,
                bind="query-params",
                on_change=_start_over,
            )
    wish = Wish(words=typed or "", material=material, brand=brand or "")
    return wish, color.upper() if is_near else None


def _searched() -> None:
    """Begin a new search; a scanned barcode leaves the field empty for the next one."""
    _start_over()
    typed = (st.session_state[_WORDS] or "").strip()
    if is_gtin(typed):
        st.session_state[_WORDS] = ""
        st.session_state[_SCANNED] = typed


def _start_over() -> None:
    st.session_state.pop(_SCANNED, None)
    st.session_state.pop(_PAGE, None)
    card.close()


def _draw_scanned(shop: Shop, scanned: str) -> None:
    """Draw the filament with this barcode at once; several to choose from; or that none has it."""
    found = makers.of_barcode(shop, scanned)
    if len(found) == 1:
        card.draw(shop, found[0])
    elif found:
        st.markdown(f"{count(len(found), 'filament')} have the barcode **{scanned}**.")
        _draw_table(makers.FoundPage(filaments=found, n_found=len(found)))
    else:
        with st.container(border=True):
            st.markdown(
                f"**No maker's filament has the barcode {scanned}.** "
                "Search for it by its name, or add it by hand in Stock."
            )


def _draw_found(shop: Shop, wish: Wish, color_hex: str | None) -> None:
    page_index = int(st.session_state.get(_PAGE, 1)) - 1
    if color_hex is None:
        found = makers.search(shop, wish, page=page_index)
    else:
        found = makers.nearest(shop, wish, color_hex, page=page_index)
    if not found.filaments:
        with st.container(border=True):
            st.markdown(
                "**Nothing fits.** Fewer words find more; the material and the brand may be wrong."
            )
        return
    nearest = "The nearest " if color_hex else ""
    st.markdown(f"{nearest}{count(found.n_found, 'filament')}; each size of a colour is one.")
    _draw_table(found)
    n_pages = -(-found.n_found // makers.PAGE_ROWS)
    if n_pages > 1:
        st.pagination(n_pages, key=_PAGE, max_visible_pages=5)


def _draw_table(found: makers.FoundPage) -> None:
    rows = found.filaments
    ids = [row.id for row in rows]
    st.dataframe(
        _frame(found),
        key=_TABLE,
        hide_index=True,
        height=min(620, 38 + 35 * len(rows)),
        on_select=partial(_open_row, ids),
        selection_mode="single-row",
        alt="Makers' filaments; choose a row to see all that its maker says",
        column_config={
            "color": st.column_config.ImageColumn("Colour", width=56, pinned=True),
            "label": st.column_config.TextColumn("Filament"),
            "near": st.column_config.TextColumn("How close", width=125),
            "size": st.column_config.TextColumn("Spool"),
            "code": st.column_config.TextColumn("Code"),
            "bambu_id": st.column_config.TextColumn("Bambu id"),
            "barcode": st.column_config.TextColumn("Barcode"),
            "source": st.column_config.TextColumn("Says"),
        },
    )
    labels = {row.id: f"{row.label} · {words.size(row)}" for row in rows}
    st.selectbox(
        "Open one",
        ids,
        index=None,
        format_func=lambda known_id: labels.get(known_id, ""),
        placeholder="Choose a row above, or type here",
        key=_OPEN,
        on_change=_open_chosen,
        width=420,
    )


def _frame(found: makers.FoundPage) -> pl.DataFrame:
    rows = found.filaments
    columns = {
        "color": [disc_uri(row.color_hex) for row in rows],
        # Before the name, so that a phone shows it too.
        "near": [nearness(distance) for distance in found.distances],
        "label": [row.label for row in rows],
        "size": [words.size(row) for row in rows],
        "code": [row.maker_code for row in rows],
        "bambu_id": [row.bambu_id for row in rows],
        "barcode": [words.barcode(row) for row in rows],
        "source": [row.source for row in rows],
    }
    return pl.DataFrame({name: values for name, values in columns.items() if values})


def _named(shop: Shop, known_key: str) -> KnownFilament:
    try:
        known_id = UUID(known_key)
    except ValueError as error:
        kind = "maker's filament"
        raise NotFoundError(kind, known_key[:40]) from error
    return makers.known_by_id(shop, known_id)


def _open_row(ids: Sequence[UUID]) -> None:
    rows = st.session_state[_TABLE].selection.rows
    if rows and rows[0] < len(ids):
        card.open_one(ids[rows[0]])


def _open_chosen() -> None:
    if chosen := st.session_state[_OPEN]:
        card.open_one(chosen)
