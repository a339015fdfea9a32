"""What the fields of a model say, wherever they are drawn: in an upload and in the catalog."""

from typing import Final

import streamlit as st

from printshop.domain.catalog import NewModel
from printshop.ui.forms import checked

_LABELS: Final = {
    "name": "Name",
    "designer": "Designer",
    "license": "Licence",
    "source_url": "Where it comes from",
    "tags": "Tags",
    "description": "Description",
}


def said(key: str, model: NewModel) -> NewModel:
    """The model that the fields below `key` describe; one that was never shown says `model`'s.

    Raises:
        InvalidInputError: a field is outside its limits.

    """
    state = st.session_state
    tags = state.get(f"{key}.tags", ", ".join(model.tags)) or ""
    values = {
        name: state.get(f"{key}.{name}", getattr(model, name)) or ""
        for name in _LABELS
        if name != "tags"
    }
    return checked(
        NewModel,
        _LABELS,
        **values,
        tags=tuple(dict.fromkeys(filter(None, map(str.strip, tags.split(","))))),
        category=state.get(f"{key}.category") or model.category,
    )
