"""How a filament stands against its thresholds: the sentences of every page, alert and mail.

Pure: rows of STOCK_WITH_RULES in, plain text out.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from printshop.domain.units import from_centigrams

# A row of a Polars frame: each column has its own type.
Row = Mapping[str, Any]
_NEVER_HAD: Final = "The shop never had a spool of it, so it is not called low."
_NO_THRESHOLD: Final = "No threshold is set, so it is never called low."


class Said(NamedTuple):
    """A sentence, and whether it says that the filament is low."""

    text: str
    is_low: bool = False


def low_text(row: Row, *, is_after: bool = False) -> str:
    """The threshold that a low filament reached; empty for one that is not low.

    "84 g on hand over 2 spools, at or under the 100 g you set." Where the row is how it stands
    after a print, "84 g left over 2 spools".
    """
    if row["low_rule"] == "grams":
        on_hand = _on_hand(row, "left" if is_after else "on hand")
        return f"{on_hand}, at or under the {_grams(row['low_stock_cg'])} you set."
    if row["low_rule"] == "spools":
        sealed, wanted = row["sealed_count"], row["low_stock_spools"]
        left = " left" if is_after else ""
        return f"{_spools(sealed, 'unopened')}{left}, you want more than {wanted}."
    return ""


def why(row: Row) -> list[Said]:
    """Why a filament is or is not called low: each of its thresholds, and how far away it is.

    "Low at 100 g or less: 1,040 g on hand over 2 spools, 940 g to go." "Low at 1 unopened
    spool or fewer: 1 unopened spool, reached."
    """
    low_cg, low_spools = row["low_stock_cg"], row["low_stock_spools"]
    if not low_cg and not low_spools:
        return [Said(_NO_THRESHOLD)]
    said = []
    had_spools = bool(row["total_count"])
    if low_cg:
        left = row["on_hand_cg"] - low_cg
        distance = f"{_grams(left)} to go" if left > 0 else "reached"
        text = f"Low at {_grams(low_cg)} or less: {_on_hand(row)}, {distance}."
        said.append(Said(text, had_spools and left <= 0))
    if low_spools:
        sealed = row["sealed_count"]
        left = sealed - low_spools
        distance = f"{left} to go" if left > 0 else "reached"
        text = (
            f"Low at {_spools(low_spools, 'unopened')} or fewer: "
            f"{_spools(sealed, 'unopened')}, {distance}."
        )
        said.append(Said(text, had_spools and left <= 0))
    return said if had_spools else [*said, Said(_NEVER_HAD)]


def _on_hand(row: Row, word: str = "on hand") -> str:
    if not row["spool_count"]:
        return f"nothing {word}"
    unweighed = row["unweighed_cg"]
    doubt = f" ({_grams(unweighed)} of it never weighed)" if unweighed else ""
    return f"{_grams(row['on_hand_cg'])} {word} over {_spools(row['spool_count'])}{doubt}"


def _spools(number: int, kind: str = "") -> str:
    noun = "spool" if number == 1 else "spools"
    return " ".join(filter(None, (f"{number:,}" if number else "no", kind, noun)))


def _grams(centigrams: int) -> str:
    text = f"{from_centigrams(centigrams):,f}".rstrip("0").rstrip(".")
    return f"{text} g"
