"""What alerts say. Pure: rows of STOCK_WITH_RULES and facts in, sentences out."""

from collections.abc import Mapping
from typing import Any, Final

from printshop.domain.units import from_centigrams
from printshop.repo.alerts import CompletedPrint

# A row of a Polars frame: each column has its own type.
Row = Mapping[str, Any]
_NEVER_HAD: Final = "The shop never had a spool of it, so it is not called low."
_NO_THRESHOLD: Final = "No threshold is set, so it is never called low."


def label_of(row: Row) -> str:
    """How people call the filament of a row."""
    return f"{row['brand']} {row['slicer_name'] or row['material']} {row['color_name']}"


def low_text(row: Row) -> str:
    """The threshold that a low filament reached; empty for one that is not low.

    "84 g on hand over 2 spools, at or under the 100 g you set."
    """
    if row["low_rule"] == "grams":
        return f"{_on_hand(row)}, at or under the {_grams(row['low_stock_cg'])} you set."
    if row["low_rule"] == "spools":
        sealed, wanted = row["sealed_count"], row["low_stock_spools"]
        return f"{_spools(sealed, 'unopened')}, you want more than {wanted}."
    return ""


def alert_text(row: Row) -> str:
    """The same with the filament's name; of a low one."""
    return f"{label_of(row)}: {low_text(row)}"


def why(row: Row) -> str:
    """Why a filament is or is not called low: each of its thresholds, and how far away it is.

    "Low at 100 g or less: 1,040 g on hand over 2 spools, 940 g to go. Low at 1 unopened spool
    or fewer: 1 unopened spool, reached."

    Args:
        row: of STOCK_WITH_RULES.

    """
    low_cg, low_spools = row["low_stock_cg"], row["low_stock_spools"]
    if not low_cg and not low_spools:
        return _NO_THRESHOLD
    said = []
    if low_cg:
        left = row["on_hand_cg"] - low_cg
        distance = f"{_grams(left)} to go" if left > 0 else "reached"
        said.append(f"Low at {_grams(low_cg)} or less: {_on_hand(row)}, {distance}.")
    if low_spools:
        sealed = row["sealed_count"]
        distance = f"{sealed - low_spools} to go" if sealed > low_spools else "reached"
        said.append(
            f"Low at {_spools(low_spools, 'unopened')} or fewer: "
            f"{_spools(sealed, 'unopened')}, {distance}."
        )
    if not row["total_count"]:
        said.append(_NEVER_HAD)
    return " ".join(said)


def print_text(done: CompletedPrint) -> str:
    """That a print is complete: "Job 12, Vase, is complete on Bert."."""
    where = f" on {done.printer_name}" if done.printer_name else ""
    return f"Job {done.number}, {done.model_name}, is complete{where}."


def update_text(version: str, before: str) -> str:
    """That Printshop itself is newer than it was."""
    return f"Printshop was updated from {before} to {version}."


def _on_hand(row: Row) -> str:
    if not row["spool_count"]:
        return "nothing on hand"
    unweighed = row["unweighed_cg"]
    doubt = f" ({_grams(unweighed)} of it never weighed)" if unweighed else ""
    return f"{_grams(row['on_hand_cg'])} on hand over {_spools(row['spool_count'])}{doubt}"


def _spools(number: int, kind: str = "") -> str:
    noun = "spool" if number == 1 else "spools"
    return " ".join(filter(None, (f"{number:,}" if number else "no", kind, noun)))


def _grams(centigrams: int) -> str:
    text = f"{from_centigrams(centigrams):,f}".rstrip("0").rstrip(".")
    return f"{text} g"
