"""What the page says of a dry run. Pure: no Streamlit."""

from collections.abc import Mapping, Sequence
from typing import Final

from printshop.services.exchange import Plan, RowPlan, RowState

HEAD: Final = ("Where", "What", "What happens")
_MOST_ROWS: Final = 100
# What needs a person first.
_ORDER: Final = {
    RowState.WRONG: ("Wrong, and left out", "red"),
    RowState.CHANGED: ("Changed", "blue"),
    RowState.NEW: ("New", "green"),
    RowState.RECEIVED: ("Received before, and left alone", "gray"),
    RowState.UNCHANGED: ("There as it stands", "gray"),
}
_COUNTED: Final = {
    RowState.WRONG: "wrong",
    RowState.CHANGED: "changed",
    RowState.NEW: "new",
    RowState.RECEIVED: "received before",
    RowState.UNCHANGED: "unchanged",
}


def counted(plan: Plan) -> str:
    """How many rows are in which state, as badges."""
    counts = plan.counts
    return " ".join(
        f":{color}-badge[{counts[state]:,} {_COUNTED[state]}]"
        for state, (_, color) in _ORDER.items()
        if counts[state]
    )


def told(plan: Plan) -> str:
    """What was imported, as a sentence's part: `3 new, 2 changed; 1 left out as wrong`."""
    counts = plan.counts
    done = [f"{counts[one]:,} {one}" for one in (RowState.NEW, RowState.CHANGED) if counts[one]]
    n_wrong = counts[RowState.WRONG]
    return ", ".join(done) + (f"; {n_wrong:,} left out as wrong" if n_wrong else "")


def groups(plan: Plan) -> Mapping[str, Sequence[tuple[str, str, str]]]:
    """The rows by what becomes of them, in words; of many alike the first."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for state, (title, _) in _ORDER.items():
        rows = plan.of(state)
        if state in {RowState.UNCHANGED, RowState.RECEIVED}:
            # Those with something to know first; the others are only counted.
            rows = tuple(row for row in rows if row.note or state is RowState.RECEIVED)
        if not rows:
            continue
        lines = [(row.where, row.what, happens(row)) for row in rows[:_MOST_ROWS]]
        if len(rows) > _MOST_ROWS:
            lines.append(("…", f"and {len(rows) - _MOST_ROWS:,} more", ""))
        found[title] = lines
    return found


def happens(row: RowPlan) -> str:
    """What becomes of one row."""
    changes = [f"{one.field}: {one.was} → {one.becomes}" for one in row.changes]
    told = row.fault or "; ".join(filter(None, (*changes, row.note)))
    return told or ("added" if row.state is RowState.NEW else "left as it is")
