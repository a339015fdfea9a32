"""Filaments whose colour looks like the one that was typed, as a word or as a code."""

import re
from collections.abc import Iterator, Sequence
from typing import Final
from uuid import UUID

from printshop.analytics.color_space import distances, lab
from printshop.domain.search import MANY, SearchKind, SearchQuery, hex_in
from printshop.repo import UnitOfWork
from printshop.services import colors

# CIEDE2000: a word means many shades, a code one and those beside it.
_FAR_FOR_WORD: Final = 14.0
_FAR_FOR_CODE: Final = 12.0
_MOST: Final = 200


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
    shades = uow.found_rows.shades()
    if not shades:
        return
    away = dict(zip(shades, distances(lab([color_hex])[0], lab(shades)).tolist(), strict=True))
    near = sorted((shade for shade in shades if away[shade] <= far), key=lambda one: away[one])
    of_shades = uow.found_rows.of_shades(near[:_MOST], most=MANY)
    if others and of_shades:
        found = uow.search.hits([SearchKind.FILAMENT], others, most=MANY)
        hits = found.get(SearchKind.FILAMENT, ((), 0))[0]
        bearing = {hit.subject_id for hit in hits}
        of_shades = {one: hexes for one, hexes in of_shades.items() if one in bearing}
    of_all = {one: min(away.get(h, far) for h in hexes) for one, hexes in of_shades.items()}
    for one in sorted(of_all, key=lambda one: (of_all[one], one)):
        yield one, f"looks like {name}, ΔE {of_all[one]:.0f}"


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
