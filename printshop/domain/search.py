"""One search over all that a shop has: what is asked, and what is found.

Whatever characters are typed, they are text: none is an operator.
"""

import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import BeforeValidator, Field

from printshop.domain.catalog import Category
from printshop.domain.filament import Material
from printshop.domain.spool_codes import scanned
from printshop.domain.text import printable
from printshop.domain.units import Frozen

MAX_SEARCH: Final = 200
MAX_HITS: Final = 50
# The database counts no further: what is more is "999+".
MANY: Final = 1_000
_MAX_NUMBER: Final = 2**31 - 1
_MAX_PRINT_S: Final = 10_000_000
_NUMBER: Final = re.compile(r"(?:(spool|reel|roll|job|print)s?\s*)?(?:#|no\.?\s?)?\s*([0-9]{1,10})")
_HEX: Final = re.compile(
    r"#([0-9a-f]{6}|[0-9a-f]{3})(?![0-9a-z])|(?<![0-9a-z#])([0-9a-f]{6})(?![0-9a-z])"
)
_VALUE: Final = re.compile(r"-?[0-9]{1,9}(?:[.,][0-9]{1,9})?%?")


class SearchKind(StrEnum):
    """What can be found; a version is what stands as a variant in the code."""

    MODEL = "model"
    VERSION = "version"
    FILAMENT = "filament"
    SPOOL = "spool"
    JOB = "job"


# A category is a model's, a material and grams are a filament's.
_OF_CATEGORY: Final = frozenset({SearchKind.MODEL, SearchKind.VERSION, SearchKind.JOB})
_OF_STOCK: Final = frozenset(SearchKind) - {SearchKind.JOB}


def _cleaned(text: object) -> object:
    return " ".join(printable(text).split())[:MAX_SEARCH] if isinstance(text, str) else text


class SearchQuery(Frozen):
    """What is asked. in_stock_only: what holds grams, and what needs only such filaments."""

    text: Annotated[str, BeforeValidator(_cleaned)] = ""
    kinds: frozenset[SearchKind] = frozenset(SearchKind)
    category: Category | None = None
    material: Material | None = None
    in_stock_only: bool = False
    min_print_s: Annotated[int, Field(ge=0, le=_MAX_PRINT_S)] | None = None
    max_print_s: Annotated[int, Field(ge=0, le=_MAX_PRINT_S)] | None = None
    most: Annotated[int, Field(ge=1, le=MAX_HITS)] = 6

    @property
    def asked_kinds(self) -> tuple[SearchKind, ...]:
        """The kinds that the filters leave, in the order in which they are shown."""
        left = set(self.kinds)
        if self.category or self.has_print_time:
            left &= _OF_CATEGORY
        if self.in_stock_only:
            left &= _OF_STOCK
        return tuple(kind for kind in SearchKind if kind in left)

    @property
    def is_filtered(self) -> bool:
        """Whether anything is asked of what bears the words."""
        return bool(self.category or self.material or self.in_stock_only or self.has_print_time)

    @property
    def has_print_time(self) -> bool:
        """Whether only what prints for so long is asked for."""
        return self.min_print_s is not None or self.max_print_s is not None


class FoundBy(StrEnum):
    """Why something was found."""

    NUMBER = "number"
    NAME = "name"
    WORDS = "words"
    COLOR = "color"
    SETTING = "setting"


class SearchHit(Frozen):
    """Something that was found.

    facts: a few short texts beside the title. color_hexes: for a swatch, none for most.
    picture_key: where its picture is stored. model_id: whose page shows it, of models and
    versions; number: of spools and jobs. why: in words, what the title does not say by itself.
    """

    kind: SearchKind
    id: UUID
    title: str
    facts: tuple[str, ...] = ()
    color_hexes: tuple[str, ...] = ()
    picture_key: str | None = None
    model_id: UUID | None = None
    number: int | None = None
    found_by: FoundBy = FoundBy.WORDS
    why: str = ""
    is_away: bool = False


class SearchGroup(Frozen):
    """What was found of one kind, the best first. is_more: no more than `total` were counted."""

    kind: SearchKind
    hits: tuple[SearchHit, ...]
    total: int
    is_more: bool = False

    @property
    def count_text(self) -> str:
        """How many there are, as it is said."""
        return f"{self.total - 1}+" if self.is_more else str(self.total)


class SearchResults(Frozen):
    """What was found, by kind. corrections: (typed, meant) where nothing bore what was typed.

    words: what was looked for in the end, to be marked where it stands.
    """

    groups: tuple[SearchGroup, ...] = ()
    words: tuple[str, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    took_ms: float = 0

    @property
    def total(self) -> int:
        """How many hits there are in all, as far as they were counted."""
        return sum(group.total for group in self.groups)

    @property
    def total_text(self) -> str:
        """How many there are in all, as it is said."""
        is_more = any(group.is_more for group in self.groups)
        return f"{self.total:,}+" if is_more else f"{self.total:,}"


def number_in(text: str) -> tuple[frozenset[SearchKind], int] | None:
    """The spool or job that is asked for by number alone: `#12`, `job 12`, a label's address."""
    both = frozenset({SearchKind.SPOOL, SearchKind.JOB})
    found = _NUMBER.fullmatch(text.strip().lower())
    if found is None:
        number = scanned(text) if "spool" in text.lower() else None
        return (frozenset({SearchKind.SPOOL}), number) if isinstance(number, int) else None
    number = int(found[2])
    if not 0 < number <= _MAX_NUMBER:
        return None
    if found[1] is None:
        return both, number
    is_job = found[1] in {"job", "print"}
    return frozenset({SearchKind.JOB if is_job else SearchKind.SPOOL}), number


def hex_in(text: str) -> tuple[str, str] | None:
    """A colour's code in a text, as `#RRGGBB`, and how it was typed.

    Without the sign before it, it holds letters and digits: `facade` and `123456` are none.
    """
    for found in _HEX.finditer(text.lower()):
        digits = found[1] or found[2]
        is_sure = found[1] or (re.search("[0-9]", digits) and re.search("[a-f]", digits))
        if is_sure:
            whole = digits if len(digits) > 3 else "".join(2 * digit for digit in digits)  # noqa: PLR2004 - #RGB
            return f"#{whole.upper()}", found[0]
    return None


def setting_value(typed: str) -> str:
    """A value of a setting as the index holds it: `0,20` is 0.2, and `15%` is 15."""
    value = typed.strip().lower()
    if not _VALUE.fullmatch(value):
        return value
    number = Decimal(value.rstrip("%").replace(",", ".")).normalize()
    return f"{number or Decimal(0):f}"


def typing_distance(one: str, other: str) -> int:
    """How many slips lie between two words: a letter left out, added, other, or two turned."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, letter_2 in enumerate(other, 1):
            best = min(last[j] + 1, row[-1] + 1, last[j - 1] + (letter != letter_2))
            is_turned = i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == letter_2
            row.append(min(best, before[j - 2] + 1) if is_turned else best)
        before, last = last, row
    return last[-1]
