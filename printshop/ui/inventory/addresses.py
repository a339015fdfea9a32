"""Going from one view of the inventory to another: what is shown stands in the address."""

from uuid import UUID

import streamlit as st

_SHOWN = ("filament", "spool", "view")


def go_to_spool(spool: UUID | str) -> None:
    """Open a spool, by its id or its number. For callbacks."""
    _go("spool", str(spool))


def go_to_filament(filament_id: UUID) -> None:
    """Open a filament. For callbacks."""
    _go("filament", str(filament_id))


def go_to_list() -> None:
    """Open the list of all filaments. For callbacks."""
    for name in _SHOWN:
        st.query_params.pop(name, None)


def _go(name: str, value: str) -> None:
    go_to_list()
    st.query_params[name] = value
