"""The parts of an Excel file (.xlsx): how they speak of each other, read tag by tag within limits.

Source: ECMA-376-2, 9 (packages), and ECMA-376-1, 12 (parts of a spreadsheet).
"""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final, Protocol
from xml.parsers import expat

from printshop.bambu.archive.central_directory import overlapping, read_entries
from printshop.bambu.archive.inflate import Unpacker
from printshop.bambu.limits import MIB, Limits
from printshop.errors import DamagedFileError, FileTooLargeError

# Of the parts that are neither the sheet nor its texts.
SMALL_PART: Final = 16 * MIB
HINT: Final = "Save the sheet as CSV."
# A tag that ends later is no spreadsheet's, and parsers go over it again and again.
_LONGEST_TAG: Final = MIB
# Each takes time, also without text: the cells of 20,000 rows in 100 columns with their values.
_MOST_MARKS: Final = 4_200_000


@dataclass(frozen=True, kw_only=True, slots=True)
class SheetLimits:
    """How far a sheet may reach, and how much it may hold.

    rows, columns: no cell with text may lie beyond. characters: of all cells together, and of
    the texts they share. plain_bytes: of the parts that are read, unpacked.
    """

    rows: int
    columns: int
    characters: int
    plain_bytes: int


class Handler(Protocol):
    """What is told of each tag, by its name without the prefix, and of text."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag begins."""

    def text(self, text: str) -> None:
        """Text, or a piece of it."""

    def end(self, tag: str) -> None:
        """A tag ends."""


class Package:
    """The parts of the file, and how they speak of each other."""

    def __init__(self, stream: BinaryIO, *, name: str, limits: SheetLimits) -> None:
        entries = read_entries(stream, name=name, limits=Limits())
        shared = overlapping(entries)
        self._entries = {
            entry.name.replace("\\", "/").lower(): entry
            for position, entry in enumerate(entries)
            if position not in shared
        }
        self._unpacker = Unpacker(stream, name=name)
        self._name = name
        self._limits = limits
        self._left_bytes, self._left_marks = limits.plain_bytes, _MOST_MARKS

    def damaged(self) -> DamagedFileError:
        """Make the sentence that says so."""
        return DamagedFileError(f"{self._name} is damaged: it is no whole Excel file.")

    def related(self, path: str) -> dict[str, tuple[str, str]]:
        """The parts that a part names: by id the kind and the path."""
        folder, last = posixpath.split(path)
        relations = _Relations(folder)
        self.read(posixpath.join(folder, "_rels", f"{last}.rels"), relations, at_most=SMALL_PART)
        return relations.found

    def read(self, path: str, handler: Handler, *, at_most: int | None = None) -> None:
        """Read a part; the unpacker ends where there is more of it than it said."""
        entry = self._entries.get(path.lower())
        if entry is None:
            raise self.damaged()
        self._left_bytes -= entry.plain_bytes
        if self._left_bytes < 0 or entry.plain_bytes > (at_most or entry.plain_bytes):
            raise FileTooLargeError(
                f"{self._name} would be more than {self._limits.plain_bytes // 1_000_000} MB "
                "unpacked.",
                hint=HINT,
            )
        parser, given_bytes = self._parser_for(handler), 0
        try:
            for piece in self._unpacker.pieces(entry):
                parser.Parse(piece, False)  # noqa: FBT003 - it has no keyword
                given_bytes += len(piece)
                if given_bytes - parser.CurrentByteIndex > _LONGEST_TAG:
                    raise self.damaged()
            parser.Parse(b"", True)  # noqa: FBT003 - it has no keyword
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise self.damaged() from error

    def _parser_for(self, handler: Handler) -> expat.XMLParserType:
        def start(tag: str, attributes: Mapping[str, str]) -> None:
            self._left_marks -= 1
            if self._left_marks < 0:
                raise FileTooLargeError(f"{self._name} holds too many cells.", hint=HINT)
            handler.start(tag.rpartition(":")[2] if ":" in tag else tag, attributes)

        def end(tag: str) -> None:
            handler.end(tag.rpartition(":")[2] if ":" in tag else tag)

        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = handler.text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        return parser


def _refuse_doctype(*_: object) -> None:
    """Entities of its own could make a little text very long."""
    raise ValueError("a document type")


class Quiet:
    """A handler that nothing is of interest to."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag begins."""

    def text(self, text: str) -> None:
        """Text, or a piece of it."""

    def end(self, tag: str) -> None:
        """A tag ends."""


class _Relations(Quiet):
    def __init__(self, folder: str) -> None:
        self._folder = folder
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            path = posixpath.normpath(posixpath.join("/", self._folder, attributes["Target"]))
            kind = attributes["Type"].rpartition("/")[2]
            self.found[attributes["Id"]] = (kind, path.lstrip("/"))
