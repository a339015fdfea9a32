"""The first sheet of an Excel file (.xlsx) as text, read within limits.

Own code rather than a library: those make the whole rectangle from the first cell to the last
before anybody can say how large it may be, and two cells of a file of 1 kB can lie 549 GB apart.
Source: ECMA-376-1, 18.2 (workbook), 18.3 (sheets), 18.4 (shared strings), 18.8 (styles).
"""

from collections.abc import Mapping
from typing import BinaryIO, Final

from printshop.bambu.archive.excel_parts import HINT, SMALL_PART, Package, Quiet, SheetLimits
from printshop.bambu.archive.sheet_values import DateFormats, cell_text, place_of, unescaped
from printshop.errors import FileTooLargeError

# Spreadsheets hold 32,767 characters in a cell.
_LONGEST_TEXT: Final = 50_000
_MOST_TEXTS: Final = 2_000_000


def first_sheet(stream: BinaryIO, *, name: str, limits: SheetLimits) -> list[tuple[str, ...]]:
    """The lines of the first sheet, empty ones too, each to its last cell with text.

    Args:
        stream: of the file; it is moved.
        name: what messages call it.
        limits: what more is refused.

    Raises:
        FileTooLargeError: the sheet reaches farther, or holds more.
        ThreeMFError: it is no archive, damaged, encrypted, or no Excel file.

    """
    package = Package(stream, name=name, limits=limits)
    top = package.related("")
    book_path = dict(top.values()).get("officeDocument", "xl/workbook.xml")
    parts, book, styles = package.related(book_path), _Book(), DateFormats()
    package.read(book_path, book, at_most=SMALL_PART)
    of_kind = dict(parts.values())
    if book.sheet not in parts:
        raise package.damaged()
    if "styles" in of_kind:
        package.read(of_kind["styles"], styles, at_most=SMALL_PART)
    texts = _Texts(name, limits)
    if "sharedStrings" in of_kind:
        package.read(of_kind["sharedStrings"], texts)
    sheet = _Sheet(name, limits, texts.found, styles, is_1904=book.is_1904)
    package.read(parts[book.sheet][1], sheet)
    return sheet.lines()


class _Book(Quiet):
    """Which sheet is the first, and from when days are counted."""

    def __init__(self) -> None:
        self.sheet = ""
        self.is_1904 = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "workbookPr":
            self.is_1904 = attributes.get("date1904") in {"1", "true"}
        elif tag == "sheet" and not self.sheet:
            ids = [value for name, value in attributes.items() if name.endswith(":id")]
            self.sheet = ids[0] if ids else ""


class _Collecting:
    """Text between tags, and how much of it there was in all."""

    def __init__(self, name: str, limits: SheetLimits) -> None:
        self.name = name
        self.limits = limits
        self._left = limits.characters
        self._pieces: list[str] = []
        self._length = 0
        self._is_phonetic = False
        self._is_wanted = False

    def text(self, text: str) -> None:
        if not self._is_wanted or self._is_phonetic:
            return
        self._length += len(text)
        if self._length > _LONGEST_TEXT:
            raise FileTooLargeError(
                f"{self.name} has a cell of more than {_LONGEST_TEXT:,} characters.", hint=HINT
            )
        self._pieces.append(text)

    def taken(self) -> str:
        """What was collected; then it begins anew."""
        if not self._pieces:
            return ""
        text = "".join(self._pieces)
        self._pieces, self._length = [], 0
        return text

    def count(self, text: str) -> str:
        self._left -= len(text)
        if self._left < 0:
            raise FileTooLargeError(
                f"{self.name} holds more than {self.limits.characters:,} characters.",
                hint="Split it into several.",
            )
        return text


class _Texts(_Collecting):
    """The texts that cells share, in their order."""

    def __init__(self, name: str, limits: SheetLimits) -> None:
        super().__init__(name, limits)
        self.found: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002 - a handler
        if tag == "rPh":
            self._is_phonetic = True
        self._is_wanted = tag == "t"

    def end(self, tag: str) -> None:
        self._is_wanted = False
        if tag == "rPh":
            self._is_phonetic = False
        elif tag == "si":
            self.found.append(self.count(unescaped(self.taken())))
            if len(self.found) > _MOST_TEXTS:
                raise FileTooLargeError(f"{self.name} holds too many texts.", hint=HINT)


class _Sheet(_Collecting):
    """The cells with text, by line and column, both from 1."""

    def __init__(
        self,
        name: str,
        limits: SheetLimits,
        texts: list[str],
        styles: DateFormats,
        *,
        is_1904: bool,
    ) -> None:
        super().__init__(name, limits)
        self._texts, self._styles, self._is_1904 = texts, styles, is_1904
        self._cells: dict[int, dict[int, str]] = {}
        self._row = self._column = 0
        self._kind = self._style = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        elif tag == "c":
            self._column += 1
            if "r" in attributes:
                self._column, self._row = place_of(attributes["r"])
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
        elif tag == "rPh":
            self._is_phonetic = True
        self._is_wanted = tag in {"v", "t"}

    def end(self, tag: str) -> None:
        self._is_wanted = False
        if tag == "rPh":
            self._is_phonetic = False
        elif tag == "c":
            self._put(self.taken())

    def _put(self, value: str) -> None:
        if not value:
            return
        is_date = self._styles.is_date(self._style)
        text = cell_text(value, self._kind, self._texts, is_date=is_date, is_1904=self._is_1904)
        if not text.strip():
            return
        if self._row < 1:
            raise ValueError("no line of a sheet")
        if self._row > self.limits.rows or self._column > self.limits.columns:
            raise FileTooLargeError(
                f"{self.name} has a cell in line {self._row:,}, column {self._column:,}; a table "
                f"may have {self.limits.rows:,} lines and {self.limits.columns} columns.",
                hint="Delete what lies beyond the table, or save only the table.",
            )
        self._cells.setdefault(self._row, {})[self._column] = self.count(text)

    def lines(self) -> list[tuple[str, ...]]:
        lines: list[tuple[str, ...]] = [()] * max(self._cells, default=0)
        for row, cells in self._cells.items():
            lines[row - 1] = tuple(cells.get(at, "") for at in range(1, max(cells) + 1))
        return lines
