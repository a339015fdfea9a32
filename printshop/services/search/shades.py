"""Filaments whose colour looks like the one that was typed, as a word or as a code."""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

import numpy as np

from printshop.analytics.color_space import distances, lab
from printshop.domain.search import MANY, SearchKind, SearchQuery, hex_in
from printshop.repo import UnitOfWork
from printshop.services import colors

# CIEDE2000: a word means many shades, a code one and those beside it.
_FAR_FOR_WORD: Final = 14.0
_FAR_FOR_CODE: Final = 12.0
_MOST: Final = 200
# The most by which CIEDE2000 divides a difference in lightness.
_LIGHTNESS_SCALE: Final = 1.75


def near_filaments(
    uow: UnitOfWork, query: SearchQuery, words: Sequence[str], *, is_code_found: bool
) -> Iterator[tuple[UUID, str]]:
    """Ids of filaments that look like the colour in a text, the nearest first, and how near.

    What else the text says must stand in the filament's words.

    Args:
        uow: of the shop.
        query: what is asked.
        words: of its text.
        is_code_found: whether something bears what was typed as a code or a number: then it was
            that, unless only a colour is written so.

    """
    asked = _asked(query.text, words)
    if asked is None:
        return
    color_hex, name, others, far = asked
    is_sure = "#" in query.text and not name[1:].isdecimal()
    if is_code_found and name.startswith("#") and not is_sure:
        return
    away = _near_shades(color_hex, uow.found_rows.shades(), far)
    of_shades = uow.found_rows.of_shades(list(away), most=MANY) if away else {}
    if others and of_shades:
        # What is in stock is sifted out afterwards: here it would end the list early.
        unsifted = query.model_copy(update={"in_stock_only": False})
        found = uow.search.hits([SearchKind.FILAMENT], others, unsifted, most=MANY)
        of_kind = found.get(SearchKind.FILAMENT)
        bearing = {one for one, _ in of_kind.hits} if of_kind else set()
        of_shades = {one: hexes for one, hexes in of_shades.items() if one in bearing}
    of_all = {one: min(away.get(h, far) for h in hexes) for one, hexes in of_shades.items()}
    for one in sorted(of_all, key=lambda one: (of_all[one], one)):
        yield one, f"looks like {name}, ΔE {of_all[one]:.0f}"


def _near_shades(color_hex: str, shades: Sequence[str], far: float) -> dict[str, float]:
    """The shades that are no further from a colour, and how far; the nearest first."""
    one, others = lab([color_hex])[0], lab(shades)
    # No colour is nearer than its lightness alone makes it, and that is told much faster.
    places = np.flatnonzero(np.abs(others[:, 0] - one[0]) <= far * _LIGHTNESS_SCALE)
    away = distances(one, others[places])
    nearest = np.argsort(away, kind="stable")[:_MOST]
    return {shades[places[at]]: float(away[at]) for at in nearest if away[at] <= far}


def _asked(text: str, words: Sequence[str]) -> tuple[str, str, list[str], float] | None:
    """The colour, how it is called, the other words, and how far a colour may be from it."""
    typed = hex_in(text)
    if typed is not None:
        code = typed[1].lstrip("#")
        others = [word for word in words if word != code]
        return typed[0], typed[0], others, _FAR_FOR_CODE
    said = " ".join(words)
    found = colors.named_in(said)
    if found is None:
        return None
    color_hex, name = found
    others = re.sub(rf"\b{re.escape(name)}\b", " ", said, count=1).split()
    return color_hex, name, others, _FAR_FOR_WORD
