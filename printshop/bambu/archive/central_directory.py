"""The list of members at the end of a zip archive, read within limits.

Own code rather than `zipfile`, because that one builds the whole list before
anybody can say how long it may be, and takes longer for it than everything else
together. Local headers of slicer files carry no sizes (data descriptors), so
only this directory counts. Prefix junk (a log before the archive) shifts all
offsets and is allowed for.
Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16 and 4.5.3.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from printshop.bambu.limits import KIB, Limits
from printshop.errors import DamagedFileError, FileTooLargeError, NotAThreeMFError

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_END_64 = struct.Struct("<4sQ2H2L4Q")
_END_64_MARK = b"PK\x06\x06"
_LOCATOR = struct.Struct("<4sLQL")
_LOCATOR_MARK = b"PK\x06\x07"
# Mark, flags, method, checksum, packed, plain, name, extra, comment, offset.
_RECORD = struct.Struct("<4s4x2H4x3L3H8xL")
_RECORD_MARK = b"PK\x01\x02"
_LOCAL_MARK = b"PK\x03\x04"
LOCAL_HEADER_BYTES = 30
_LONGEST_COMMENT = 0xFFFF
_LONGEST_TAIL = _END.size + _LONGEST_COMMENT + _LOCATOR.size + _END_64.size
# Holds the directory of nearly every honest file too.
_USUAL_TAIL = 8 * KIB
_WIDE = struct.Struct("<Q")
_IN_ZIP64 = 0xFFFFFFFF
_ZIP64_EXTRA = 1
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


class Entry(NamedTuple):
    """One member: `offset` is where its local header starts in the stream."""

    name: str
    method: int
    is_encrypted: bool
    crc: int
    packed_bytes: int
    plain_bytes: int
    offset: int
    name_bytes: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _End:
    """Where the directory lies; `starts_at` is its true place in the stream."""

    size: int
    offset: int
    starts_at: int


class _Tail(NamedTuple):
    """The last bytes of the stream and where they start."""

    data: bytes
    starts_at: int


def read_entries(stream: BinaryIO, *, name: str, limits: Limits) -> list[Entry]:
    """List the members of an archive, folders left out, in directory order.

    Raises:
        NotAThreeMFError: if the stream is empty or no archive at all.
        DamagedFileError: if the archive is cut off or its directory makes no sense.
        FileTooLargeError: if the directory is longer than the limits.
    """
    file_bytes = stream.seek(0, 2)
    if not file_bytes:
        message = f"{name} is empty (0 bytes): save or download it again."
        raise NotAThreeMFError(message)
    tail = _read_tail(stream, file_bytes=file_bytes)
    end = _find_end(tail)
    if end is None:
        raise _no_archive(stream, name)
    if end.starts_at < 0 or end.offset > end.starts_at:
        raise _senseless(name)
    if end.size > limits.directory:
        raise _too_many(name, limits)
    at = end.starts_at - tail.starts_at
    if at >= 0:
        directory = tail.data[at : at + end.size]
    else:
        stream.seek(end.starts_at)
        directory = stream.read(end.size)
    return _parse(directory, shift=end.starts_at - end.offset, name=name, limits=limits)


def overlapping(entries: Sequence[Entry]) -> frozenset[int]:
    """Find the positions of entries that share bytes with another one.

    Slicers never write such; one block of packed bytes under a thousand names is a bomb.
    """
    end = -1
    for entry in entries:
        if entry.offset < end:
            break
        end = entry.offset + LOCAL_HEADER_BYTES + entry.name_bytes + entry.packed_bytes
    else:
        return frozenset()
    spans = [(entry.offset, _end_of(entry)) for entry in entries]
    found: set[int] = set()
    farthest, owner = -1, -1
    for position in sorted(range(len(spans)), key=spans.__getitem__):
        start, end = spans[position]
        if start < farthest:
            found |= {owner, position}
        if end > farthest:
            farthest, owner = end, position
    return frozenset(found)


def _end_of(entry: Entry) -> int:
    """Give the least place where an entry ends: its local header may be longer."""
    return entry.offset + LOCAL_HEADER_BYTES + entry.name_bytes + entry.packed_bytes


def _read_tail(stream: BinaryIO, *, file_bytes: int) -> _Tail:
    """Read the end of the stream: little where no comment follows the end record."""
    for longest in (_USUAL_TAIL, _LONGEST_TAIL):
        starts_at = max(file_bytes - longest, 0)
        stream.seek(starts_at)
        data = stream.read(longest)
        if starts_at == 0 or (
            longest == _USUAL_TAIL and data.startswith(_END_MARK, len(data) - _END.size)
        ):
            break
    return _Tail(data, starts_at)


def _find_end(tail: _Tail) -> _End | None:
    """Find the end record, in the ZIP64 form where there is one."""
    position = tail.data.rfind(_END_MARK)
    if position < 0 or position + _END.size > len(tail.data):
        return None
    fields = _END.unpack_from(tail.data, position)
    size, offset = fields[5], fields[6]
    directory_end = tail.starts_at + position
    wide = _find_zip64_end(tail.data, position)
    if wide is not None:
        size, offset = wide
        directory_end -= _LOCATOR.size + _END_64.size
    return _End(size=size, offset=offset, starts_at=directory_end - size)


def _find_zip64_end(tail: bytes, position: int) -> tuple[int, int] | None:
    """Give the directory's size and offset of an archive that is over 4 GB."""
    locator_at = position - _LOCATOR.size
    record_at = locator_at - _END_64.size
    if record_at < 0 or not tail.startswith(_LOCATOR_MARK, locator_at):
        return None
    fields = _END_64.unpack_from(tail, record_at)
    return (fields[8], fields[9]) if fields[0] == _END_64_MARK else None


