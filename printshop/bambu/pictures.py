"""Thumbnails: found, checked, made small and written anew.

The bytes of a file are never handed on: what leaves here was drawn by us.
"""

import io
import struct
import zlib

from PIL import Image

from printshop.bambu.container import Container
from printshop.errors import Finding, ThreeMFError

LONGEST_SIDE_PX = 512
_PATTERNS = (
    "Metadata/plate_{index}.png",
    "Metadata/plate_no_light_{index}.png",
    "Metadata/top_{index}.png",
    "Metadata/plate_{index}_small.png",
)
_WHOLE_FILE = (
    "Auxiliaries/.thumbnails/thumbnail_middle.png",
    "Auxiliaries/.thumbnails/thumbnail_3mf.png",
    "Metadata/thumbnail.png",
)
_SMALLEST_SIDE_PX = 16  # repackers write placeholders of 1 x 1
# IHDR comes first by the standard; another chunk before it would hide the true size.
_START = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_SIZE = struct.Struct(">II")
_SIZE_AT = 16
_FAULTS = (
    *(OSError, EOFError, ValueError, SyntaxError, IndexError, KeyError, struct.error, zlib.error),
    Image.DecompressionBombError,
)


class Pictures:
    """The pictures of one file, under one budget of pixels."""

    def __init__(self, container: Container, findings: list[Finding]) -> None:
        """Look nothing up yet."""
        self._container = container
        self._findings = findings
        self._pixels_left = container.limits.pictures_total_px

    def of_plate(self, index: int, *, is_only_plate: bool) -> bytes | None:
        """Give the plate's picture as WebP, at most 512 x 512 px.

        The best one that can be drawn counts; a broken one leaves a finding.
        For the only plate the picture of the whole file will do.
        """
        patterns = _PATTERNS + (_WHOLE_FILE if is_only_plate else ())
        for pattern in patterns:
            path = pattern.format(index=index)
            if path in self._container:
                picture = self._drawn(path)
                if picture is not None:
                    return picture
        return None

    def _drawn(self, path: str) -> bytes | None:
        limits = self._container.limits
        try:
            data = self._container.read(path, at_most=limits.picture_member)
        except ThreeMFError as fault:
            return self._refused(path, fault.message)
        if not data.startswith(_START) or len(data) < _SIZE_AT + _SIZE.size:
            return self._refused(path, "Not a PNG picture: left out.")
        width, height = _SIZE.unpack_from(data, _SIZE_AT)
        if min(width, height) < _SMALLEST_SIDE_PX:
            return None
        if max(width, height) > limits.picture_side_px or width * height > self._pixels_left:
            return self._refused(path, f"Too large a picture ({width} x {height} px): left out.")
        self._pixels_left -= width * height
        try:
            return _redrawn(data, size=(width, height))
        except _FAULTS:
            return self._refused(path, "The picture is broken: left out.")

    def _refused(self, path: str, message: str) -> None:
        self._findings.append(Finding(where=path, message=message))


def _redrawn(data: bytes, *, size: tuple[int, int]) -> bytes:
    """Draw it anew; `size` is what was checked, and a second IHDR could say another one."""
    with Image.open(io.BytesIO(data), formats=("PNG",)) as opened:
        if opened.size != size:
            message = "two sizes"
            raise ValueError(message)
        picture = opened.convert("RGBA")
    picture.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    written = io.BytesIO()
    # Lossless at the least effort: exact swatch colours, 3 ms and 5-60 kB per picture.
    picture.save(written, format="WEBP", lossless=True, method=0)
    return written.getvalue()
