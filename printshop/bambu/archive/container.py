"""The archive of a .3mf file: parts found by path, read within limits.

Paths are compared without case (OPC), below the folder that holds the model
part: Finder's re-zips put everything one folder deeper. Nothing is ever
extracted, so names with `..` do no harm; they are left out all the same.
"""

from collections.abc import Iterator
from typing import BinaryIO

from printshop.bambu.archive.central_directory import Entry, overlapping, read_entries
from printshop.bambu.archive.inflate import AGAIN, Unpacker, shown
from printshop.bambu.findings import Findings
from printshop.bambu.limits import KIB, Limits
from printshop.errors import (
    DamagedFileError,
    FileTooLargeError,
    Finding,
    NotAThreeMFError,
)

_MODEL_PATH = "3d/3dmodel.model"
_RELATIONS_PATH = "_rels/.rels"
_MARKERS = (_MODEL_PATH, _RELATIONS_PATH)
_ODD_NAMES = ("\\", "..", ":", "\n/", "\n__macosx")
_MARKS = (b"<", b"=", b",")
# A head ends within the first kilobytes; what is shorter than this is read and checked whole.
_SHORT = 16 * KIB


class Container:
    """The parts of one .3mf archive.

    Not for use by several threads: it moves the stream.
    """

    def __init__(self, stream: BinaryIO, *, name: str, limits: Limits) -> None:
        """Read the list of parts.

        Raises:
            ThreeMFError: if the stream is no archive, damaged or over the limits.
        """
        self.name = name
        self.limits = limits
        self.findings = Findings(at_most=limits.findings)
        self._unpacker = Unpacker(stream, name=name)
        self._plain_bytes_read = 0
        self._gcode_bytes_read = 0
        entries = read_entries(stream, name=name, limits=limits)
        self._overlapping = self._note_overlapping(entries)
        usable = self._usable(entries)
        self._parts = self._below_root(usable)
        self._is_each_once = len(self._parts) == len(usable)

    def _note_overlapping(self, entries: list[Entry]) -> frozenset[Entry]:
        """Say so where members share bytes; one that is needed is refused when it is read."""
        positions = overlapping(entries)
        if not positions:
            return frozenset()
        found = [entries[position] for position in sorted(positions)]
        message = f"{len(found):,} parts share their bytes with others: they are not read."
        self.findings.append(Finding(where=shown(found[0].name), message=message))
        return frozenset(found)

    def _usable(self, entries: list[Entry]) -> list[tuple[str, Entry]]:
        """Bring names into one form; leave out Finder's twins and names that climb."""
        paths = [entry.name.lower() for entry in entries]
        together = "\n" + "\n".join(paths)
        if not any(mark in together for mark in _ODD_NAMES):
            return list(zip(paths, entries, strict=True))
        usable: list[tuple[str, Entry]] = []
        for entry in entries:
            path = entry.name.replace("\\", "/").lstrip("/").lower()
            steps = path.split("/")
            if ".." in steps or ":" in steps[0]:
                message = "A name that leaves the archive: ignored."
                self.findings.append(Finding(where=shown(entry.name), message=message))
            elif steps[0] != "__macosx":
                usable.append((path, entry))
        return usable

    @staticmethod
    def _below_root(entries: list[tuple[str, Entry]]) -> dict[str, list[Entry]]:
        """Index the entries by their path below the folder of the model part."""
        parts = {path: [entry] for path, entry in entries}
        if len(parts) < len(entries):
            parts = {path: [] for path in parts}
            for path, entry in entries:
                parts[path].append(entry)
        if _MODEL_PATH in parts or _RELATIONS_PATH in parts:
            return parts
        roots = [
            path.removesuffix(marker)
            for marker in _MARKERS
            for path in parts
            if path.endswith("/" + marker)
        ]
        root = min(roots, key=len, default="")
        return {
            path.removeprefix(root): found for path, found in parts.items() if path.startswith(root)
        }

    def __contains__(self, path: str) -> bool:
        """Whether there is such a part."""
        return path.lower() in self._parts

    def paths(self) -> Iterator[str]:
        """Give the lower-case paths of all parts."""
        return iter(self._parts)

    def duplicates(self) -> list[str]:
        """Give the paths that occur more than once."""
        if self._is_each_once:
            return []
        return [entries[0].name for entries in self._parts.values() if len(entries) > 1]

    def entry(self, path: str) -> Entry:
        """Find a part that must be there and be there once."""
        entries = self._parts.get(path.lower())
        if not entries:
            message = f"{self.name} has no part {path}: save it again from the slicer."
            raise NotAThreeMFError(message)
        if len(entries) > 1:
            message = (
                f"{self.name} holds {len(entries)} parts named {path}, and which one counts is "
                "unclear: save it again from the slicer."
            )
            raise DamagedFileError(message)
        if entries[0] in self._overlapping:
            raise self._unpacker.damaged(entries[0], "shares its bytes with another part")
        return entries[0]

    def read(self, path: str, *, at_most: int) -> bytes:
        """Read a whole part.

        Raises:
            DamagedFileError: if the part is cut off, empty, doubled, or its checksum is wrong.
            EncryptedFileError: if it needs a password.
            FileTooLargeError: if it is longer than `at_most` bytes, or the sum of all is.
        """
        entry = self.entry(path)
        if entry.plain_bytes > at_most:
            message = (
                f"{self.name}: the part {path} has {entry.plain_bytes:,} bytes, more than the "
                f"{at_most:,} that are read: save it again from the slicer."
            )
            raise FileTooLargeError(message)
        self._count(entry.plain_bytes)
        data = self._unpacker.whole(entry)
        if not data:
            message = f"{self.name} is damaged, its part {path} is empty: {AGAIN}"
            raise DamagedFileError(message)
        return data

    def read_text(self, path: str) -> bytes:
        """Read a whole part of XML or JSON, which is taken to pieces in memory.

        Raises:
            FileTooLargeError: if it is too long, or consists of too many pieces.
            ThreeMFError: as `read`.
        """
        data = self.read(path, at_most=self.limits.text_member)
        most = self.limits.text_marks
        if len(data) > most and sum(data.count(mark) for mark in _MARKS) > most:
            message = (
                f"{self.name}: the part {path} holds more than {most:,} "
                "elements and values: save it again from the slicer."
            )
            raise FileTooLargeError(message)
        return data

    def chunks(self, path: str) -> Iterator[bytes]:
        """Read a part in small pieces; the caller stops when it has enough.

        The checksum is compared where the part is read to its end; a part of at
        most 16 KiB comes in one piece and is checked before it is handed out.

        Raises:
            ThreeMFError: as `read`, from the first piece on.
        """
        entry = self.entry(path)
        if entry.plain_bytes > _SHORT:
            return self._head_pieces(entry)
        return iter((self.read(path, at_most=_SHORT),))

    def gcode_chunks(self, path: str) -> Iterator[bytes]:
        """Read a gcode to its end, piece by piece, within a cap of its own over all plates.

        Raises:
            FileTooLargeError: if the gcodes of the file are longer than the cap.
            ThreeMFError: as `chunks`.
        """
        entry = self.entry(path)
        self._gcode_bytes_read += entry.plain_bytes
        if self._gcode_bytes_read > self.limits.gcode_bodies:
            message = (
                f"{self.name} holds more than {self.limits.gcode_bodies:,} bytes of gcode: "
                "export its plates one by one."
            )
            raise FileTooLargeError(message)
        return self._unpacker.pieces(entry)

    def _head_pieces(self, entry: Entry) -> Iterator[bytes]:
        for piece in self._unpacker.head_pieces(entry):
            self._count(len(piece))
            yield piece

    def _count(self, n_bytes: int) -> None:
        self._plain_bytes_read += n_bytes
        if self._plain_bytes_read > self.limits.total:
            message = (
                f"{self.name} unpacks to more than {self.limits.total:,} bytes of text and "
                "pictures: save it again from the slicer."
            )
            raise FileTooLargeError(message)
