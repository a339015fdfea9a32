"""Going from one view of the inventory to another: what is shown stands in the address."""

from collections.abc import Mapping
from uuid import UUID

import streamlit as st

_KEPT = ("show",)


def go_to_spool(spool: UUID | str) -> None:
    """Open a spool, by its id or its number. For callbacks."""
    _go("spool", str(spool))


def go_to_filament(filament_id: UUID | str) -> None:
    """Open a filament. For callbacks."""
    _go("filament", str(filament_id))


def go_to_list() -> None:
    """Open the list of all filaments. For callbacks."""
    _put({})


def _go(name: str, value: str) -> None:
    _put({name: value})


def _put(shown: Mapping[str, str]) -> None:
    # All with one change of the address. Filters are bound to it, and would go with a second one
    # once they are not drawn: that is one more press of Back than there were steps.
    kept = {name: st.query_params[name] for name in _KEPT if name in st.query_params}
    st.query_params.from_dict(kept | dict(shown))
