"""What keeps a cost unknown, a sentence for each thing that a person would have to say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from printshop.services.costs.of_plates import plates_text


@dataclass(frozen=True, slots=True)
class Gap:
    """Something of a plate that nobody has said; `of` is the filament it is about, if any."""

    what: Literal["time", "filament", "grams", "price"]
    plate: int
    of: str = ""

    @property
    def subject(self) -> tuple[str, str]:
        """What is alike on several plates: said once for all of them."""
        return self.what, self.of


def sentences(gaps: Iterable[Gap]) -> tuple[str, ...]:
    """What is missing and what to do: one sentence for all plates where it is the same."""
    plates: dict[tuple[str, str], set[int]] = {}
    for gap in gaps:
        plates.setdefault(gap.subject, set()).add(gap.plate)
    return tuple(_sentence(*subject, sorted(found)) for subject, found in plates.items())


def _sentence(what: str, of: str, plates: Sequence[int]) -> str:
    where = plates_text(plates)
    s, its = ("s", "its time") if len(plates) == 1 else ("", "their times")
    return {
        "time": f"Nobody has said how long {where} print{s}: add {its}.",
        "filament": f"Filament {of} of {where} is none of the shop's: say which one it is.",
        "grams": f"Nobody has said how many grams {where} take{s}: add them.",
        "price": (f"Nobody has said what {of} costs: add a price to its spool or to the filament."),
    }[what]
