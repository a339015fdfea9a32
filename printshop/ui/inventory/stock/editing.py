"""Editing spools and filaments in the grid: many cells, saved together, each row by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import polars as pl
import streamlit as st

from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import boundary, live, notices
from printshop.ui.formats import count, escape_markdown
from printshop.ui.inventory.stock import saving
from printshop.ui.inventory.stock.drafts import Draft

_MOST_ROWS: Final = 500
_ROW_PX: Final = 44
_MOST_PX: Final = 640
_FIXED: Final = ("number", "label")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What can be edited in a grid: where its rows come from and how one is saved."""

    name: str
    id_column: str
    shown: tuple[str, ...]
    rows: Callable[[Shop, pl.DataFrame], pl.DataFrame]
    save: Callable[[Shop, Mapping[str, Any], Mapping[str, Any]], None]
    columns: Mapping[str, Any]

    @property
    def key(self) -> str:
        """Where its draft is kept."""
        return f"inventory.edit.{self.name}"


def draw_spools(shop: Shop, found: pl.DataFrame, place: str) -> None:
    """Draw the grid of the spools of these filaments, only of one place where one is named."""
    kind = _spools_at(place)
    _draw(shop, found, kind)


def draw_filaments(shop: Shop, found: pl.DataFrame) -> None:
    """Draw the grid of these filaments."""
    _draw(shop, found, _FILAMENTS)


def _draw(shop: Shop, found: pl.DataFrame, kind: Kind) -> None:
    draft = _draft(shop, found, kind)
    if draft.base.is_empty():
        st.markdown("**Nothing to edit fits these filters.**")
        return
    waiting = draft.waiting
    _draw_head(shop, kind, draft, len(waiting))
    for sentence in draft.faults.values():
        st.error(sentence, icon=":material/error:")
    st.data_editor(
        draft.shown,
        key=_editor_key(kind, draft),
        hide_index=True,
        num_rows="fixed",
        row_height=_ROW_PX,
        height=min(_MOST_PX, 38 + _ROW_PX * draft.base.height),
        disabled=[name for name in kind.shown if name in _FIXED],
        column_order=kind.shown,
        column_config=kind.columns,
        on_change=_take,
        args=(kind,),
        placeholder="",
        alt=f"Grid to edit {kind.name}",
    )
    # Under the grid, which must not move while somebody types into a cell.
    live.draw_news(
        shop,
        lambda: not kind.rows(shop, found).head(_MOST_ROWS).equals(draft.base),
        key="inventory_news",
        topics=("stock",),
        how="Save or discard, and it is shown." if waiting else "",
    )


def _draft(shop: Shop, found: pl.DataFrame, kind: Kind) -> Draft:
    """The draft of the session; without edits that wait it shows what there is now."""
    draft = st.session_state.get(kind.key)
    if draft is None:
        draft = Draft.of(kind.rows(shop, found).head(_MOST_ROWS), kind.id_column)
        st.session_state[kind.key] = draft
    elif not draft.waiting:
        draft.refresh(kind.rows(shop, found).head(_MOST_ROWS))
    elif _editor_key(kind, draft) not in st.session_state:
        # The grid was not drawn for a while and forgot what was typed into it; the draft did not.
        draft.rebuild()
    return draft


def _draw_head(shop: Shop, kind: Kind, draft: Draft, waiting: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="inventory_edit"):
        if waiting:
            st.markdown(
                f"**{count(waiting, 'row')} changed, not saved.** The rows stand still until then.",
                width="stretch",
            )
        else:
            more = f", the first {_MOST_ROWS}" if draft.base.height == _MOST_ROWS else ""
            st.markdown(
                f"{count(draft.base.height, 'row')}{more}. Type into the cells, then save.",
                width="stretch",
            )
        st.button(
            "Save",
            key=f"{kind.key}.save",
            type="primary",
            icon=":material/save:",
            disabled=not waiting,
            on_click=_save,
            args=(shop, kind),
        )
        st.button(
            "Discard",
            key=f"{kind.key}.discard",
            icon=":material/undo:",
            disabled=not waiting,
            on_click=_discard,
            args=(kind,),
        )


def _editor_key(kind: Kind, draft: Draft) -> str:
    return f"{kind.key}.grid.{draft.version}"


def _take(kind: Kind) -> None:
    draft: Draft = st.session_state[kind.key]
    draft.take(st.session_state[_editor_key(kind, draft)]["edited_rows"])


def _discard(kind: Kind) -> None:
    draft: Draft = st.session_state[kind.key]
    draft.edits, draft.faults = {}, {}
    draft.rebuild()


