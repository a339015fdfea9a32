"""The spools place by place, with what lies there in all."""

from typing import Final
from uuid import UUID

import polars as pl
import streamlit as st

from printshop.analytics.stock_values import own_value_of_spools
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui.formats import escape_markdown
from printshop.ui.inventory.stock import bulk, filters, words
from printshop.ui.inventory.stock.care import open_spool
from printshop.ui.inventory.stock.grid import table_key
from printshop.ui.swatches import disc_uri

_FEW_PLACES: Final = 6
_ROW_PX: Final = 44
_MOST_PX: Final = 360
_PLACE_CLICKED: Final = "inventory.places.clicked"


def draw(shop: Shop, found: pl.DataFrame, place: str, currency: str) -> None:
    """Draw the spools of these filaments by place; only of one place where one is named.

    Args:
        shop: whose.
        found: STOCK with labels.
        place: "" for all.
        currency: ISO 4217.

    """
    spools = _spools(shop, found, place)
    if spools.is_empty():
        st.markdown("**No spool of these filaments is on the shelf.**")
        return
    steps = st.container(key="inventory_steps")
    places = _totals(spools)
    if places.height > 1:
        _draw_places(places, currency)
    few = places["place"].head(_FEW_PLACES).to_list()
    groups = spools.filter(pl.col("location").is_in(few)).partition_by(
        "location", maintain_order=True
    )
    chosen = [one for group in groups for one in _draw_place(group, currency)]
    if places.height > _FEW_PLACES:
        left_out = places.height - _FEW_PLACES
        st.markdown(f"{left_out} more places: press Show beside one of them above.")
    with steps:
        bulk.draw_spools(shop, chosen)


def _spools(shop: Shop, found: pl.DataFrame, place: str) -> pl.DataFrame:
    ids = [UUID(one) for one in found["filament_id"]]
    spools = stock.spool_frame(shop, ids).join(
        found.select("filament_id", "label", "color_hex"),
        on="filament_id",
        validate="m:1",
        maintain_order="left",
    )
    return spools.filter(pl.col("location") == place) if place else spools


def _totals(spools: pl.DataFrame) -> pl.DataFrame:
    """The places in their order, with what lies there in all."""
    return spools.group_by("location", maintain_order=True).agg(
        place=pl.col("location").first(),
        spools=pl.len(),
        grams=pl.col("on_hand_cg").sum() / 100,
        value=own_value_of_spools(),
    )


def _draw_places(places: pl.DataFrame, currency: str) -> None:
    names = places["place"].to_list()
    st.dataframe(
        places.select(
            pl.col("place").replace("", words.NO_PLACE),
            pl.when(pl.col("place") == "").then(pl.lit("")).otherwise(pl.lit("Show")).alias("show"),
            "spools",
            "grams",
            "value",
        ),
        key=f"inventory.places.{table_key(names)}",
        hide_index=True,
        row_height=_ROW_PX,
        height=min(_MOST_PX, 38 + _ROW_PX * places.height),
        alt="Places with what lies there",
        column_config={
            "place": st.column_config.TextColumn("Place"),
            "show": st.column_config.ButtonColumn(
                "", key=_PLACE_CLICKED, type="tertiary", on_click=_show_place, args=(names,)
            ),
            "spools": st.column_config.NumberColumn("Spools"),
            "grams": st.column_config.NumberColumn("On hand, g", format="%,.0f"),
            "value": st.column_config.NumberColumn(f"Value, {currency}", format="%,.2f"),
        },
    )


def _draw_place(spools: pl.DataFrame, currency: str) -> list[UUID]:
    place = spools["location"][0]
    st.markdown(f"**{escape_markdown(words.place_title(place, spools, currency))}**")
    ids = spools["spool_id"].to_list()
    clicked = f"inventory.place.clicked.{place}"
    event = st.dataframe(
        spools.select(
            pl.Series("color", [disc_uri(color) for color in spools["color_hex"]], pl.String),
            pl.format("#{}", "number").alias("number"),
            pl.lit("Open").alias("open"),
            (pl.col("on_hand_cg") / 100).alias("grams"),
            "label",
            "batch_identifier",
            "opened_on",
            "expires_on",
        ),
        key=table_key(ids),
        hide_index=True,
        row_height=_ROW_PX,
        height=min(_MOST_PX, 38 + _ROW_PX * len(ids)),
        on_select="rerun",
        selection_mode="multi-row",
        alt=f"Spools at {place or 'no place'}; press Open in a row to open its spool",
        placeholder="",
        column_config={
            "color": st.column_config.ImageColumn("Colour", width=56, pinned=True),
            "number": st.column_config.TextColumn("Spool"),
            "open": st.column_config.ButtonColumn(
                "", key=clicked, type="tertiary", on_click=_open_row, args=(clicked, ids)
            ),
            "grams": st.column_config.NumberColumn("Grams", format="%,.0f"),
            "label": st.column_config.TextColumn("Filament"),
            "batch_identifier": st.column_config.TextColumn("Lot"),
            "opened_on": st.column_config.DateColumn("Opened", format="D MMM YYYY"),
            "expires_on": st.column_config.DateColumn("Expires", format="D MMM YYYY"),
        },
    )
    return [UUID(ids[row]) for row in event.selection.rows if row < len(ids)]


def _open_row(clicked: str, ids: list[str]) -> None:
    click = st.session_state.get(clicked)
    if click is not None and click.row < len(ids):
        open_spool(ids[click.row])


def _show_place(names: list[str]) -> None:
    click = st.session_state.get(_PLACE_CLICKED)
    if click is not None and click.row < len(names) and names[click.row]:
        st.session_state[filters.PLACE] = names[click.row]
