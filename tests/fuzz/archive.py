"""Zip archives put together byte by byte, so that every field can lie.

Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7 to 4.3.16.
"""

import struct
import zlib
from dataclasses import dataclass, replace

STORED, DEFLATED = 0, 8
IN_ZIP64 = 0xFFFFFFFF
_LOCAL = struct.Struct("<4s5H3L2H")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_VERSION = 20
_MOST_16, _MOST_32 = 0xFFFF, 0xFFFFFFFF
# 4 May 2026, 10:20:30 in the format of MS-DOS.
_DATE, _TIME = 0x5CA4, 0x528F


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One member; the fields that end in `says` replace the truth in the list of contents."""

    name: bytes
    packed: bytes
    plain_bytes: int
    crc: int
    method: int = DEFLATED
    flags: int = 0
    date: int = _DATE
    extra: bytes = b""
    packed_says: int | None = None
    plain_says: int | None = None
    offset_says: int | None = None

    def plain(self) -> bytes:
        """Unpack the content."""
        if self.method == STORED:
            return self.packed
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(self.packed)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """How far the end record lies, and what stands around the archive."""

    prefix: bytes = b""
    comment: bytes = b""
    more_members: int = 0
    size_shift: int = 0
    offset_shift: int = 0
    has_zip64: bool = False


def with_content(member: Member, content: bytes, *, is_deflated: bool) -> Member:
    """Give a member another content, honestly packed."""
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush() if is_deflated else content
    return replace(
        member,
        packed=packed,
        plain_bytes=len(content),
        crc=zlib.crc32(content),
        method=DEFLATED if is_deflated else STORED,
    )


def assemble(members: list[Member], ending: Ending) -> bytes:
    """Write the archive: members, list of contents, end record."""
    pieces = [ending.prefix]
    offsets: list[int] = []
    at = len(ending.prefix)
    for member in members:
        offsets.append(at)
        local = _local(member)
        pieces += (local, member.packed)
        at += len(local) + len(member.packed)
    directory = b"".join(
        _entry(member, offset=offset) for member, offset in zip(members, offsets, strict=True)
    )
    return b"".join((*pieces, directory, _end(len(members), len(directory), at, ending)))


def _local(member: Member) -> bytes:
    name = member.name[:_MOST_16]
    return (
        _LOCAL.pack(
            *(b"PK\x03\x04", _VERSION, member.flags & _MOST_16, member.method, _TIME, member.date),
            *(member.crc, len(member.packed), member.plain_bytes, len(name), 0),
        )
        + name
    )


def _entry(member: Member, *, offset: int) -> bytes:
    name, extra = member.name[:_MOST_16], member.extra[:_MOST_16]
    packed = len(member.packed) if member.packed_says is None else member.packed_says
    plain = member.plain_bytes if member.plain_says is None else member.plain_says
    place = offset if member.offset_says is None else member.offset_says
    return (
        _ENTRY.pack(
            *(b"PK\x01\x02", _VERSION, _VERSION, member.flags & _MOST_16, member.method, _TIME),
            *(member.date, member.crc, packed & _MOST_32, plain & _MOST_32, len(name)),
            *(len(extra), 0, 0, 0, 0, place & _MOST_32),
        )
        + name
        + extra
    )


def _end(count: int, size: int, offset: int, ending: Ending) -> bytes:
    says = (count + ending.more_members) & _MOST_16
    size_says = (size + ending.size_shift) & _MOST_32
    offset_says = (offset + ending.offset_shift) & _MOST_32
    comment = ending.comment[:_MOST_16]
    plain = (
        _END.pack(b"PK\x05\x06", 0, 0, says, says, size_says, offset_says, len(comment)) + comment
    )
    if not ending.has_zip64:
        return plain
    wide = _END_64.pack(
        *(b"PK\x06\x06", _END_64.size - 12, _VERSION, _VERSION, 0, 0, says, says),
        *(size_says, offset_says),
    )
    return wide + _LOCATOR.pack(b"PK\x06\x07", 0, offset + size, 1) + plain
