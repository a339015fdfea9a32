"""The outline of a file: a small .3mf that reads like the large one, without its bulk.

It holds what `read_3mf(…, split=False)` looks at and nothing else: configurations whole,
the model up to the end of its head, each gcode up to the end of its header. A form can be
drawn from it as often as somebody looks, without opening a file of 500 MB in a bucket. The
browser makes the same of a file that was only chosen yet
(printshop/ui/components/upload/zip_outline.js).
"""

import io
import os
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, Final

from printshop.bambu.archive.container import Container
from printshop.bambu.limits import DEFAULT_LIMITS, KIB, Limits
from printshop.bambu.members.parts import model_path
from printshop.bambu.source import label_of, opened
from printshop.errors import ThreeMFError

_WHOLE: Final = re.compile(
    r"_rels/\.rels|secure/keystore\.xml|metadata/(?:(?:slice_info|project_settings|model_settings)"
    r"\.config|filament_sequence\.json|plate_[1-9][0-9]{0,5}\.json)"
)
_GCODE: Final = re.compile(r"metadata/plate_[1-9][0-9]{0,5}\.gcode")
_END_OF_HEAD: Final = (b"<resources", b"<build")
# Behind the name of the element: room for the rest of its tag, and for a prefix before it.
_BEHIND_HEAD: Final = KIB
# Shorter parts are kept whole; MakerWorld appends to models of this size what it knows.
_SHORT: Final = 64 * KIB
_DATE: Final = (1980, 1, 1, 0, 0, 0)


def outline_of(
    source: str | os.PathLike[str] | BinaryIO,
    *,
    name: str | None = None,
    at_most: int,
    limits: Limits = DEFAULT_LIMITS,
) -> bytes | None:
    """Make the outline of a file that `read_3mf` reads.

    Parts that cannot be read are left out: reading the file itself says what is wrong with
    them. The outline of the same file is the same, byte for byte.

    Args:
        source: a path, or a seekable binary stream, which stays open.
        name: what messages call the file; by default its own name.
        at_most: bytes of the outline.
        limits: caps against hostile archives.

    Returns:
        The archive, or None where it would be longer than `at_most`.

    Raises:
        ThreeMFError: as `read_3mf`, where the list of parts cannot be read.

    """
    label = label_of(source, name)
    written = io.BytesIO()
    try:
        with opened(source, label=label) as stream, zipfile.ZipFile(written, "w") as outline:
            container = Container(stream, name=label, limits=limits)
            for path, data in _parts(container):
                info = zipfile.ZipInfo(path, date_time=_DATE)
                info.compress_type = zipfile.ZIP_DEFLATED
                outline.writestr(info, data, compresslevel=1)
                if written.tell() > at_most:
                    return None
    except OSError as fault:
        message = f"{label} cannot be opened: {fault.strerror or 'reading it failed'}."
        raise ThreeMFError(message) from fault
    return written.getvalue() if written.tell() <= at_most else None


def _parts(container: Container) -> Iterator[tuple[str, bytes]]:
    model = (model_path(container) or "").lower()
    for path in sorted(container.paths()):
        try:
            data = _part(container, path, model)
        except ThreeMFError:
            continue
        if data is not None:
            yield path, data


def _part(container: Container, path: str, model: str) -> bytes | None:
    if _WHOLE.fullmatch(path):
        return container.read(path, at_most=container.limits.text_member)
    if _GCODE.fullmatch(path):
        return _head(container, path, at_most=container.limits.gcode_head, ends=())
    if path == model:
        return _head(container, path, at_most=container.limits.model_head, ends=_END_OF_HEAD)
    return None


def _head(container: Container, path: str, *, at_most: int, ends: tuple[bytes, ...]) -> bytes:
    """The first bytes of a part: all of a short one, else up to the end of its head."""
    read = bytearray()
    looked_until = 0
    for piece in container.chunks(path):
        read += piece
        if len(read) >= at_most:
            break
        if len(read) > _SHORT and ends:
            found = [at for end in ends if (at := read.find(end, max(looked_until - 16, 0))) >= 0]
            if found:
                return bytes(read[: max(min(found) + _BEHIND_HEAD, _SHORT)])
            looked_until = len(read)
    return bytes(read[:at_most])
