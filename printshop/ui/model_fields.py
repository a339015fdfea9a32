"""What the fields of a model say, wherever they are drawn: in an upload and in the catalog."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from printshop.domain.catalog import NewModel
from printshop.ui.forms import checked

LABELS: Final = {
    "name": "Name",
    "designer": "Designer",
    "license": "Licence",
    "source_url": "Where it comes from",
    "tags": "Tags",
    "description": "Description",
}


def said(key: str, model: NewModel, *, state: Mapping[str, object] | None = None) -> NewModel:
    """The model that the fields below `key` describe; one that was never shown says `model`'s.

    Args:
        key: prefix of the widget keys.
        model: what counts where no field does.
        state: the fields that count, by key; all of this session by default.

    Raises:
        InvalidInputError: a field is outside its limits.

    """
    if state is None:
        state = {str(name): value for name, value in st.session_state.items()}
    tags = str(state.get(f"{key}.tags", ", ".join(model.tags)) or "")
    values = {
        name: state.get(f"{key}.{name}", getattr(model, name)) or ""
        for name in LABELS
        if name != "tags"
    }
    return checked(
        NewModel,
        LABELS,
        **values,
        tags=tuple(dict.fromkeys(filter(None, map(str.strip, tags.split(","))))),
        category=state.get(f"{key}.category") or model.category,
    )
