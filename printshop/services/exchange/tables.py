"""A table as people send one: CSV in any encoding, an Excel sheet, or pasted lines, as text."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from printshop.bambu.archive.excel_parts import SheetLimits
from printshop.bambu.archive.spreadsheet import first_sheet
from printshop.domain.text import printable
from printshop.errors import FileTooLargeError, InvalidInputError, ThreeMFError
from printshop.services.exchange.columns import known_in

MAX_BYTES: Final = 10_000_000
MAX_ROWS: Final = 20_000
_MAX_COLUMNS: Final = 100
_MAX_CELL: Final = 5_000
# A sheet is some 20 bytes of XML per cell: this holds the rows above in 100 columns. Some
# lines without text may lie between the rows.
_SHEET: Final = SheetLimits(
    rows=MAX_ROWS + 1_000, columns=_MAX_COLUMNS, characters=30_000_000, plain_bytes=200_000_000
)
_SEPARATORS: Final = (",", ";", "\t", "|")
_SNIFFED_CHARACTERS: Final = 20_000
# Above this share of senseless neighbours it is no text.
_MOST_CHAOS: Final = 0.2
_ZIP: Final = b"PK\x03\x04"
# What spreadsheets write, the likelier first: few words do not tell these apart.
_ENCODINGS: Final = ["utf_16", "utf_16_le", "cp1252", "cp1250", "cp850", "mac_roman"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of text below the names of their columns.

    numbers: of each row, as the spreadsheet counts its lines. is_guarded: a leading apostrophe
    may stand before text that a spreadsheet would take for a formula.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    is_guarded: bool


def read_table(data: bytes, *, name: str) -> Table:
    """Read a file of CSV or Excel.

    Args:
        data: its bytes.
        name: what it is called, for the sentences.

    Raises:
        InvalidInputError: it is too large, empty, or no table that can be read.

    """
    if len(data) > MAX_BYTES:
        raise InvalidInputError(
            f"{name} has {len(data) / 1e6:.1f} MB; a table may have {MAX_BYTES // 1_000_000}.",
            hint="Split it into several.",
        )
    if data.startswith(_ZIP):
        return _table(_sheet(data, name), name=name, is_guarded=False)
    return read_text(_decoded(data, name), name=name)


def read_text(text: str, *, name: str = "What was pasted") -> Table:
    """Read CSV, or lines pasted from a spreadsheet, that are text already.

    Raises:
        InvalidInputError: it is too large, empty, or no table that can be read.

    """
    if len(text) > MAX_BYTES:
        raise InvalidInputError(f"{name} is too long for a table.", hint="Split it into several.")
    text = text.removeprefix("\ufeff")
    if text[:4].lower() == "sep=" and len(text) > 5:  # noqa: PLR2004 - Excel's own first line
        separator, text = text[4], text.split("\n", 1)[-1]
    else:
        separator = _separator(text)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
        return _table(reader, name=name, is_guarded=True)
    except csv.Error as error:
        raise InvalidInputError(
            f"{name} cannot be read as a table: {error}.",
            hint="Save it as CSV or .xlsx from a spreadsheet.",
        ) from error


def _table(lines: Iterable[Sequence[str]], *, name: str, is_guarded: bool) -> Table:
    header: tuple[str, ...] = ()
    rows, numbers = [], []
    for number, line in enumerate(lines, start=1):
        cells = tuple(printable(cell).strip() for cell in line)
        if not any(cells):
            continue
        _check(cells, number, len(rows), name)
        if not header:
            header = cells
            continue
        if len(cells) > len(header) and any(cells[len(header) :]):
            # Kept, for the row to be refused: a separator in a text moves all that follows.
            rows.append(cells)
        else:
            rows.append((*cells, *[""] * (len(header) - len(cells)))[: len(header)])
        numbers.append(number)
    if not rows:
        raise InvalidInputError(
            f"{name} has no rows below the names of its columns.",
            hint="The first line names the columns, such as brand, material, color, grams.",
        )
    return Table(header=header, rows=tuple(rows), numbers=tuple(numbers), is_guarded=is_guarded)


def _check(cells: Sequence[str], number: int, n_rows: int, name: str) -> None:
    if n_rows >= MAX_ROWS:
        raise InvalidInputError(
            f"{name} has more than {MAX_ROWS:,} rows.", hint="Split it into several."
        )
    if len(cells) > _MAX_COLUMNS:
        raise InvalidInputError(
            f"Row {number} of {name} has {len(cells)} columns; {_MAX_COLUMNS} are the most."
        )
    if any(len(cell) > _MAX_CELL for cell in cells):
        raise InvalidInputError(
            f"Row {number} of {name} has a cell of more than {_MAX_CELL:,} characters.",
            hint="A quotation mark that is never closed makes such cells.",
        )


def _decoded(data: bytes, name: str) -> str:
    if b"\x00" not in data:
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
    # Only a file that is not UTF-8 needs it, and it takes a while to load.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    likely = [one for one in from_bytes(data, cp_isolation=_ENCODINGS) if one.chaos < _MOST_CHAOS]
    if not likely:
        raise InvalidInputError(
            f"{name} is neither text nor an Excel file.",
            hint="Save it as CSV (UTF-8) or .xlsx from a spreadsheet.",
        )
    return str(min(likely, key=lambda one: (one.chaos, _ENCODINGS.index(one.encoding))))


def _separator(text: str) -> str:
    """The one that makes most columns that are known out of the first line."""
    first = next((line for line in text[:_SNIFFED_CHARACTERS].splitlines() if line.strip()), "")

    def columns(separator: str) -> tuple[int, int]:
        names = next(csv.reader([first], delimiter=separator), [])
        return known_in(names), len(names)

    return max(_SEPARATORS, key=columns)


def _sheet(data: bytes, name: str) -> Iterable[Sequence[str]]:
    try:
        return first_sheet(io.BytesIO(data), name=name, limits=_SHEET)
    except FileTooLargeError as error:
        raise InvalidInputError(error.message, hint=error.hint) from error
    except ThreeMFError as error:
        raise InvalidInputError(
            f"{name} is damaged: it is not a whole Excel file.",
            hint="Save it again as .xlsx, or as CSV.",
        ) from error
