"""Which filament of the shop does each filament of a dropped file mean?

A file names a filament once for all its plates, so it is asked about once.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.catalog import NewRequirement, NewVariant
from printshop.domain.filament import FilamentStock, NewFilament
from printshop.services import matching
from printshop.services.drafts import Draft, Position
from printshop.services.matching import CLEAR, FilamentMatch
from printshop.ui.formats import escape_markdown, grams, joined
from printshop.ui.swatches import swatch
from printshop.ui.upload import new_filament

OPEN: Final = "open"
CREATE: Final = "create"
_ID: Final = re.compile(r"[0-9a-f-]{36}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One filament of a file and every (plate, filament) position it stands at.

    used_g sums all positions, None while one is unknown.
    """

    need: NewRequirement
    positions: tuple[Position, ...]
    used_g: Decimal | None

    def key(self, place: str) -> str:
        """Prefix of its widget keys."""
        plate_index, filament_index = self.positions[0]
        return f"{place}.filament.{plate_index}-{filament_index}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """The shop's filaments by id, their names for lists, and the currency of its prices."""

    by_id: Mapping[UUID, FilamentStock]
    names: Mapping[UUID, str]
    currency: str


def questions(variant: NewVariant) -> tuple[Question, ...]:
    """The filaments of a file, each once, in the order of the file's own list."""
    groups: dict[tuple[object, ...], list[tuple[Position, NewRequirement]]] = {}
    for plate in variant.plates:
        for need in plate.requirements:
            said = (
                need.filament_index,
                need.color_hex,
                need.slicer_type,
                need.slicer_name,
                need.slicer_vendor,
                need.bambu_id,
            )
            position = (plate.index, need.filament_index)
            groups.setdefault(said, []).append((position, need))
    found = [_question(group) for group in groups.values()]
    return tuple(sorted(found, key=lambda question: question.need.filament_index))


def draw_all(draft: Draft, stock: Stock, place: str) -> None:
    """Draw every filament of a file and the choice of what it means in this shop."""
    asked = questions(draft.variant)
    for question in asked:
        _draw(question, draft, stock, place)
    if any(
        choice(question, draft, place) == CREATE
        and new_filament.has_price_of_file(
            draft.new_filaments[question.positions[0]], question.key(place)
        )
        for question in asked
    ):
        st.markdown(
            ":material/info: Prices per kg are taken from the file, where they stand without a "
            "currency: check them."
        )


def _draw(question: Question, draft: Draft, stock: Stock, place: str) -> None:
    key = question.key(place)
    matches = draft.candidates.get(question.positions[0], ())
    new = draft.new_filaments[question.positions[0]]
    texts = _options(matches, new if question.need.is_named else None, stock)
    # The widget itself forgets a choice whose text changes, and texts tell grams on hand.
    chosen = choice(question, draft, place)
    st.session_state[f"{key}.match"] = chosen if chosen in texts else preselection(question, draft)
    with st.container(key=f"{key}.row".replace(".", "_"), gap="small"):
        left, right = st.columns([1, 2], vertical_alignment="center")
        left.markdown(_line(question, new.color_name))
        right.selectbox(
            f"Filament {question.need.filament_index} in your shop"
            if question.need.is_named
            else "A filament of your shop",
            list(texts),
            format_func=lambda option: texts.get(option, "A filament that is gone"),
            key=f"{key}.match",
            on_change=_remember,
            args=(key,),
        )
        if st.session_state[f"{key}.match"] == CREATE:
            new_filament.draw(new, key, stock.currency)


def choice(question: Question, draft: Draft, place: str) -> str:
    """The chosen option: a filament's id, `create` or `open`."""
    chosen = st.session_state.get(f"{question.key(place)}.chosen")
    return chosen or preselection(question, draft)


def preselection(question: Question, draft: Draft) -> str:
    """What is chosen before anybody chose.

    The sure match; to create it where the shop has nothing like it; open where a person has
    to decide: the shop has a similar one, or the file does not even name the material.
    """
    found = draft.candidates.get(question.positions[0], ())
    return str(matching.preselected(question.need, found))


def _remember(key: str) -> None:
    """Keep the choice, unless it is the stale text of an option that reads otherwise by now."""
    chosen = st.session_state[f"{key}.match"]
    if chosen in {OPEN, CREATE} or _ID.fullmatch(str(chosen)):
        st.session_state[f"{key}.chosen"] = chosen


def _question(group: Sequence[tuple[Position, NewRequirement]]) -> Question:
    used_g = [need.used_g for _, need in group]
    known_g = [value for value in used_g if value is not None]
    return Question(
        need=group[0][1],
        positions=tuple(position for position, _ in group),
        used_g=sum(known_g, Decimal(0)) if len(known_g) == len(used_g) else None,
    )


def _options(
    matches: Sequence[FilamentMatch], new: NewFilament | None, stock: Stock
) -> dict[str, str]:
    """Option → its text: the likely ones, the two ways out, then every other filament.

    `new` is None where the file names nothing that could be created.
    """
    known = [match for match in matches if match.filament.id in stock.by_id]
    texts = {
        str(match.filament.id): f"{stock.names[match.filament.id]} · "
        f"{_on_hand(stock.by_id[match.filament.id])}, {match.reason}"
        for match in known
    }
    if new is not None:
        texts[CREATE] = f"Create this filament: {_new_label(new)}"
    texts[OPEN] = "Leave open"
    for filament_id, row in stock.by_id.items():
        texts.setdefault(str(filament_id), f"{stock.names[filament_id]} · {_on_hand(row)}")
    return texts


def _line(question: Question, color_name: str) -> str:
    need = question.need
    if not need.is_named:
        return "The file names no filament; choose one."
    color = color_name if color_name == CLEAR else need.color_hex.replace("#", r"\#")
    kind = need.slicer_name or need.slicer_type or "Filament"
    plates = list(dict.fromkeys(plate_index for plate_index, _ in question.positions))
    where = f"plate {plates[0]}" if len(plates) == 1 else f"{len(plates)} plates"
    facts = joined(
        color,
        f"**{grams(question.used_g)}**" if question.used_g is not None else "grams unknown",
        where,
    )
    disc = swatch(need.color_hex, color_name)
    return f"{disc} **{need.filament_index}: {escape_markdown(kind)}**  \n{facts}"


def _new_label(new: NewFilament) -> str:
    return f"{new.brand} {new.slicer_name or new.material} {new.color_name}"


def _on_hand(row: FilamentStock) -> str:
    return f"{grams(row.on_hand_g)} on hand"
