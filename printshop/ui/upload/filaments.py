"""Which filament of the shop does each filament of a dropped file mean?

A file names a filament once for all its plates, so it is asked about once.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.catalog import NewRequirement, NewVariant
from printshop.domain.filament import NewFilament
from printshop.domain.incoming import FilamentChoice, FormValues
from printshop.domain.spools import FilamentStock
from printshop.services import matching
from printshop.services.drafts import Draft, Position
from printshop.services.incoming.answers import choice_of
from printshop.services.matching import CLEAR, FilamentMatch
from printshop.ui.formats import escape_markdown, grams, joined
from printshop.ui.swatches import swatch
from printshop.ui.upload import fields, new_filament
from printshop.ui.upload.opened import Opened, Stock

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


def draw_all(shown: Opened, stock: Stock, keep: Callable[[], None]) -> None:
    """Draw every filament of a file and the choice of what it means in this shop.

    Args:
        shown: the file.
        stock: of the shop.
        keep: called when somebody said something.

    """
    asked = questions(shown.draft.variant)
    for question in asked:
        _draw(question, shown, stock, keep)
    if any(
        choice(question, shown.draft, shown.said, shown.place) == CREATE
        and has_price_of_file(question, shown)
        for question in asked
    ):
        st.markdown(
            ":material/info: Prices per kg are taken from the file, where they stand without a "
            "currency: check them."
        )


def _draw(question: Question, shown: Opened, stock: Stock, keep: Callable[[], None]) -> None:
    key = question.key(shown.place)
    matches = shown.draft.candidates.get(question.positions[0], ())
    new = proposed(question, shown.draft, shown.said)
    texts = options(matches, new if question.need.is_named else None, stock)
    kept = _kept(question, shown.draft, shown.said)
    chosen = choice(question, shown.draft, shown.said, shown.place)
    fields.offer(f"{key}.match", kept)
    # The widget itself forgets a choice whose text changes, and texts tell grams on hand.
    st.session_state[f"{key}.match"] = (
        chosen if chosen in texts else preselection(question, shown.draft)
    )
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
            on_change=keep,
        )
        if st.session_state[f"{key}.match"] == CREATE:
            new_filament.draw(new, key, stock.currency, keep)


def is_id(option: str) -> bool:
    """Whether an option is a filament of the shop."""
    return _ID.fullmatch(option) is not None


def choice(question: Question, draft: Draft, said: FormValues, place: str) -> str:
    """The chosen option: a filament's id, `create` or `open`."""
    key = f"{question.key(place)}.match"
    chosen = str(st.session_state.get(key))
    # What stands there may be the stale text of an option that reads otherwise by now.
    is_option = chosen in {OPEN, CREATE} or is_id(chosen)
    return chosen if is_option and fields.is_said(key) else _kept(question, draft, said)


def proposed(question: Question, draft: Draft, said: FormValues) -> NewFilament:
    """What "create this filament" would create, as it was last edited."""
    kept = choice_of(question.need, said)
    return kept.new if kept and kept.new else draft.new_filaments[question.positions[0]]


def has_price_of_file(question: Question, shown: Opened) -> bool:
    """Whether the price of a filament to be created is the file's, and nobody edited it."""
    of_file = shown.draft.new_filaments[question.positions[0]]
    new = proposed(question, shown.draft, shown.said)
    return new_filament.has_price_of_file(of_file, new, question.key(shown.place))


def said_of(
    question: Question, draft: Draft, said: FormValues, place: str
) -> FilamentChoice | None:
    """What a person chose for a filament; None where it is what was proposed.

    Raises:
        InvalidInputError: a field of a filament to be created is outside its limits.

    """
    need, kept = question.need, choice_of(question.need, said)
    chosen, new = choice(question, draft, said, place), None
    if chosen == CREATE:
        before = proposed(question, draft, said)
        new = new_filament.wanted(before, question.key(place), need.filament_index)
    if chosen == _kept(question, draft, said):
        if kept is not None and new == kept.new:
            return kept
        if kept is None and new in {None, draft.new_filaments[question.positions[0]]}:
            return None
    return FilamentChoice(
        words=matching.words_of(need),
        filament_index=need.filament_index,
        filament_id=UUID(chosen) if chosen not in {OPEN, CREATE} else None,
        new=new,
    )


def preselection(question: Question, draft: Draft) -> str:
    """What is chosen before anybody chose.

    The sure match; to create it where the shop has nothing like it; open where a person has
    to decide: the shop has a similar one, or the file does not even name the material.
    """
    found = draft.candidates.get(question.positions[0], ())
    return str(matching.preselected(question.need, found))


def options(
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


def _kept(question: Question, draft: Draft, said: FormValues) -> str:
    """What is kept of what people chose, else what is chosen before anybody chose."""
    kept = choice_of(question.need, said)
    if kept is None:
        return preselection(question, draft)
    if kept.new is not None:
        return CREATE
    return str(kept.filament_id) if kept.filament_id else OPEN


def _question(group: Sequence[tuple[Position, NewRequirement]]) -> Question:
    used_g = [need.used_g for _, need in group]
    known_g = [value for value in used_g if value is not None]
    return Question(
        need=group[0][1],
        positions=tuple(position for position, _ in group),
        used_g=sum(known_g, Decimal(0)) if len(known_g) == len(used_g) else None,
    )


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
