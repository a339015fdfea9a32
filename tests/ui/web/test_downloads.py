"""A file comes back as it was dropped, to whom it belongs, and with its name."""

import asyncio
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen
from uuid import UUID, uuid4

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import Message

from printshop.config import load_settings
from printshop.platform.files import stores
from printshop.platform.postgres import LocalPostgres
from printshop.services import uploads
from printshop.services.shop import Premises, Shop
from printshop.ui import wiring
from printshop.ui.web import downloads, passes
from tests import builders
from tests.conftest import a_person
from tests.s3_servers import S3Server

DATA = builders.a_sliced_file("Vase")
APP = Starlette(routes=[Route(downloads.PATH, downloads.answer, methods=["GET"])])


@pytest.fixture(autouse=True)
def _these_premises(monkeypatch: pytest.MonkeyPatch, premises: Premises, tmp_path: Path) -> None:
    monkeypatch.setenv("PRINTSHOP_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(wiring, "premises", lambda: premises)


@pytest.fixture
def in_a_bucket(
    s3_server: S3Server, database: LocalPostgres, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shop]:
    """A new shop whose files are in a bucket."""
    opened = Premises.open(database.urls.app, stores(load_settings(**s3_server.settings())))
    monkeypatch.setattr(wiring, "premises", lambda: opened)
    yield opened.sign_in(a_person())
    opened.close()


def saved(shop: Shop, name: str = 'Größe "1".gcode.3mf') -> UUID:
    draft = uploads.read(shop, name, DATA)
    uploads.save(shop, draft, DATA, model=draft.model, variant=draft.variant)
    with shop.unit_of_work() as uow:
        return uow.files.all()[0].id


def get(address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Ask the app; its status, headers and body."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    parts = urlsplit(address)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "method": "GET",
        "path": parts.path,
        "query_string": parts.query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    asyncio.run(APP(scope, receive, send))
    told = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], told, b"".join(m.get("body", b"") for m in sent[1:])


def test_the_file_comes_back_under_the_name_it_was_dropped_by(shop: Shop) -> None:
    file_id = saved(shop)

    status, headers, body = get(downloads.address(shop.user_id, file_id))

    assert (status, body) == (200, DATA)
    assert headers["content-length"] == str(len(DATA))
    assert headers["content-disposition"] == (
        "attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe%20%221%22.gcode.3mf"
    )
    assert headers["content-type"] == "model/3mf"
    assert headers["cache-control"] == "private, no-store"


def test_a_download_that_was_cut_goes_on_where_it_stopped(shop: Shop) -> None:
    address = downloads.address(shop.user_id, saved(shop))

    status, headers, body = get(address, range="bytes=10-")

    assert (status, body) == (206, DATA[10:])
    assert headers["content-range"] == f"bytes 10-{len(DATA) - 1}/{len(DATA)}"


def test_a_file_in_a_bucket_is_loaded_from_there(in_a_bucket: Shop) -> None:
    file_id = saved(in_a_bucket)

    status, headers, body = get(downloads.address(in_a_bucket.user_id, file_id))

    assert (status, body) == (303, b"")
    with urlopen(headers["location"], timeout=10) as answer:  # noqa: S310 - our own server
        assert answer.read() == DATA
        assert answer.headers["Content-Disposition"] == (
            "attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe%20%221%22.gcode.3mf"
        )


@pytest.mark.parametrize("kind", ["none", "wrong", "of another file"])
def test_without_its_pass_a_file_is_one_sentence(shop: Shop, kind: str) -> None:
    file_id = saved(shop)
    query = {
        "none": "",
        "wrong": "?pass=wrong",
        "of another file": f"?pass={passes.mint(shop.user_id, purpose=f'download:{uuid4()}')}",
    }[kind]

    status, headers, body = get(f"/api/files/{file_id}{query}")

    assert status == 403
    assert headers["content-type"].startswith("text/plain")
    assert body.decode() == (
        "This link does not work any more. Open the model in the catalog and press the button"
        " there again."
    )


def test_a_file_of_another_shop_is_not_there(shop: Shop, other_shop: Shop) -> None:
    file_id = saved(shop)

    status, _, body = get(downloads.address(other_shop.user_id, file_id))

    assert status == 404
    assert body.decode().startswith(f"There is no file {file_id} in this shop.")


def test_a_file_that_is_gone_from_the_store_is_one_sentence(shop: Shop) -> None:
    file_id = saved(shop)
    for stored in list(shop.store.keys()):
        shop.store.delete(stored.key)

    status, _, body = get(downloads.address(shop.user_id, file_id))

    assert status == 404
    assert body.decode().startswith("The file could not be read: it is not in the store.")


def test_a_file_that_is_gone_from_a_bucket_is_one_sentence(in_a_bucket: Shop) -> None:
    file_id = saved(in_a_bucket)
    for stored in list(in_a_bucket.store.keys()):
        in_a_bucket.store.delete(stored.key)

    status, _, body = get(downloads.address(in_a_bucket.user_id, file_id))

    assert status == 404
    assert body.decode().startswith("The file could not be read: it is not in the store.")


def test_a_storage_that_does_not_let_us_in_is_no_file_that_is_gone(
    in_a_bucket: Shop,
    s3_server: S3Server,
    database: LocalPostgres,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file_id = saved(in_a_bucket)
    settings = load_settings(**s3_server.settings(s3_access_key_id="of somebody else"))
    with closing(Premises.open(database.urls.app, stores(settings))) as locked_out:
        monkeypatch.setattr(wiring, "premises", lambda: locked_out)

        status, _, body = get(downloads.address(in_a_bucket.user_id, file_id))

    assert status == 503
    assert body.decode().startswith("The file could not be looked up: the storage ")
