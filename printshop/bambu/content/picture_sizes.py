"""The size that a picture's head states, read before anything of it is drawn.

PNG (IHDR first, as its standard demands), JPEG (the last frame header before the
first scan) and WebP (its first chunk). A picture whose head says nothing of the
kind is no picture to us: a decoder asked first would already fill the memory.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Format = Literal["PNG", "JPEG", "WEBP"]
Size = tuple[int, int]

_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_JPEG = b"\xff\xd8\xff"
_PNG_SIZE = struct.Struct(">II")
_JPEG_SIZE = struct.Struct(">HH")
# Start of frame: baseline, extended and progressive; the others are drawn by nobody.
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_SCAN = 0xDA
# Each scan of a progressive JPEG passes over the whole picture; cameras write ten.
_MOST_SCANS = 100
_WEBP_HEAD_BYTES = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class StatedSize:
    """Format, width and height in pixels as the head says."""

    format: Format
    size: Size


def stated_size(data: bytes) -> StatedSize | None:
    """Read format and size of a picture; None where it is none that is drawn."""
    for name, is_format, size_of in _READERS:
        if is_format(data):
            size = size_of(data)
            return None if size is None else StatedSize(format=name, size=size)
    return None


def _png_size(data: bytes) -> Size | None:
    at = len(_PNG)
    if len(data) < at + _PNG_SIZE.size:
        return None
    width, height = _PNG_SIZE.unpack_from(data, at)
    return width, height


def _jpeg_size(data: bytes) -> Size | None:
    """Walk the segments up to the first scan."""
    if data.count(b"\xff\xda") > _MOST_SCANS:
        return None
    at, found = 2, None
    while at + 9 <= len(data) and data[at] == 0xFF:  # noqa: PLR2004 (each segment's first byte)
        kind = data[at + 1]
        if kind == _SCAN:
            return found
        if kind in _FRAMES:
            height, width = _JPEG_SIZE.unpack_from(data, at + 5)
            found = width, height
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _webp_size(data: bytes) -> Size | None:
    if len(data) < _WEBP_HEAD_BYTES:
        return None
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width = int.from_bytes(data[26:28], "little") & 0x3FFF
        return width, int.from_bytes(data[28:30], "little") & 0x3FFF
    return None


_READERS: tuple[tuple[Format, Callable[[bytes], bool], Callable[[bytes], Size | None]], ...] = (
    ("PNG", lambda data: data.startswith(_PNG), _png_size),
    ("JPEG", lambda data: data.startswith(_JPEG), _jpeg_size),
    ("WEBP", lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", _webp_size),
)
