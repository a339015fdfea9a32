"""Which spools a print took how much from: prefilled, to be changed, more to be added."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.filament import Filament
from printshop.domain.print_queue import ActualUse, SpoolUse
from printshop.domain.spools import FilamentStock, Spool
from printshop.domain.units import to_grams
from printshop.errors import InvalidInputError, NoSpoolError
from printshop.services import printing, stock
from printshop.services.planning.view import QueuedJob
from printshop.services.shop import Shop
from printshop.ui.formats import escape_label, grams, joined
from printshop.ui.forms import checked
from printshop.ui.queue import words
from printshop.ui.swatches import filament_label

_LABELS: Final = {"used_g": "Grams"}


def draw(shop: Shop, row: QueuedJob, key: str, share: Decimal) -> None:
    """Draw a line for each spool that the print is expected to have taken from.

    Args:
        shop: whose spools.
        row: the job.
        key: of the dialog; `said` reads what is typed under it.
        share: how much of the print was done, 0 to 1.

    """
    lines = st.session_state.setdefault(
        f"{key}.lines", printing.prefilled(shop, row.job.id, share=share)
    )
    for at in words.positions(row.needs):
        if at.filament_id is None:
            continue
        of_it = [line for line in lines if line.filament_id == at.filament_id]
        _draw_filament(shop, at.filament_id, of_it, key, is_unknown=at.needed_g is None)
        by_file_g = None if at.needed_g is None else to_grams(at.needed_g * share)
        if of_it and (why := words.expected(by_file_g, sum(line.used_g for line in of_it))):
            st.caption(why)
    unmatched = [need for need in row.needs if need.filament is None]
    if unmatched:
        st.markdown(
            f"Not booked, as it is matched to no filament of the shop: {words.needs(unmatched)}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """What stands in the lines: of each spool, and of filaments that no spool is named for."""

    spool_use: tuple[SpoolUse, ...] = ()
    actual_use: tuple[ActualUse, ...] = ()


def said(row: QueuedJob, key: str, *, is_sure: bool) -> Uses:
    """What stands in the lines; 0 is said as much as any other number.

    Args:
        row: the job.
        key: of the dialog.
        is_sure: whether the person said that what was doubted is right.

    Raises:
        InvalidInputError: a field is empty (unknown is not zero) or outside its limits.
        NoSpoolError: no spool is chosen for a filament, and nobody is sure that it stays so.

    """
    state, uses, of_none = st.session_state, [], []
    names = {need.filament.id: need.filament.label for need in row.needs if need.filament}
    for filament_id, name in names.items():
        chosen = _chosen(key, filament_id)
        if not chosen:
            if not is_sure:
                raise NoSpoolError(name)
            of_none.append(ActualUse(filament_id=filament_id, used_g=Decimal(0)))
        for spool_id in chosen:
            used_g = state.get(_field(key, spool_id, "g"))
            if used_g is None:
                raise InvalidInputError(
                    f"Say how many grams of {name} it took.", hint="0 if it took none."
                )
            use = checked(
                SpoolUse,
                {"used_g": f"{name}, grams,"},
                filament_id=filament_id,
                spool_id=spool_id,
                used_g=to_grams(used_g),
                is_measured=state.get(_field(key, spool_id, "weighed"), False),
            )
            uses.append(use)
    return Uses(spool_use=tuple(uses), actual_use=tuple(of_none))


def forget(key: str) -> None:
    """Prefill the lines anew the next time."""
    st.session_state.pop(f"{key}.lines", None)


def spool_words(spool: Spool) -> str:
    """A spool as plain words: `#12 · 340 g · Shelf A`."""
    state = "" if spool.is_weighed else "never weighed"
    return joined(spool.label, grams(spool.quantity_g), spool.location, state)


def _draw_filament(
    shop: Shop, filament_id: UUID, lines: Sequence[SpoolUse], key: str, *, is_unknown: bool
) -> None:
    found = stock.filament_by_id(shop, filament_id)
    spools = _spools(found, lines)
    by_id = {spool.id: spool for spool in spools}
    place = f"{key}.{filament_id}.spools"
    # The swatch stands above the field: within its label it would be read out as base64.
    st.markdown(f"**{filament_label(found.filament)}**")
    if place not in st.session_state:
        first = [line.spool_id for line in lines if line.spool_id in by_id]
        st.session_state[place] = first or [spool.id for spool in spools[:1]]
    st.multiselect(
        f"Spools of {escape_label(found.filament.label)}",
        list(by_id),
        format_func=lambda spool_id: spool_words(by_id[spool_id]),
        label_visibility="collapsed",
        placeholder="Choose the spools it came from",
        key=place,
    )
    prefilled = {line.spool_id: None if is_unknown else line.used_g for line in lines}
    for spool_id in st.session_state[place]:
        _draw_line(by_id[spool_id], found.filament, prefilled, key)


def _draw_line(
    spool: Spool, filament: Filament, prefilled: Mapping[UUID, Decimal | None], key: str
) -> None:
    expected_g = prefilled.get(spool.id)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.number_input(
            f"Grams from {escape_label(spool.label)} ({escape_label(filament.label)})",
            value=None if expected_g is None else float(expected_g),
            step=1.0,
            format="%.2f",
            placeholder="Nobody has said yet",
            help=f"It holds {grams(spool.quantity_g)}.",
            key=_field(key, spool.id, "g"),
        )
        st.checkbox("Weighed", key=_field(key, spool.id, "weighed"))


def _spools(found: FilamentStock, lines: Sequence[SpoolUse]) -> list[Spool]:
    """Spools with something on them, and those that are expected to have given."""
    expected = {line.spool_id for line in lines}
    with_grams = [s for s in found.spools if s.quantity_g > 0 or s.id in expected]
    return sorted(with_grams, key=lambda spool: (spool.id not in expected, spool.number))


def _chosen(key: str, filament_id: UUID) -> Sequence[UUID]:
    return st.session_state.get(f"{key}.{filament_id}.spools", ())


def _field(key: str, spool_id: UUID, what: str) -> str:
    return f"{key}.{spool_id}.{what}"
