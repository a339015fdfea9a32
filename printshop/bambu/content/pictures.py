"""Pictures: found, checked, made small and written anew.

The bytes of a file are never handed on: what leaves here was drawn by us.
"""

import io
import struct
import warnings
import zlib
from collections.abc import Collection, Iterator

from PIL import Image, ImageOps

from printshop.bambu.archive.container import Container
from printshop.bambu.archive.inflate import shown
from printshop.bambu.content.picture_sizes import Format, StatedSize, stated_size
from printshop.bambu.results import Picture
from printshop.errors import Finding, ThreeMFError

# Pillow talks of odd EXIF data on the error output; what matters of it is a finding.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")

LONGEST_SIDE_PX = 512
MOST_DESIGN_PICTURES = 8
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
_DESIGN_FOLDER = "auxiliaries/model pictures/"
_COVERS = _WHOLE_FILE[:2]
_DESIGN_ENDS = (".webp", ".jpg", ".jpeg", ".png")
_PLATE_FORMATS: tuple[Format, ...] = ("PNG",)
_DESIGN_FORMATS: tuple[Format, ...] = ("PNG", "JPEG", "WEBP")
_SMALLEST_SIDE_PX = 16  # repackers write placeholders of 1 x 1
_FAULTS = (
    *(OSError, EOFError, ValueError, SyntaxError, IndexError, KeyError, struct.error, zlib.error),
    *(TypeError, RuntimeError, OverflowError, Warning, Image.DecompressionBombError),
)


class Pictures:
    """The pictures of one file, under one budget of pixels."""

    def __init__(self, container: Container, findings: list[Finding]) -> None:
        """Look nothing up yet."""
        self._container = container
        self._findings = findings
        self._pixels_left = container.limits.pictures_total_px

    def of_plate(self, index: int, *, is_only_plate: bool) -> Picture | None:
        """Give the plate's picture as WebP, at most 512 x 512 px.

        The best one that can be drawn counts; a broken one leaves a finding.
        For the only plate the picture of the whole file will do.
        """
        patterns = _PATTERNS + (_WHOLE_FILE if is_only_plate else ())
        for pattern in patterns:
            path = pattern.format(index=index)
            if path in self._container:
                image = self._drawn(path, formats=_PLATE_FORMATS)
                if image is not None:
                    return Picture(member=path, image=image)
        return None

    def of_design(self) -> tuple[Picture, ...]:
        """Give the design's pictures by name, at most eight; a broken one leaves a finding."""
        found: list[Picture] = []
        for path in self._design_paths():
            image = self._drawn(path, formats=_DESIGN_FORMATS)
            if image is not None:
                found.append(Picture(member=shown(path), image=image))
            if len(found) == MOST_DESIGN_PICTURES:
                break
        return tuple(found)

    def _design_paths(self) -> Iterator[str]:
        """Give what people put beside the design, else the cover that was drawn of it."""
        placed = [
            path
            for path in self._container.paths()
            if path.startswith(_DESIGN_FOLDER) and path.endswith(_DESIGN_ENDS)
        ]
        # Twice as many as are shown: enough to skip broken ones, not enough to keep us busy.
        if placed:
            return iter(sorted(placed)[: 2 * MOST_DESIGN_PICTURES])
        return (path for path in _COVERS[:1] if path in self._container)

    def _drawn(self, path: str, *, formats: Collection[Format]) -> bytes | None:
        limits = self._container.limits
        try:
            data = self._container.read(path, at_most=limits.picture_member)
        except ThreeMFError as fault:
            return self._refused(path, fault.message)
        stated = stated_size(data)
        if stated is None or stated.format not in formats:
            return self._refused(path, f"Not a {' or '.join(formats)} picture: left out.")
        width, height = stated.size
        if min(width, height) < _SMALLEST_SIDE_PX:
            return None
        if max(width, height) > limits.picture_side_px or width * height > self._pixels_left:
            return self._refused(path, f"Too large a picture ({width} x {height} px): left out.")
        self._pixels_left -= width * height
        try:
            return _redrawn(data, stated)
        except _FAULTS:
            return self._refused(path, "The picture is broken: left out.")

    def _refused(self, path: str, message: str) -> None:
        self._findings.append(Finding(where=shown(path), message=message))


def _redrawn(data: bytes, stated: StatedSize) -> bytes:
    """Draw it anew; a second head in the data could state another size than the checked one."""
    with Image.open(io.BytesIO(data), formats=(stated.format,)) as opened:
        if opened.size != stated.size:
            message = "two sizes"
            raise ValueError(message)
        if stated.format == "JPEG":
            opened.draft("RGB", (LONGEST_SIDE_PX, LONGEST_SIDE_PX))
            ImageOps.exif_transpose(opened, in_place=True)  # what stays behind says which way up
        picture = opened.convert("RGBA")
    picture.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX))
    written = io.BytesIO()
    if stated.format == "PNG":
        # Lossless at the least effort: exact swatch colours, 3 ms and 5-60 kB per picture.
        picture.save(written, format="WEBP", lossless=True, method=0)
    else:
        picture.save(written, format="WEBP", quality=80, method=2)
    return written.getvalue()
