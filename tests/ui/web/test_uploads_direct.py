"""Files that go straight to the bucket: the routes only say where, and never see a byte."""

import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from printshop.config import load_settings
from printshop.domain.incoming import IncomingStatus
from printshop.errors import DamagedFileError
from printshop.platform.files import stores
from printshop.platform.postgres import LocalPostgres
from printshop.services.incoming import direct
from printshop.services.incoming.taking import take
from printshop.services.shop import Premises, Shop
from printshop.ui import wiring
from printshop.ui.web import passes, uploads
from tests.conftest import a_person
from tests.s3_gateway import gateway_to, listing_parts, multiparts
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


def test_a_storage_that_is_busy_for_a_moment_keeps_the_parts_that_came(
    database: LocalPostgres,
    s3_server: S3Server,
    sender: Sender,
    bucket_shop: Shop,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    incoming_id = sender.announce(size=len(LARGE))
    put(sender.identify(incoming_id, LARGE)["parts"][0], LARGE)
    words = {"sha256": sha256(LARGE).hexdigest(), "size": len(LARGE)}

    with gateway_to(s3_server) as gateway, monkeypatch.context() as patched:
        gateway.refusal = listing_parts
        settings = load_settings(**gateway.server.settings())
        house = Premises.open(database.urls.app, stores(settings))
        patched.setattr(wiring, "premises", lambda: house)
        refused = sender.ask("POST", f"/{incoming_id}/hash", json=words)
        house.close()

    assert refused.status_code == 503
    assert refused.json() == {
        "error": "The file could not be looked up: the storage is busy. Try again in a moment."
    }
    again = sender.identify(incoming_id, LARGE)
    assert [part["number"] for part in again["parts"]] == [2, 3, 4, 5]
    assert len(uploads_of(s3_server, bucket_shop)) == 1


def test_an_upload_that_the_storage_gave_up_begins_anew(
    s3_server: S3Server, sender: Sender, bucket_shop: Shop
) -> None:
    incoming_id = sender.announce(size=len(LARGE))
    put(sender.identify(incoming_id, LARGE)["parts"][0], LARGE)
    with bucket_shop.snapshot() as uow:
        direct.abort(bucket_shop, uow.incoming.get(incoming_id))

    again = sender.identify(incoming_id, LARGE)

    assert [part["number"] for part in again["parts"]] == [1, 2, 3, 4, 5]
    assert len(uploads_of(s3_server, bucket_shop)) == 1


def test_two_tabs_that_begin_at_the_same_moment_send_to_one_place(
    s3_server: S3Server, sender: Sender, bucket_shop: Shop
) -> None:
    incoming_id = sender.announce(size=len(LARGE))
    with bucket_shop.unit_of_work() as uow:
        # As both of them see it: nobody has begun.
        seen = uow.incoming.change(
            incoming_id, sha256=sha256(LARGE).hexdigest(), size_bytes=len(LARGE)
        )
        uow.commit()

    first = direct.answer(bucket_shop, seen)
    second = direct.answer(bucket_shop, seen)

    assert first is not None
    assert second is not None
    addresses = [
        {part.url.partition("?")[0] for part in answer.parts} for answer in (first, second)
    ]
    assert addresses[0] == addresses[1]
    assert len(uploads_of(s3_server, bucket_shop)) == 1


def test_a_tab_that_comes_too_late_leaves_what_has_arrived_alone(
    sender: Sender, bucket_shop: Shop
) -> None:
    incoming_id = sender.announce(size=len(SMALL))
    with bucket_shop.unit_of_work() as uow:
        seen = uow.incoming.change(
            incoming_id, sha256=sha256(SMALL).hexdigest(), size_bytes=len(SMALL)
        )
        uow.commit()
    put(sender.identify(incoming_id, SMALL)["parts"][0], SMALL)
    sender.finish(incoming_id)
    with bucket_shop.snapshot() as uow:
        arrived = uow.incoming.get(incoming_id)

    answer = direct.answer(bucket_shop, seen)

    assert answer is not None
    assert answer.state == "received"
    with bucket_shop.snapshot() as uow:
        assert uow.incoming.get(incoming_id).transfer == arrived.transfer
    assert take(bucket_shop, arrived).has_arrived


def test_other_bytes_than_before_leave_nothing_of_the_first_in_the_bucket(
    s3_server: S3Server, sender: Sender, bucket_shop: Shop
) -> None:
    incoming_id = sender.announce(size=len(LARGE))
    put(sender.identify(incoming_id, LARGE)["parts"][0], LARGE)
    other = LARGE[::-1]

    answer = sender.identify(incoming_id, other)

    assert len(answer["parts"]) == 5
    assert len(uploads_of(s3_server, bucket_shop)) == 1


def test_the_same_file_twice_at_once_in_two_tabs(
    s3_server: S3Server, sender: Sender, bucket_shop: Shop
) -> None:
    tabs = [replace(sender, tab=tab) for tab in ("one", "two")]

    with ThreadPoolExecutor(2) as both:
        ends = list(both.map(lambda tab: sent_as_a_page_does(tab, LARGE), tabs))

    assert set(ends) <= {"received", "known"}
    with bucket_shop.snapshot() as uow:
        [incoming] = uow.incoming.open()
    assert incoming.status is IncomingStatus.PROCESSING
    assert take(bucket_shop, incoming).has_arrived
    assert stored(bucket_shop, LARGE) == LARGE
    assert uploads_of(s3_server, bucket_shop) == []


def sent_as_a_page_does(tab: Sender, content: bytes) -> str:
    """Send a file; what is refused is asked for anew."""
    incoming_id = str(tab.announce(size=len(content)))
    for _ in range(20):
        answer = tab.identify(UUID(incoming_id), content)
        incoming_id = answer["id"]
        if answer["state"] in {"known", "received"}:
            return answer["state"]
        try:
            for part in answer["parts"]:
                put(part, content)
        except urllib.error.HTTPError as refused:
            # The other tab finished it meanwhile; the storage of the tests stumbles (500) where
            # that is while a part comes, and a page asks anew after both.
            if refused.code not in {404, 500}:
                raise
            continue
        if tab.finish(UUID(incoming_id)).status_code == 200:
            return "received"
    pytest.fail("It never came to its end.")


def uploads_of(server: S3Server, shop: Shop) -> list[Any]:
    return [of for of in multiparts(server) if str(shop.user_id) in of["Key"]]
