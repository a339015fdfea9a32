"""Edits in a grid that wait to be saved, with what the person saw when making them.

Streamlit knows edits by the position of their row. So the rows stand still while any edit
waits: filters, other people's changes and a new order come in when it is saved or dropped.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

Edits = dict[str, dict[str, Any]]


@dataclass
class Draft:
    """Edits of a grid.

    base is what stood in the grid; shown is it with the edits that were there when the grid was
    last built. version is counted up to build it anew.
    """

    base: pl.DataFrame
    shown: pl.DataFrame
    id_column: str
    edits: Edits = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    version: int = 0

    @classmethod
    def of(cls, base: pl.DataFrame, id_column: str) -> "Draft":
        """A grid without edits."""
        return cls(base=base, shown=base, id_column=id_column)

    @property
    def ids(self) -> list[str]:
        """The rows of the grid, in their order."""
        return self.base[self.id_column].to_list()

    @property
    def waiting(self) -> Edits:
        """The edits that change something."""
        rows = {row[self.id_column]: row for row in self.base.iter_rows(named=True)}
        changed = {
            row_id: {name: value for name, value in said.items() if rows[row_id][name] != value}
            for row_id, said in self.edits.items()
            if row_id in rows
        }
        return {row_id: said for row_id, said in changed.items() if said}

    def take(self, edited_rows: Mapping[int, Mapping[str, Any]]) -> None:
        """Take over what the grid says was edited, by position."""
        ids = self.ids
        for position, said in edited_rows.items():
            if int(position) < len(ids):
                known = self.edits.setdefault(ids[int(position)], {})
                known |= {
                    name: typed(value, self.base.schema[name])
                    for name, value in said.items()
                    if name in self.base.columns
                }

    def refresh(self, base: pl.DataFrame) -> None:
        """Show other rows, or the same with what stands in them now; edits that wait stay."""
        edits = {row_id: self.edits[row_id] for row_id in self.waiting}
        if not edits and base.equals(self.base) and base.equals(self.shown):
            self.edits = {}
            return
        self.base, self.edits = base, edits
        self.rebuild()

    def rebuild(self) -> None:
        """Build the grid anew, with the edits in it."""
        self.version += 1
        rows = [
            row | self.edits.get(row[self.id_column], {}) for row in self.base.iter_rows(named=True)
        ]
        self.shown = pl.DataFrame(rows, schema=self.base.schema)


def typed(value: object, dtype: pl.DataType) -> object:
    """What a cell of the grid says, as the column holds it; emptied text is empty text."""
    if value is None:
        return "" if dtype == pl.String else None
    if dtype == pl.Date and isinstance(value, str):
        return date.fromisoformat(value[:10])
    if dtype == pl.String:
        return str(value).strip()
    if dtype == pl.Float64 and isinstance(value, int | float):
        return float(value)
    return value
