"""A file whose form is open: its draft, read once and compared anew when the shop changes."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.incoming import FormValues
from printshop.domain.spools import FilamentStock
from printshop.services.drafts import Draft, ModelSuggestion
from printshop.services.incoming.drafts import draft_of
from printshop.services.incoming.inbox import Item
from printshop.services.shop import Shop
from printshop.ui import problems
from printshop.ui.upload import fields

_KEY: Final = "upload.drafts"
# A draft of many plates is some megabytes with its pictures.
_KEPT: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """The shop's filaments by id, their names for lists, and the currency of its prices."""

    by_id: Mapping[UUID, FilamentStock]
    names: Mapping[UUID, str]
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An item of the inbox with its draft."""

    item: Item
    draft: Draft = field(repr=False)

    @property
    def place(self) -> str:
        """Prefix of its widget keys, and the name of its form."""
        return place_of(self.item.id)

    @property
    def newer_of(self) -> ModelSuggestion | None:
        """The model of the shop that it looks like a new version of."""
        return self.item.proposal.newer_of

    @property
    def said(self) -> FormValues:
        """What is kept of what people said of it."""
        return self.item.incoming.form_values


def place_of(incoming_id: UUID) -> str:
    """Prefix of the widget keys of a file that waits, and the name of its form."""
    return f"upload.{incoming_id}"


def opened(shop: Shop, item: Item, known: Hashable) -> Opened:
    """The draft of a file; read from its outline where it or the shop has changed.

    Args:
        shop: whose.
        item: of the inbox.
        known: anything that changes when filaments or models of the shop do.

    Raises:
        ThreeMFError, StorageError: it cannot be read.

    """
    kept: dict[UUID, tuple[Hashable, Draft]] = st.session_state.setdefault(_KEY, {})
    incoming = item.incoming
    # What somebody types changes the row, but not what is in the file.
    state = (
        incoming.status,
        incoming.outline_is_checked,
        incoming.sha256,
        tuple(incoming.thumbnail_keys.items()),
        item.proposal,
        known,
    )
    found = kept.pop(item.id, None)
    if found is None or found[0] != state:
        found = (state, draft_of(shop, item.id))
    kept[item.id] = found
    while len(kept) > _KEPT:
        del kept[next(iter(kept))]
    return Opened(item=item, draft=found[1])


def draft_kept(incoming_id: UUID) -> Draft | None:
    """The draft as a page of this session drew it last; None where none did."""
    kept: dict[UUID, tuple[Hashable, Draft]] = st.session_state.get(_KEY, {})
    return kept[incoming_id][1] if incoming_id in kept else None


def forget(incoming_id: UUID) -> None:
    """Forget all that this session holds of a file that waits no longer."""
    place = place_of(incoming_id)
    problems.forget(place)
    fields.forget(f"{place}.")
    st.session_state.get(_KEY, {}).pop(incoming_id, None)
