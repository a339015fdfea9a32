"""The list of members at the end of a zip archive, read within limits.

Own code rather than `zipfile`, because that one builds the whole list before
anybody can say how long it may be. Local headers of slicer files carry no
sizes (data descriptors), so only this directory counts. Prefix junk (a log
before the archive) shifts all offsets and is allowed for.
Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16 and 4.5.3.
"""

import struct
from dataclasses import dataclass
from typing import BinaryIO

from printshop.bambu.limits import Limits
from printshop.errors import DamagedFileError, FileTooLargeError, NotAThreeMFError

_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_END_64 = struct.Struct("<4sQ2H2L4Q")
_END_64_MARK = b"PK\x06\x06"
_LOCATOR = struct.Struct("<4sLQL")
_LOCATOR_MARK = b"PK\x06\x07"
_ENTRY = struct.Struct("<4s6H3L5H2L")
_ENTRY_MARK = b"PK\x01\x02"
_LOCAL_MARK = b"PK\x03\x04"
_LONGEST_COMMENT = 0xFFFF
_WIDE = struct.Struct("<Q")
_IN_ZIP64 = 0xFFFFFFFF
_ZIP64_EXTRA = 1
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One member: `offset` is where its local header starts in the stream."""

    name: str
    method: int
    is_encrypted: bool
    crc: int
    packed_bytes: int
    plain_bytes: int
    offset: int


@dataclass(frozen=True, kw_only=True, slots=True)
class _End:
    """Where the directory lies; `starts_at` is its true place in the stream."""

    size: int
    offset: int
    starts_at: int


def read_entries(stream: BinaryIO, *, name: str, limits: Limits) -> list[Entry]:
    """List the members of an archive, folders left out, in directory order.

    Raises:
        NotAThreeMFError: if the stream is empty or no archive at all.
        DamagedFileError: if the archive is cut off or its directory makes no sense.
        FileTooLargeError: if the directory is longer than the limits.
    """
    stream.seek(0, 2)
    file_bytes = stream.tell()
    if not file_bytes:
        message = f"{name} is empty (0 bytes): save or download it again."
        raise NotAThreeMFError(message)
    end = _find_end(stream, file_bytes=file_bytes, name=name)
    if end.size > limits.directory:
        raise _too_many(name, limits)
    stream.seek(end.starts_at)
    directory = stream.read(end.size)
    return _parse(directory, shift=end.starts_at - end.offset, name=name, limits=limits)


def _find_end(stream: BinaryIO, *, file_bytes: int, name: str) -> _End:
    """Find the end record, in the ZIP64 form where there is one."""
    tail_bytes = min(file_bytes, _END.size + _LONGEST_COMMENT + _LOCATOR.size + _END_64.size)
    stream.seek(file_bytes - tail_bytes)
    tail = stream.read(tail_bytes)
    position = tail.rfind(_END_MARK)
    if position < 0 or position + _END.size > len(tail):
        raise _no_archive(stream, name)
    fields = _END.unpack_from(tail, position)
    size, offset = fields[5], fields[6]
    directory_end = file_bytes - tail_bytes + position
    wide = _find_zip64_end(tail, position)
    if wide is not None:
        size, offset = wide
        directory_end -= _LOCATOR.size + _END_64.size
    starts_at = directory_end - size
    if starts_at < 0 or offset > starts_at:
        raise _senseless(name)
    return _End(size=size, offset=offset, starts_at=starts_at)


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
    at = 0
    count = 0
    while at < len(directory):
        count += 1
        if count > limits.members:
            raise _too_many(name, limits)
        if at + _ENTRY.size > len(directory) or not directory.startswith(_ENTRY_MARK, at):
            raise _senseless(name)
        fields = _ENTRY.unpack_from(directory, at)
        name_at = at + _ENTRY.size
        extra_at = name_at + fields[10]
        at = extra_at + fields[11] + fields[12]
        if at > len(directory):
            raise _senseless(name)
        encoding = "utf-8" if fields[3] & _UTF8_NAME else "cp437"
        member = directory[name_at:extra_at].decode(encoding, "replace")
        if member.endswith("/"):
            continue
        plain, packed, offset = _widened(
            directory[extra_at : extra_at + fields[11]], fields[9], fields[8], fields[16]
        )
        entries.append(
            Entry(
                name=member,
                method=fields[4],
                is_encrypted=bool(fields[3] & _ENCRYPTED),
                crc=fields[7],
                packed_bytes=packed,
                plain_bytes=plain,
                offset=offset + shift,
            )
        )
    return entries


def _widened(extra: bytes, plain: int, packed: int, offset: int) -> tuple[int, int, int]:
    """Replace the three numbers that did not fit into 32 bits (ZIP64)."""
    values = [plain, packed, offset]
    if _IN_ZIP64 not in values:
        return plain, packed, offset
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
