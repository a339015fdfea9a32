"""Files on their way in, with boring defaults."""

from io import BytesIO
from uuid import UUID, uuid4

from printshop.domain.incoming import IncomingFile, IncomingSource
from printshop.services.incoming.arrival import take_in
from printshop.services.incoming.processing import process, read_here
from printshop.services.shop import Shop


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
