"""Files that go straight to the bucket: the routes only say where, and never see a byte."""

import os
import urllib.request
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from printshop.config import load_settings
from printshop.domain.incoming import IncomingStatus
from printshop.errors import DamagedFileError
from printshop.platform.files import stores
from printshop.platform.postgres import LocalPostgres
from printshop.services.incoming.taking import take
from printshop.services.shop import Premises, Shop
from printshop.ui import wiring
from printshop.ui.web import passes, uploads
from tests.conftest import a_person
from tests.s3_servers import S3Server
from tests.ui.web.conftest import Sender

MIB = 1 << 20
SMALL = b"a small benchy"
# Above 64 MB it goes in parts.
LARGE = os.urandom(MIB) * 70


@pytest.fixture
def in_the_bucket(database: LocalPostgres, s3_server: S3Server) -> Iterator[Premises]:
    house = Premises.open(database.urls.app, stores(load_settings(**s3_server.settings())))
    yield house
    house.close()


@pytest.fixture
def bucket_shop(in_the_bucket: Premises) -> Shop:
    return in_the_bucket.sign_in(a_person())


@pytest.fixture
def sender(
    in_the_bucket: Premises, bucket_shop: Shop, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Sender]:
    monkeypatch.setenv("PRINTSHOP_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(wiring, "premises", lambda: in_the_bucket)
    with TestClient(Starlette(routes=uploads.routes())) as client:
        yield Sender(client=client, token=passes.mint(bucket_shop.user_id, purpose=uploads.PURPOSE))


def put(part: dict[str, Any], content: bytes) -> None:
    """Send a part as a browser does: no login, no header of its own."""
    body = content[part["offset"] : part["offset"] + part["size"]]
    request = urllib.request.Request(part["url"], body, {"Content-Type": ""}, method="PUT")  # noqa: S310 - our own server
    urllib.request.urlopen(request, timeout=20).close()  # noqa: S310 - our own server


def stored(shop: Shop, content: bytes) -> bytes:
    digest = sha256(content).hexdigest()
    with shop.store.open(f"sha256/{digest[:2]}/{digest[2:4]}/{digest}") as stream:
        return stream.read()


@pytest.mark.parametrize(("content", "n_parts"), [(SMALL, 1), (LARGE, 5)])
def test_a_file_is_put_to_the_bucket_and_finished(
    sender: Sender, bucket_shop: Shop, content: bytes, n_parts: int
) -> None:
    incoming_id = sender.announce(size=len(content))
    answer = sender.identify(incoming_id, content)

    for part in answer["parts"]:
        put(part, content)
    finished = sender.finish(incoming_id)

    assert (answer["state"], len(answer["parts"])) == ("direct", n_parts)
    assert finished.json() == {"state": "received"}
    with bucket_shop.snapshot() as uow:
        incoming = uow.incoming.get(incoming_id)
    assert incoming.status is IncomingStatus.PROCESSING
    # The worker takes it from where it came to.
    assert take(bucket_shop, incoming).has_arrived
    assert stored(bucket_shop, content) == content
    assert sender.finish(incoming_id).json() == {"state": "received"}
    assert sender.identify(incoming_id, content)["state"] == "received"


def test_after_a_cut_only_the_missing_parts_are_asked_for(sender: Sender) -> None:
    incoming_id = sender.announce(size=len(LARGE))
    first = sender.identify(incoming_id, LARGE)
    put(first["parts"][0], LARGE)
    put(first["parts"][3], LARGE)

    too_early = sender.finish(incoming_id)
    again = sender.identify(incoming_id, LARGE)
    for part in again["parts"]:
        put(part, LARGE)

    assert too_early.status_code == 503
    assert [part["number"] for part in again["parts"]] == [2, 3, 5]
    assert sender.finish(incoming_id).status_code == 200


def test_the_same_file_chosen_anew_goes_on_with_the_parts_that_came(
    sender: Sender, bucket_shop: Shop
) -> None:
    old = sender.announce(size=len(LARGE))
    put(sender.identify(old, LARGE)["parts"][0], LARGE)
    new = sender.announce(size=len(LARGE))

    answer = sender.identify(new, LARGE)

    assert answer["id"] == str(old)
    assert [part["number"] for part in answer["parts"]] == [2, 3, 4, 5]
    with bucket_shop.snapshot() as uow:
        assert [incoming.id for incoming in uow.incoming.open()] == [old]


def test_other_bytes_than_announced_are_not_stored_and_the_right_ones_may_come(
    sender: Sender, bucket_shop: Shop
) -> None:
    incoming_id = sender.announce(size=len(SMALL))
    [part] = sender.identify(incoming_id, SMALL)["parts"]
    put(part, SMALL[::-1])
    sender.finish(incoming_id)

    # As the worker does with it.
    with bucket_shop.snapshot() as uow:
        incoming = uow.incoming.get(incoming_id)
    with pytest.raises(DamagedFileError, match=r"cube\.3mf changed while it was sent\."):
        take(bucket_shop, incoming)
    with bucket_shop.unit_of_work() as uow:
        uow.incoming.change(incoming_id, status=IncomingStatus.FAILED, error="It changed.")
        uow.commit()
    [part] = sender.identify(incoming_id, SMALL)["parts"]
    put(part, SMALL)

    assert sender.finish(incoming_id).status_code == 200
    with bucket_shop.snapshot() as uow:
        incoming = uow.incoming.get(incoming_id)
    assert (incoming.status, incoming.error) == (IncomingStatus.PROCESSING, "")


def test_bytes_that_the_worker_has_yet_to_take_are_not_sent_again(sender: Sender) -> None:
    first = sender.announce(size=len(SMALL))
    put(sender.identify(first, SMALL)["parts"][0], SMALL)
    sender.finish(first)
    second = sender.announce(size=len(SMALL))

    assert sender.identify(second, SMALL)["state"] == "known"


def test_a_bucket_that_is_away_is_said_and_loses_nothing(
    database: LocalPostgres, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = S3Server(url="http://127.0.0.1:1")
    house = Premises.open(database.urls.app, stores(load_settings(**nowhere.settings())))
    incoming_id = sender.announce(size=len(SMALL))
    words = {"sha256": sha256(SMALL).hexdigest(), "size": len(SMALL)}

    with monkeypatch.context() as patched:
        patched.setattr(wiring, "premises", lambda: house)
        refused = sender.ask("POST", f"/{incoming_id}/hash", json=words)
    house.close()

    assert refused.status_code == 503
    assert refused.json() == {
        "error": "The file could not be looked up: the storage at http://127.0.0.1:1 cannot be "
        "reached. Check PRINTSHOP_S3_ENDPOINT_URL and the network, then try again."
    }
    assert sender.identify(incoming_id, SMALL)["state"] == "direct"


def test_a_cancelled_file_leaves_nothing_in_the_bucket(sender: Sender, bucket_shop: Shop) -> None:
    incoming_id = sender.announce(size=len(SMALL))
    put(sender.identify(incoming_id, SMALL)["parts"][0], SMALL)

    assert sender.ask("DELETE", f"/{incoming_id}").status_code == 204

    with bucket_shop.snapshot() as uow:
        assert uow.incoming.get(incoming_id).transfer is None
        assert uow.incoming.open() == ()
