"""From the cells of a row to what it says, by field; empty cells apart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from printshop.domain.filament import Material
from printshop.errors import InvalidInputError
from printshop.services.exchange.cells import NUMBERS, CellError, Sign, decimal_sign, read
from printshop.services.exchange.columns import (
    DERIVED,
    Column,
    Kind,
    TableKind,
    found,
    kind_of,
)
from printshop.services.exchange.faults import RowFaultError
from printshop.services.exchange.tables import Table

_MOST_SIGNS: Final = 60
GUARDED: Final = ("=", "+", "-", "@", "'", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a row says. empty: the fields whose column is there, and whose cell is empty.

    names: field name → what this file calls its column. unknown_material: words that name no
    material that is known.
    """

    number: int
    values: Mapping[str, object]
    empty: frozenset[str]
    fault: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    unknown_material: str = ""

    def named(self, names: Mapping[str, str]) -> dict[str, str]:
        """Field name → column, as this file calls it where it has it."""
        return {**names, **self.names}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A table with its columns understood. unread: names of columns that are not known."""

    kind: TableKind
    columns: tuple[Column | None, ...]
    unread: tuple[str, ...]
    sign: Sign
    table: Table = field(repr=False)

    def rows(self) -> Iterator[Said]:
        """What each row says, in order."""
        for number, cells in zip(self.table.numbers, self.table.rows, strict=True):
            yield self._said(number, cells)

    def _said(self, number: int, cells: Sequence[str]) -> Said:
        values: dict[str, object] = {}
        empty, faults, names = set(), [], self._names()
        for column, cell in zip(self.columns, cells, strict=False):
            if column is None:
                continue
            if not cell:
                empty.add(column.field)
                continue
            try:
                values[column.field] = read(column.kind, self._text(column, cell), self.sign)
            except CellError as error:
                faults.append(f"{names[column.field]}: {error}.")
        if len(cells) > len(self.columns):
            faults.append(
                f"It has {len(cells)} cells, and there are {len(self.columns)} columns. Put a text"
                " with the separator in it into quotation marks."
            )
        unknown = ""
        if column := _of_material(self.columns):
            cell = cells[column[0]]
            unknown = cell if _is_unknown(values, cell) else ""
            _keep_the_words(values, cell)
        return Said(
            number=number,
            values=values,
            empty=frozenset(empty),
            fault=" ".join(faults),
            names=names,
            unknown_material=unknown[:_MOST_SIGNS],
        )

    def _names(self) -> dict[str, str]:
        return {
            column.field: name[:_MOST_SIGNS]
            for column, name in zip(self.columns, self.table.header, strict=True)
            if column is not None
        }

    def _text(self, column: Column, cell: str) -> str:
        is_guarded = self.table.is_guarded and column.kind is Kind.TEXT
        return cell[1:] if is_guarded and cell[0] == "'" and cell[1:2] in GUARDED else cell


def understand(table: Table) -> Reading:
    """Find out what the columns of a table are.

    Raises:
        InvalidInputError: none is known, or one is there twice.

    """
    kind = kind_of(table.header)
    columns = tuple(found(name, kind) for name in table.header)
    if not any(columns):
        raise InvalidInputError(
            "The first line does not name the columns.",
            hint="Name them above the rows, such as brand, material, color, grams, price, count.",
        )
    names = [column.name for column in columns if column is not None]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InvalidInputError(
            f"Two columns are read as {twice}.", hint="Rename or remove one of them."
        )
    texts = (
        cell
        for row in table.rows
        for column, cell in zip(columns, row, strict=False)
        if column is not None and column.kind in NUMBERS and cell
    )
    unread = tuple(
        name
        for name, column in zip(table.header, columns, strict=True)
        if column is None and name and name.lower() not in DERIVED
    )
    return Reading(kind=kind, columns=columns, unread=unread, sign=decimal_sign(texts), table=table)


def raise_fault(said: Said) -> None:
    """Refuse a row with a cell that could not be read.

    Raises:
        RowFaultError: it has one.

    """
    if said.fault:
        raise RowFaultError(said.fault)


def _of_material(columns: Sequence[Column | None]) -> tuple[int, Column] | None:
    for position, column in enumerate(columns):
        if column is not None and column.kind is Kind.MATERIAL:
            return position, column
    return None


def _is_unknown(values: Mapping[str, object], cell: str) -> bool:
    return values.get("material") is Material.OTHER and cell.upper() != Material.OTHER


def _keep_the_words(values: dict[str, object], cell: str) -> None:
    """`PLA Silk` as a material is the family PLA; the words are the kind, unless one is said."""
    material = values.get("material")
    if material is not None and cell.upper() != material and "slicer_name" not in values:
        values["slicer_name"] = cell
