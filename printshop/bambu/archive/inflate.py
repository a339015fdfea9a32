"""The packed bytes of an archive's members, unpacked within what the directory says of them.

isal unpacks like zlib, faster, and its checksum costs a tenth; for the first thousand
bytes it takes three times as long, because it makes larger tables.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import BinaryIO

from isal import isal_zlib

from printshop.bambu.archive.central_directory import LOCAL_HEADER_BYTES, Entry
from printshop.bambu.limits import KIB
from printshop.bambu.plain_text import one_line
from printshop.errors import DamagedFileError, EncryptedFileError

AGAIN = "copy or download it again."
CHUNK = 64 * KIB
_FIRST_PIECE = KIB  # holds the header of nearly every gcode
_SMALL = 4 * KIB
_RAW_DEFLATE = -15
_ISAL_FAULT: type[Exception] = isal_zlib.error  # ty: ignore[invalid-assignment] (its stub is wrong)
_FAULTS = (zlib.error, _ISAL_FAULT)
_LOCAL_MARK = b"PK\x03\x04"
_STORED, _DEFLATED = 0, 8
_LENGTHS = struct.Struct("<2H")
_LENGTHS_AT = 26
_USUAL_EXTRA = 64
_FARTHEST = 1 << 62
_LONGEST_NAME = 120


class Unpacker:
    """Unpacks members of one stream; it moves the stream, positions are kept over other reads."""

    def __init__(self, stream: BinaryIO, *, name: str) -> None:
        """Take the stream and what messages call the file."""
        self._stream = stream
        self._name = name

    def whole(self, entry: Entry) -> bytes:
        """Unpack a member that the caller knows to be small enough by `plain_bytes`.

        Raises:
            DamagedFileError: if it cannot be unpacked, or length or checksum do not fit.
            EncryptedFileError: if it needs a password.
        """
        if entry.packed_bytes > entry.plain_bytes + CHUNK:
            return b"".join(self.pieces(entry))
        self._check(entry)
        packed = self._packed_whole(entry)
        if entry.method == _STORED:
            plain = packed
        else:
            library = zlib if entry.plain_bytes <= _SMALL else isal_zlib
            try:
                # One byte more than it may have shows the lie; without a bound it could be a bomb.
                plain = library.decompressobj(_RAW_DEFLATE).decompress(
                    packed, entry.plain_bytes + 1
                )
            except _FAULTS as fault:
                raise self.damaged(entry, "cannot be unpacked") from fault
        if len(plain) > entry.plain_bytes:
            raise self.damaged(entry, "is longer than it says")
        self._check_end(entry, length=len(plain), crc=isal_zlib.crc32(plain))
        return plain

    def pieces(self, entry: Entry) -> Iterator[bytes]:
        """Unpack a member piece by piece; length and checksum are compared at its end.

        Raises:
            ThreeMFError: as `whole`, while it is unpacked.
        """
        return self._checked(entry, self._plain_pieces(entry, isal_zlib, CHUNK))

    def head_pieces(self, entry: Entry) -> Iterator[bytes]:
        """Unpack as `pieces`, for who stops early: from 1 KiB on, each piece twice the last."""
        return self._checked(entry, self._plain_pieces(entry, zlib, _FIRST_PIECE))

    def _checked(self, entry: Entry, pieces: Iterable[bytes]) -> Iterator[bytes]:
        crc = length = 0
        for piece in pieces:
            length += len(piece)
            if length > entry.plain_bytes:
                raise self.damaged(entry, "is longer than it says")
            crc = isal_zlib.crc32(piece, crc)
            yield piece
        self._check_end(entry, length=length, crc=crc)

    def damaged(self, entry: Entry, what: str) -> DamagedFileError:
        """Make the sentence that says what is wrong with a member."""
        return DamagedFileError(
            f"{self._name} is damaged, its part {shown(entry.name)} {what}: {AGAIN}"
        )

    def _plain_pieces(self, entry: Entry, library: ModuleType, piece_bytes: int) -> Iterator[bytes]:
        self._check(entry)
        if entry.method == _STORED:
            yield from self._packed_pieces(entry, piece_bytes)
            return
        inflater = library.decompressobj(_RAW_DEFLATE)
        try:
            for packed in self._packed_pieces(entry, piece_bytes):
                rest = packed
                while rest and not inflater.eof:
                    plain = inflater.decompress(rest, piece_bytes)
                    rest = inflater.unconsumed_tail
                    piece_bytes = min(2 * piece_bytes, CHUNK)
                    if plain:
                        yield plain
            while not inflater.eof and (
                plain := inflater.decompress(inflater.unconsumed_tail, piece_bytes)
            ):
                yield plain
        except _FAULTS as fault:
            raise self.damaged(entry, "cannot be unpacked") from fault

    def _packed_whole(self, entry: Entry) -> bytes:
        """Read header and packed bytes in one go: each call costs as much as unpacking 1 kB."""
        read = self._from_header(entry, entry.name_bytes + entry.packed_bytes + _USUAL_EXTRA)
        begin = _header_bytes(read)
        if len(read) < begin + entry.packed_bytes:
            return self._packed(entry, entry.offset + begin, entry.packed_bytes)
        return read[begin : begin + entry.packed_bytes]

    def _packed_pieces(self, entry: Entry, piece_bytes: int) -> Iterator[bytes]:
        """Read the packed bytes in growing pieces, the first together with the header."""
        read = self._from_header(entry, entry.name_bytes + _USUAL_EXTRA + piece_bytes)
        at, left = entry.offset + _header_bytes(read), entry.packed_bytes
        packed = read[at - entry.offset :][: min(piece_bytes, left)]
        while left > 0:
            packed = packed or self._packed(entry, at, min(piece_bytes, left))
            at += len(packed)
            left -= len(packed)
            yield packed
            packed, piece_bytes = b"", min(2 * piece_bytes, CHUNK)

    def _packed(self, entry: Entry, at: int, n_bytes: int) -> bytes:
        self._stream.seek(at)
        packed = self._stream.read(n_bytes)
        if len(packed) < n_bytes:
            raise self.damaged(entry, "is cut off")
        return packed

    def _from_header(self, entry: Entry, n_more: int) -> bytes:
        """Read a local header, which has to be there, and bytes after it."""
        read = b""
        if entry.offset <= _FARTHEST:
            self._stream.seek(entry.offset)
            read = self._stream.read(LOCAL_HEADER_BYTES + n_more)
        if len(read) < LOCAL_HEADER_BYTES or not read.startswith(_LOCAL_MARK):
            raise self.damaged(entry, "is not where the list of contents says")
        return read

    def _check(self, entry: Entry) -> None:
        if entry.is_encrypted:
            message = (
                f"{self._name} is encrypted, its part {shown(entry.name)} needs a password: "
                "export it from the slicer without one."
            )
            raise EncryptedFileError(message)
        if entry.method not in {_STORED, _DEFLATED}:
            message = (
                f"{self._name}: the part {shown(entry.name)} is packed by method {entry.method}, "
                "which .3mf files do not use: save it again from the slicer."
            )
            raise DamagedFileError(message)

    def _check_end(self, entry: Entry, *, length: int, crc: int) -> None:
        if length < entry.plain_bytes:
            raise self.damaged(entry, "is shorter than it says")
        if crc != entry.crc:
            raise self.damaged(entry, "does not fit its checksum")


def _header_bytes(header: bytes) -> int:
    """Give the length of a local header: its own lengths count, not the directory's."""
    name_bytes, extra_bytes = _LENGTHS.unpack_from(header, _LENGTHS_AT)
    return LOCAL_HEADER_BYTES + name_bytes + extra_bytes


def shown(name: str) -> str:
    """A member's name for a sentence: the end of it, which tells most, in one line."""
    clean = one_line(name, at_most=len(name)) or "without a name"
    return clean if len(clean) <= _LONGEST_NAME else "…" + clean[-_LONGEST_NAME:]
