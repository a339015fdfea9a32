"""Files that were sent straight to the bucket: the worker takes them, and reads them there."""

import hashlib
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from printshop.config import load_settings
from printshop.domain.incoming import (
    FormValues,
    IncomingFile,
    IncomingSource,
    IncomingStatus,
    NewIncoming,
)
from printshop.platform.files import stores
from printshop.services import catalog, orphans, verification
from printshop.services.incoming import tending
from printshop.services.incoming.arrival import announce, queue
from printshop.services.incoming.drafts import draft_of
from printshop.services.incoming.processing import process, read_here
from printshop.services.incoming.saving import accept
from printshop.services.incoming.tending import retry
from printshop.services.shop import Premises, Shop
from tests import builders
from tests.conftest import a_person
from tests.s3_servers import S3Server


@pytest.fixture
def bucket_shop(premises: Premises, s3_server: S3Server) -> Iterator[Shop]:
    """Give a shop that keeps its files in a bucket."""
    user = premises.sign_in(a_person())
    opened = stores(load_settings(**s3_server.settings()))
    yield Shop(user.database, opened.of_user(user.user_id), user.user_id)
    opened.close()


def sent(shop: Shop, data: bytes, *, sha256: str) -> IncomingFile:
    """Send a file to the bucket as a browser does, and say that it is there."""
    direct = shop.store.direct
    assert direct is not None
    transfer = direct.begin("vase.gcode.3mf", size_bytes=len(data))
    for part in direct.parts(transfer):
        request = urllib.request.Request(part.url, data, {"Content-Type": ""}, method="PUT")  # noqa: S310 - our own server
        urllib.request.urlopen(request, timeout=20).close()  # noqa: S310 - our own server
    direct.finish(transfer)
    new = NewIncoming(
        batch_id=uuid4(),
        source=IncomingSource.BROWSER,
        name="vase.gcode.3mf",
        size_bytes=len(data),
    )
    with shop.unit_of_work() as uow:
        incoming = announce(uow, new, outline=None)
        queue(uow, incoming.id)
        incoming = uow.incoming.change(
            incoming.id,
            sha256=sha256,
            transfer=transfer.as_json(),
            status=IncomingStatus.PROCESSING,
        )
        uow.commit()
    return incoming


def test_a_file_that_was_sent_to_the_bucket_is_taken_read_and_saved(bucket_shop: Shop) -> None:
    data = builders.a_sliced_file("Vase")
    incoming = sent(bucket_shop, data, sha256=hashlib.sha256(data).hexdigest())

    done = process(bucket_shop, incoming.id, read_here)
    again = process(bucket_shop, incoming.id, read_here)
    saved = accept(bucket_shop, incoming.id, FormValues())

    assert (done.status, done.error, done.transfer) == (IncomingStatus.REVIEW, "", None)
    assert again == done
    assert draft_of(bucket_shop, incoming.id).model.name == "Vase"
    assert saved is not None
    assert catalog.model_by_id(bucket_shop, saved.model_id).model.name == "Vase"
    with bucket_shop.unit_of_work() as uow:
        file = uow.files.get(done.file_id)  # ty: ignore[invalid-argument-type]
    with bucket_shop.store.open(file.storage_key) as stored:
        assert stored.read() == data


def test_a_file_that_waits_in_the_bucket_to_be_taken_is_not_swept(bucket_shop: Shop) -> None:
    data = builders.a_sliced_file("Vase")
    incoming = sent(bucket_shop, data, sha256=hashlib.sha256(data).hexdigest())
    in_two_days = datetime.now(UTC) + timedelta(days=2)

    swept = orphans.sweep(bucket_shop, grace=timedelta(days=1), as_of=in_two_days)
    done = process(bucket_shop, incoming.id, read_here)

    assert swept.n_unfinished == 0
    assert (done.status, done.error) == (IncomingStatus.REVIEW, "")


def test_a_damaged_file_is_mended_by_sending_it_to_the_bucket_again(bucket_shop: Shop) -> None:
    data = builders.a_sliced_file("Vase")
    digest = hashlib.sha256(data).hexdigest()
    first = process(bucket_shop, sent(bucket_shop, data, sha256=digest).id, read_here)
    assert accept(bucket_shop, first.id, FormValues()) is not None
    assert first.file_id is not None
    with bucket_shop.unit_of_work() as uow:
        bucket_shop.store.delete(uow.files.get(first.file_id).storage_key)
    assert not verification.verify_file(bucket_shop, first.file_id)

    again = process(bucket_shop, sent(bucket_shop, data, sha256=digest).id, read_here)

    assert again.status is IncomingStatus.SAVED
    assert verification.verify_file(bucket_shop, first.file_id)


def test_a_given_up_upload_that_is_tried_again_waits_to_be_sent(bucket_shop: Shop) -> None:
    direct = bucket_shop.store.direct
    assert direct is not None
    transfer = direct.begin("vase.gcode.3mf", size_bytes=7)
    new = NewIncoming(
        batch_id=uuid4(), source=IncomingSource.BROWSER, name="vase.gcode.3mf", size_bytes=7
    )
    with bucket_shop.unit_of_work() as uow:
        incoming = announce(uow, new, outline=None)
        uow.incoming.change(
            incoming.id, transfer=transfer.as_json(), status=IncomingStatus.FAILED, error="gone"
        )
        uow.commit()

    assert retry(bucket_shop, incoming.id).status is IncomingStatus.RECEIVING


def test_a_file_that_changed_while_it_was_sent_is_not_taken_and_may_be_sent_again(
    bucket_shop: Shop,
) -> None:
    incoming = sent(bucket_shop, builders.a_sliced_file(), sha256="0" * 64)

    failed = process(bucket_shop, incoming.id, read_here)
    waiting = retry(bucket_shop, incoming.id)

    assert failed.status is IncomingStatus.FAILED
    assert failed.error == (
        "vase.gcode.3mf changed while it was sent. Send it again; what you typed is kept."
    )
    assert (waiting.status, waiting.transfer) == (IncomingStatus.RECEIVING, None)
    assert tending.status(bucket_shop, incoming.id).status == "pending"
