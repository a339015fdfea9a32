"""Why grams are not told apart, each reason once: the file says it of every filament."""

import re
from collections.abc import Iterable
from typing import Final

_OF_FILAMENT: Final = re.compile(r"Filament (\d+): (.+)", re.DOTALL)


def together(notes: Iterable[str]) -> tuple[str, ...]:
    """The notes of a plate, those that say the same of several filaments as one."""
    filaments: dict[str, list[str]] = {}
    for note in notes:
        found = _OF_FILAMENT.fullmatch(note)
        of, said = (found[1], found[2]) if found else ("", note)
        filaments.setdefault(said, []).append(of)
    return tuple(_sentence(said, [*filter(None, of)]) for said, of in filaments.items())


def _sentence(said: str, filaments: list[str]) -> str:
    if not filaments:
        return said
    *first, last = dict.fromkeys(filaments)
    if not first:
        return f"Filament {last}: {said}"
    return f"Each of the filaments {', '.join(first)} and {last}: {said}"
