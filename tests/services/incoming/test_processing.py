"""What the worker makes of a file that arrived."""

from io import BytesIO
from pathlib import Path
from uuid import uuid4

from printshop.bambu import read_3mf
from printshop.domain.incoming import IncomingFile, IncomingSource, IncomingStatus
from printshop.services.incoming.arrival import take_in
from printshop.services.incoming.drafts import draft_of
from printshop.services.incoming.processing import process, read_here
from printshop.services.shop import Shop


def sent(shop: Shop, name: str, data: bytes) -> IncomingFile:
    return take_in(
        shop,
        name=name,
        content=BytesIO(data),
        source=IncomingSource.COMMAND,
        batch_id=uuid4(),
    )


def test_every_real_file_ends_in_review_or_says_what_is_wrong_with_it(
    shop: Shop, real_3mf: Path
) -> None:
    for path in sorted(real_3mf.glob("*.3mf")):
        incoming = sent(shop, path.name, path.read_bytes())
        done = process(shop, incoming.id, read_here)
        if done.status is IncomingStatus.REVIEW:
            draft = draft_of(shop, done.id)
            truth = read_3mf(path)
            assert [p.filaments for p in draft.content.plates] == [
                plate.filaments for plate in truth.plates
            ]
