"""The archive of a .3mf file: parts found by path, read within limits.

Paths are compared without case (OPC), below the folder that holds the model
part: Finder's re-zips put everything one folder deeper. Nothing is ever
extracted, so names with `..` do no harm; they are left out all the same.
"""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from printshop.bambu.central_directory import Entry, read_entries
from printshop.bambu.findings import Findings
from printshop.bambu.limits import KIB, Limits
from printshop.bambu.plain_text import one_line
from printshop.errors import (
    DamagedFileError,
    EncryptedFileError,
    FileTooLargeError,
    Finding,
    NotAThreeMFError,
)

_MODEL_PATH = "3d/3dmodel.model"
_RELATIONS_PATH = "_rels/.rels"
_MARKERS = (_MODEL_PATH, _RELATIONS_PATH)
_LOCAL_HEADER_BYTES = 30
_LOCAL_MARK = b"PK\x03\x04"
_STORED, _DEFLATED = 0, 8
_CHUNK = 64 * KIB
_FARTHEST = 1 << 62
_AGAIN = "copy or download it again."
_MARKS = (b"<", b"=", b",")
_LONGEST_NAME = 120


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
        self._stream = stream
        self._plain_bytes_read = 0
        self._gcode_bytes_read = 0
        entries = self._usable(read_entries(stream, name=name, limits=limits))
        self._parts = self._below_root(entries)

    def _usable(self, entries: list[Entry]) -> list[tuple[str, Entry]]:
        """Bring names into one form; leave out Finder's twins and names that climb."""
        usable: list[tuple[str, Entry]] = []
        for entry in entries:
            path = entry.name.replace("\\", "/").lstrip("/").lower()
            steps = path.split("/")
            if ".." in steps or ":" in steps[0]:
                self.findings.append(
                    Finding(
                        where=shown(entry.name), message="A name that leaves the archive: ignored."
                    )
                )
            elif steps[0] != "__macosx":
                usable.append((path, entry))
        return usable

    @staticmethod
    def _below_root(entries: list[tuple[str, Entry]]) -> dict[str, list[Entry]]:
        """Index the entries by their path below the folder of the model part."""
        roots = [
            path.removesuffix(marker)
            for marker in _MARKERS
            for path, _ in entries
            if path == marker or path.endswith("/" + marker)
        ]
        root = min(roots, key=len, default="")
        parts: dict[str, list[Entry]] = {}
        for path, entry in entries:
            if path.startswith(root):
                parts.setdefault(path.removeprefix(root), []).append(entry)
        return parts

    def __contains__(self, path: str) -> bool:
        """Whether there is such a part."""
        return path.lower() in self._parts

    def paths(self) -> Iterator[str]:
        """Give the lower-case paths of all parts."""
        return iter(self._parts)

    def duplicates(self) -> list[str]:
        """Give the paths that occur more than once."""
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
        data = b"".join(self._inflate(entry))
        if not data:
            message = f"{self.name} is damaged, its part {path} is empty: {_AGAIN}"
            raise DamagedFileError(message)
        return data

    def read_text(self, path: str) -> bytes:
        """Read a whole part of XML or JSON, which is taken to pieces in memory.

        Raises:
            FileTooLargeError: if it is too long, or consists of too many pieces.
            ThreeMFError: as `read`.
        """
        data = self.read(path, at_most=self.limits.text_member)
        if sum(data.count(mark) for mark in _MARKS) > self.limits.text_marks:
            message = (
                f"{self.name}: the part {path} holds more than {self.limits.text_marks:,} "
                "elements and values: save it again from the slicer."
            )
            raise FileTooLargeError(message)
        return data

    def chunks(self, path: str) -> Iterator[bytes]:
        """Read a part piece by piece (at most 64 KiB each); the caller stops when it has enough.

        The checksum is compared where the part is read to its end; a part of one
        piece is checked before it is handed out.

        Raises:
            ThreeMFError: as `read`, from the first piece on.
        """
        entry = self.entry(path)
        if entry.plain_bytes > _CHUNK:
            return self._inflate(entry)
        return iter((self.read(path, at_most=_CHUNK),))

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
        return self._checked(entry)

    def _inflate(self, entry: Entry) -> Iterator[bytes]:
        for chunk in self._checked(entry):
            self._plain_bytes_read += len(chunk)
            if self._plain_bytes_read > self.limits.total:
                message = (
                    f"{self.name} unpacks to more than {self.limits.total:,} bytes of text and "
                    "pictures: save it again from the slicer."
                )
                raise FileTooLargeError(message)
            yield chunk

    def _checked(self, entry: Entry) -> Iterator[bytes]:
        """Give the unpacked pieces; length and checksum are compared at the end."""
        crc = 0
        length = 0
        for chunk in self._plain_chunks(entry):
            length += len(chunk)
            if length > entry.plain_bytes:
                raise self._damaged(entry, "is longer than it says")
            crc = zlib.crc32(chunk, crc)
            yield chunk
        if length < entry.plain_bytes:
            raise self._damaged(entry, "is shorter than it says")
        if crc != entry.crc:
            raise self._damaged(entry, "does not fit its checksum")

    def _plain_chunks(self, entry: Entry) -> Iterator[bytes]:
        """Give the unpacked pieces, unchecked."""
        if entry.is_encrypted:
            message = (
                f"{self.name} is encrypted, its part {shown(entry.name)} needs a password: "
                "export it from the slicer without one."
            )
            raise EncryptedFileError(message)
        if entry.method == _STORED:
            yield from self._packed_chunks(entry)
            return
        if entry.method != _DEFLATED:
            message = (
                f"{self.name}: the part {shown(entry.name)} is packed by method {entry.method}, "
                "which .3mf files do not use: save it again from the slicer."
            )
            raise DamagedFileError(message)
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for packed in self._packed_chunks(entry):
                rest = packed
                while rest and not inflater.eof:
                    plain = inflater.decompress(rest, _CHUNK)
                    rest = inflater.unconsumed_tail
                    if plain:
                        yield plain
            while not inflater.eof and (
                plain := inflater.decompress(inflater.unconsumed_tail, _CHUNK)
            ):
                yield plain
        except zlib.error as fault:
            raise self._damaged(entry, "cannot be unpacked") from fault

    def _packed_chunks(self, entry: Entry) -> Iterator[bytes]:
        """Give the pieces as they lie in the file, positions kept over other reads."""
        if entry.offset > _FARTHEST:
            raise self._damaged(entry, "is not where the list of contents says")
        self._stream.seek(entry.offset)
        header = self._stream.read(_LOCAL_HEADER_BYTES)
        if len(header) < _LOCAL_HEADER_BYTES or not header.startswith(_LOCAL_MARK):
            raise self._damaged(entry, "is not where the list of contents says")
        name_bytes = int.from_bytes(header[26:28], "little")
        extra_bytes = int.from_bytes(header[28:30], "little")
        at = entry.offset + _LOCAL_HEADER_BYTES + name_bytes + extra_bytes
        left = entry.packed_bytes
        while left > 0:
            self._stream.seek(at)
            packed = self._stream.read(min(_CHUNK, left))
            if not packed:
                raise self._damaged(entry, "is cut off")
            at += len(packed)
            left -= len(packed)
            yield packed

    def _damaged(self, entry: Entry, what: str) -> DamagedFileError:
        return DamagedFileError(
            f"{self.name} is damaged, its part {shown(entry.name)} {what}: {_AGAIN}"
        )


def shown(name: str) -> str:
    """A member's name for a sentence: the end of it, which tells most, in one line."""
    clean = one_line(name, at_most=len(name)) or "without a name"
    return clean if len(clean) <= _LONGEST_NAME else "…" + clean[-_LONGEST_NAME:]