def _save(shop: Shop, kind: Kind) -> None:
    """Save each row that waits; those that cannot be saved stay, with why."""
    draft: Draft = st.session_state[kind.key]
    rows = {row[kind.id_column]: row for row in draft.base.iter_rows(named=True)}
    waiting = draft.waiting
    draft.faults = {}
    for row_id, said in waiting.items():
        try:
            kind.save(shop, rows[row_id], said)
            del draft.edits[row_id]
        except Exception as error:  # noqa: BLE001 - every error is said beside its row or logged
            sentence = " ".join(boundary.sentence(error)).strip()
            draft.faults[row_id] = f"**{_name_of(rows[row_id])}**: {sentence}"
    saved = len(waiting) - len(draft.faults)
    if saved:
        notices.say(f"{count(saved, 'row')} saved.")
    with boundary.errors():
        # What somebody else made of a row is what the person has seen from now on.
        ids = pl.DataFrame({kind.id_column: draft.ids})
        found = pl.DataFrame({"filament_id": draft.base["filament_id"].unique()})
        now = kind.rows(shop, found.join(_labels(draft), on="filament_id"))
        draft.refresh(ids.join(now, on=kind.id_column, maintain_order="left").select(now.columns))


def _labels(draft: Draft) -> pl.DataFrame:
    return draft.base.select("filament_id", "label").unique()


def _name_of(row: Mapping[str, Any]) -> str:
    number = f"#{row['number']} " if "number" in row else ""
    return escape_markdown(f"{number}{row['label']}")


def spool_rows(shop: Shop, found: pl.DataFrame) -> pl.DataFrame:
    """The spools of filaments as the grid holds them, grams as floats."""
    ids = [UUID(one) for one in found["filament_id"]]
    return (
        stock.spool_frame(shop, ids)
        .join(found.select("filament_id", "label"), on="filament_id", maintain_order="left")
        .with_columns(tare_g=pl.col("tare_cg") / 100, on_hand_g=pl.col("on_hand_cg") / 100)
        .drop("tare_cg", "on_hand_cg", "cost_e6", "is_weighed")
    )


def filament_rows(shop: Shop, found: pl.DataFrame) -> pl.DataFrame:
    """The filaments as the grid holds them, grams as floats."""
    ids = [UUID(one) for one in found["filament_id"]]
    return (
        found.select("filament_id", "label")
        .join(stock.reorder_terms(shop, ids), on="filament_id", maintain_order="left")
        .with_columns(low_stock_g=pl.col("low_stock_cg") / 100)
        .drop("low_stock_cg")
    )


_DAY: Final = "YYYY-MM-DD"
# No limits of numbers here: a grid drops the minus that it does not allow, and the number
# without it would be taken for what was typed. The sentence of the row says what is wrong.
_FILAMENTS: Final = Kind(
    name="filaments",
    id_column="filament_id",
    shown=("label", *saving.FILAMENT_LABELS),
    rows=filament_rows,
    save=saving.save_filament,
    columns={
        "label": st.column_config.TextColumn("Filament", pinned=True),
        "low_stock_g": st.column_config.NumberColumn(
            "Low at, g", format="%,.0f", help="At or under so many grams; 0 is off."
        ),
        "low_stock_spools": st.column_config.NumberColumn(
            "Low at, unopened", step=1, help="At or under so many; 0 is off."
        ),
        "lead_time_days": st.column_config.NumberColumn("Lead time, days", step=1),
        "pack_size": st.column_config.NumberColumn("Pack of", step=1),
        "supplier": st.column_config.TextColumn("Supplier", max_chars=100),
        "purchase_url": st.column_config.TextColumn("Where to buy it", max_chars=500),
    },
)


def _spools_at(place: str) -> Kind:
    def rows(shop: Shop, found: pl.DataFrame) -> pl.DataFrame:
        spools = spool_rows(shop, found)
        return spools.filter(pl.col("location") == place) if place else spools

    return Kind(
        name="spools",
        id_column="spool_id",
        shown=("number", "label", *saving.SPOOL_LABELS),
        rows=rows,
        save=saving.save_spool,
        columns={
            "number": st.column_config.NumberColumn("Spool", format="#%d", pinned=True),
            "label": st.column_config.TextColumn("Filament"),
            "location": st.column_config.TextColumn("Place", max_chars=100),
            "batch_identifier": st.column_config.TextColumn("Lot", max_chars=100),
            "opened_on": st.column_config.DateColumn("Opened", format=_DAY),
            "dried_on": st.column_config.DateColumn("Dried", format=_DAY),
            "expires_on": st.column_config.DateColumn("Expires", format=_DAY),
            "tare_g": st.column_config.NumberColumn("Empty reel, g", format="%.1f"),
            "note": st.column_config.TextColumn("Note", max_chars=500),
        },
    )
