"""The grams of a print by filament: what the plate says, and fields in which to change it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import streamlit as st

from printshop.domain.filament import Filament
from printshop.domain.print_queue import ActualUse
from printshop.domain.units import to_grams
from printshop.errors import InvalidInputError
from printshop.services.queue_view import QueuedJob
from printshop.ui.formats import escape_markdown
from printshop.ui.forms import checked
from printshop.ui.queue import words
from printshop.ui.swatches import filament_label


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What a plate takes of one filament over all its positions, grams; None if unknown."""

    filament: Filament
    used_g: Decimal | None


def draw(row: QueuedJob, key: str, share: Decimal) -> None:
    """Draw a field of grams for each filament; `share` of the plate's grams stands in it."""
    for filament_id, total in totals(row).items():
        # The swatch stands above the field: within its label it would be read out as base64.
        st.markdown(f"{filament_label(total.filament)}, grams")
        st.number_input(
            f"{escape_markdown(total.filament.label)}, grams",
            label_visibility="collapsed",
            value=None if total.used_g is None else float(to_grams(total.used_g * share)),
            step=1.0,
            format="%.2f",
            placeholder="Nobody has said yet",
            key=f"{key}.grams.{filament_id}",
        )
    unmatched = [need for need in row.needs if need.filament is None]
    if unmatched:
        st.markdown(
            f"Not booked, as it is matched to no filament of the shop: {words.needs(unmatched)}"
        )


def said(row: QueuedJob, key: str) -> tuple[ActualUse, ...]:
    """The grams that stand in the fields.

    Raises:
        InvalidInputError: a field is empty (unknown is not zero) or outside its limits.

    """
    uses = []
    for filament_id, total in totals(row).items():
        used_g = st.session_state[f"{key}.grams.{filament_id}"]
        if used_g is None:
            raise InvalidInputError(
                f"Say how many grams of {total.filament.label} it took.",
                hint="0 if it took none.",
            )
        label = {"used_g": f"{total.filament.label}, grams,"}
        uses.append(checked(ActualUse, label, filament_id=filament_id, used_g=to_grams(used_g)))
    return tuple(uses)


def totals(row: QueuedJob) -> Mapping[UUID, Total]:
    """What the plate takes, by filament of the shop; positions of one filament together."""
    found: dict[UUID, Total] = {}
    for need in row.needs:
        if need.filament is None:
            continue
        before = found.get(need.filament.id)
        before_g = before.used_g if before else Decimal(0)
        is_known = before_g is not None and need.needed_g is not None
        found[need.filament.id] = Total(
            filament=need.filament, used_g=before_g + need.needed_g if is_known else None
        )
    return found