def _parse(directory: bytes, *, shift: int, name: str, limits: Limits) -> list[Entry]:
    entries: list[Entry] = []
    # Named tuples are made by a function in Python: half of the time of this loop.
    make = tuple.__new__
    unpack, record_bytes, length = _RECORD.unpack_from, _RECORD.size, len(directory)
    at = 0
    for _ in range(limits.members):
        if at + record_bytes > length:
            break
        mark, flags, method, crc, packed, plain, n_name, n_extra, n_comment, offset = unpack(
            directory, at
        )
        name_at = at + record_bytes
        extra_at = name_at + n_name
        member = directory[name_at:extra_at]
        at = extra_at + n_extra + n_comment
        if mark != _RECORD_MARK or at > length:
            raise _senseless(name)
        if member.endswith(b"/"):
            continue
        # All bits are set in their union if they are in one of them, and hardly ever else.
        if plain | packed | offset == _IN_ZIP64:
            extra = directory[extra_at : extra_at + n_extra]
            plain, packed, offset = _widened(extra, plain, packed, offset)
        is_utf8 = member.isascii() or flags & _UTF8_NAME
        path = member.decode("utf-8" if is_utf8 else "cp437", "replace")
        is_encrypted = flags & _ENCRYPTED != 0
        at_in_stream = offset + shift
        fields = (path, method, is_encrypted, crc, packed, plain, at_in_stream, n_name)
        entries.append(make(Entry, fields))
    if at + record_bytes <= length:
        raise _too_many(name, limits)
    if at < length:
        raise _senseless(name)
    return entries


def _widened(extra: bytes, plain: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Replace the three numbers that did not fit into 32 bits (ZIP64)."""
    values = [plain, packed, offset]
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == _ZIP64_EXTRA:
            wide = extra[at + 4 : at + 4 + length]
            for position, value in enumerate(values):
                if value == _IN_ZIP64 and len(wide) >= _WIDE.size:
                    values[position] = _WIDE.unpack_from(wide)[0]
                    wide = wide[_WIDE.size :]
            break
        at += 4 + length
    return values[0], values[1], values[2]


def _no_archive(stream: BinaryIO, name: str) -> DamagedFileError | NotAThreeMFError:
    """Say what a file without an archive's end looks like."""
    stream.seek(0)
    start = stream.read(512).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(_LOCAL_MARK):
        return DamagedFileError(
            f"{name} is cut off, its end is missing: copy or download it again."
        )
    if start.startswith(b"<") and b"<html" in start.lower():
        return NotAThreeMFError(
            f"{name} is a web page and not a .3mf file: download the file itself."
        )
    return NotAThreeMFError(
        f"{name} is not a .3mf file (no zip archive): save it as .3mf or export the sliced plate."
    )


def _senseless(name: str) -> DamagedFileError:
    return DamagedFileError(
        f"{name} is damaged, its list of contents makes no sense: copy or download it again."
    )


def _too_many(name: str, limits: Limits) -> FileTooLargeError:
    return FileTooLargeError(
        f"{name} holds more than {limits.members:,} parts: save it from the slicer again."
    )
