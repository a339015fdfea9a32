"""What a person says of one reel: place, lot, days, tare, note."""

from datetime import date
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from printshop.domain.spools import Spool, SpoolDetails
from printshop.domain.units import to_grams
from printshop.errors import ChangedMeanwhileError
from printshop.services.shop import Shop
from printshop.ui import problems
from printshop.ui.forms import checked
from printshop.ui.inventory.spool import saves

_OLDEST: Final = date(2000, 1, 1)
_LATEST: Final = date(2100, 12, 31)
_LABELS: Final = {
    "location": "Place",
    "batch_identifier": "Lot",
    "supplier": "Supplier",
    "tare_g": "Empty reel",
    "purchased_on": "Bought on",
    "opened_on": "Opened on",
    "dried_on": "Dried on",
    "expires_on": "Expires on",
    "note": "Note",
}
_TEXTS: Final = ("location", "batch_identifier", "supplier", "note")
_DAYS: Final = ("purchased_on", "opened_on", "dried_on", "expires_on")


def draw(shop: Shop, spool: Spool) -> None:
    """Draw the form, closed at first; its fields hold what stood there when it was opened."""
    key = f"inventory.spool_details.{spool.id}"
    opened = st.expander(
        "Edit this spool", icon=":material/edit:", key=f"{key}.section", on_change="rerun"
    )
    if not opened.open:
        _forget(key)
        return
    was: SpoolDetails = st.session_state.setdefault(f"{key}.was", spool.details)
    # New fields after each save: a browser would keep what it shows in the old ones.
    fields = f"{key}.{st.session_state.setdefault(f'{key}.turn', 0)}"
    with opened:
        _draw_fields(was, fields)
        problems.draw(key)
        st.button(
            "Save",
            key=f"{key}.save",
            type="primary",
            icon=":material/save:",
            on_click=_save,
            args=(shop, spool, was, key),
        )


def _draw_fields(was: SpoolDetails, key: str) -> None:
    # Row by row, so that on a phone they stand in this order too.
    for pair in (("location", "batch_identifier"), ("supplier", "tare_g")):
        for column, name in zip(st.columns(2), pair, strict=True):
            if name == "tare_g":
                _draw_tare(column, was, key)
            else:
                text = getattr(was, name)
                column.text_input(_LABELS[name], text, max_chars=100, key=f"{key}.{name}")
    for pair in (_DAYS[:2], _DAYS[2:]):
        for column, name in zip(st.columns(2), pair, strict=True):
            column.date_input(
                _LABELS[name],
                value=getattr(was, name),
                min_value=_OLDEST,
                max_value=_LATEST,
                format="YYYY-MM-DD",
                key=f"{key}.{name}",
            )
    st.text_area("Note", was.note, max_chars=500, height=80, key=f"{key}.note")


def _draw_tare(column: DeltaGenerator, was: SpoolDetails, key: str) -> None:
    column.number_input(
        "Empty reel, grams",
        value=None if was.tare_g is None else float(was.tare_g),
        step=5.0,
        format="%.2f",
        placeholder="as the filament or the brand",
        key=f"{key}.tare_g",
    )


def _save(shop: Shop, spool: Spool, was: SpoolDetails, key: str) -> None:
    with problems.beside(key):
        fields = f"{key}.{st.session_state[f'{key}.turn']}"
        details = checked(SpoolDetails, _LABELS, **_said(fields))
        try:
            saves.save(shop, spool.id, details, was, "is saved")
        except ChangedMeanwhileError as error:
            # Saving again puts one's own; what only the other person changed stays theirs.
            seen = {name: now for name, (_, now, _) in error.fields.items()}
            st.session_state[f"{key}.was"] = was.model_copy(update=seen)
            raise
        _forget(key)


def _said(key: str) -> dict[str, Any]:
    state = st.session_state
    tare = state.get(f"{key}.tare_g")
    return {
        **{name: state.get(f"{key}.{name}") or "" for name in _TEXTS},
        **{name: state.get(f"{key}.{name}") for name in _DAYS},
        "tare_g": None if tare is None else to_grams(tare),
    }


def _forget(key: str) -> None:
    """Begin anew the next time: with what stands there by then."""
    if st.session_state.pop(f"{key}.was", None) is not None:
        st.session_state[f"{key}.turn"] += 1
        problems.forget(key)
