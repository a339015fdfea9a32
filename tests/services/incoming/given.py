"""Files on their way in, with boring defaults."""

import random
from io import BytesIO
from uuid import UUID, uuid4
from zipfile import ZIP_DEFLATED, ZipFile

from printshop.domain.incoming import IncomingFile, IncomingSource
from printshop.services.incoming.arrival import take_in
from printshop.services.incoming.processing import process, read_here
from printshop.services.shop import Shop

_GCODE = "Metadata/plate_1.gcode"


def taken_in(shop: Shop, name: str, data: bytes, *, batch_id: UUID | None = None) -> IncomingFile:
    """A file whose bytes are stored and that nobody has read yet."""
    return take_in(
        shop,
        name=name,
        content=BytesIO(data),
        source=IncomingSource.BROWSER,
        batch_id=batch_id or uuid4(),
    )


def waiting(shop: Shop, name: str, data: bytes, *, batch_id: UUID | None = None) -> IncomingFile:
    """A file that was read and waits for a person."""
    incoming = taken_in(shop, name, data, batch_id=batch_id)
    return process(shop, incoming.id, read_here)


def with_long_gcode(data: bytes) -> bytes:
    """The file with comments behind its moves that do not pack well."""
    written = BytesIO()
    noise = random.Random(7)  # noqa: S311 - text for a test
    with ZipFile(BytesIO(data)) as source, ZipFile(written, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == _GCODE:
                part += b"".join(b"; %d\n" % noise.getrandbits(64) for _ in range(20_000))
            target.writestr(name, part)
    return written.getvalue()


def middle_of_gcode(data: bytes) -> int:
    """Where the middle of the packed gcode lies in a file."""
    with ZipFile(BytesIO(data)) as archive:
        info = archive.getinfo(_GCODE)
    return info.header_offset + info.compress_size // 2
