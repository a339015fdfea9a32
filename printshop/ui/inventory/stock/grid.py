"""The grid of filaments: what there is, the way to each, and what to do with many at once."""

import hashlib
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import polars as pl
import streamlit as st

from printshop.analytics.stock_values import own_cost_per_gram, own_value
from printshop.services.shop import Shop
from printshop.ui.inventory.stock import bulk, words
from printshop.ui.inventory.stock.care import open_filament
from printshop.ui.nearness import nearness
from printshop.ui.swatches import discs_uri

_OPEN: Final = "inventory.open"
_CLICKED: Final = "inventory.open_clicked"
_ROW_PX: Final = 44
_MOST_PX: Final = 640


def draw(shop: Shop, found: pl.DataFrame, currency: str, *, is_put_away: bool) -> None:
    """Draw the filaments.

    Args:
        shop: whose.
        found: STOCK_WITH_RULES with labels, `with_demand`, maybe with `color_distance`, in the
            order to show.
        currency: ISO 4217.
        is_put_away: whether they are those that were put away.

    """
    ids = found["filament_id"].to_list()
    steps = st.container(key="inventory_steps")
    chosen = _draw_table(found, ids, currency)
    with steps:
        bulk.draw_filaments(shop, [UUID(ids[row]) for row in chosen], is_put_away=is_put_away)
    of_label = dict(zip(found["label"], ids, strict=True))
    st.selectbox(
        "Open a filament",
        list(of_label),
        index=None,
        placeholder="Press Open in a row above, or type here",
        key=_OPEN,
        on_change=_open_chosen,
        args=(of_label,),
        width=420,
    )


def with_demand(found: pl.DataFrame, demand: pl.DataFrame) -> pl.DataFrame:
    """Add to filaments what FILAMENT_DEMAND says of each."""
    said = demand.select(
        "filament_id", "rate_cg_per_day", "cover_days", "runs_out_on", pl.col("source").alias("use")
    )
    return found.join(said, on="filament_id", how="left", validate="1:1", maintain_order="left")


def table_key(ids: Sequence[str]) -> str:
    """Key of a table whose rows are chosen by position: other rows are another table."""
    return f"inventory.table.{hashlib.sha256(''.join(ids).encode()).hexdigest()[:16]}"


def _draw_table(found: pl.DataFrame, ids: list[str], currency: str) -> list[int]:
    event = st.dataframe(
        as_shown(found),
        key=table_key(ids),
        hide_index=True,
        row_height=_ROW_PX,
        height=min(_MOST_PX, 38 + _ROW_PX * len(ids)),
        on_select="rerun",
        selection_mode="multi-row",
        alt="Filaments with their stock; press Open in a row to open its filament",
        placeholder="",
        column_config={
            "color": st.column_config.ImageColumn("Colour", width=56, pinned=True),
            "open": st.column_config.ButtonColumn(
                "", key=_CLICKED, type="tertiary", width=64, on_click=_open_row, args=(ids,)
            ),
            "near": st.column_config.TextColumn("How close", width=125),
            "on_hand_g": st.column_config.NumberColumn("On hand, g", format="%,.0f"),
            "label": st.column_config.TextColumn("Filament"),
            "status": st.column_config.TextColumn("Status", width=116),
            "lasts": st.column_config.NumberColumn(
                "Lasts, days",
                format="%,.0f",
                help="Until what can be printed from is used up: what the queue takes, and never "
                "less than is usual. Empty: nothing is asked of it, or it lasts for years.",
            ),
            "runs_out_on": st.column_config.DateColumn("Runs out", format="D MMM YYYY"),
            "a_day_g": st.column_config.NumberColumn("Use a day, g", format="%,.1f"),
            "use": st.column_config.TextColumn("Where that comes from", width=320),
            "sealed": st.column_config.NumberColumn("Sealed", help="Unopened spools."),
            "opened": st.column_config.NumberColumn("Open", help="Opened spools that hold some."),
            "places": st.column_config.TextColumn("Places"),
            "value": st.column_config.NumberColumn(f"Value, {currency}", format="%,.2f"),
            "cost": st.column_config.NumberColumn(f"{currency} per g", format="%.4f"),
            "demand": st.column_config.NumberColumn(
                "Used in plates", help="How many plates of the catalog take it."
            ),
            "material": st.column_config.TextColumn("Material"),
            "finish": st.column_config.TextColumn("Finish"),
        },
    )
    return [row for row in event.selection.rows if row < len(ids)]


def as_shown(found: pl.DataFrame) -> pl.DataFrame:
    """The columns of the grid; what a phone shows first stands first."""
    colors = zip(found["color_hex"], found["other_color_hexes"], strict=True)
    near = []
    if "color_distance" in found.columns:
        near = [pl.Series("near", [nearness(one) for one in found["color_distance"]], pl.String)]
    return found.select(
        pl.Series(
            "color", [discs_uri([one, *_split(others)]) for one, others in colors], pl.String
        ),
        pl.lit("Open").alias("open"),
        *near,
        (pl.col("on_hand_cg") / 100).alias("on_hand_g"),
        "label",
        words.status().alias("status"),
        pl.col("cover_days").floor().alias("lasts"),
        "runs_out_on",
        (pl.col("rate_cg_per_day") / 100).alias("a_day_g"),
        pl.col("sealed_count").alias("sealed"),
        (pl.col("spool_count") - pl.col("sealed_count")).alias("opened"),
        pl.col("locations").str.replace_all("\n", ", ", literal=True).alias("places"),
        own_value().alias("value"),
        own_cost_per_gram().alias("cost"),
        pl.col("demand_count").alias("demand"),
        "material",
        pl.col("finish").replace(words.FINISHES).alias("finish"),
        "use",
    )


def _split(others: str) -> list[str]:
    return others.split("|") if others else []


def _open_row(ids: list[str]) -> None:
    click = st.session_state.get(_CLICKED)
    if click is not None and click.row < len(ids):
        open_filament(ids[click.row])


def _open_chosen(of_label: dict[str, str]) -> None:
    if (chosen := st.session_state[_OPEN]) in of_label:
        open_filament(of_label[chosen])
