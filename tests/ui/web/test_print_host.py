"""What slicers are answered: the key, the file, and one sentence for whatever is wrong."""

import errno
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from printshop.bambu import read_3mf
from printshop.domain.incoming import IncomingSource, IncomingStatus, NewAccessToken
from printshop.errors import DatabaseUnavailableError, StorageError
from printshop.platform.postgres import LocalPostgres
from printshop.services import access_tokens
from printshop.services.incoming import arrival
from printshop.services.shop import Premises, Shop
from printshop.ui import wiring
from printshop.ui.web import print_host
from tests.three_mf_fixtures import fixture_3mf

SLICED = "two_nozzles_virtual_flush"
WRONG = (
    "This key is wrong or was revoked. Make a new one on Printshop's Settings page and enter it "
    "here."
)
Ask = Callable[..., tuple[int, dict]]


@pytest.fixture
def key(shop: Shop) -> str:
    return access_tokens.make(shop, NewAccessToken(name="OrcaSlicer"))[1]


@pytest.fixture
def client(premises: Premises, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(wiring, "premises", lambda: premises)
    with TestClient(Starlette(routes=[*print_host.routes(most_bytes=1_000_000)])) as opened:
        yield opened


@pytest.fixture
def upload(client: TestClient, key: str) -> Ask:
    """Upload as OrcaSlicer does: two fields, then the file."""

    def sent(data: bytes, name: str = "Kübel ½.gcode.3mf", **fields: str) -> tuple[int, dict]:
        answer = client.post(
            "/api/files/local",
            headers={"X-Api-Key": key},
            data={"print": "false", "path": "", **fields},
            files={"file": (name, data, "application/octet-stream")},
        )
        return answer.status_code, answer.json()

    return sent


def open_files(shop: Shop) -> list[tuple[str, IncomingSource, IncomingStatus]]:
    with shop.unit_of_work() as uow:
        return [(one.name, one.source, one.status) for one in uow.incoming.open()]


def sliced() -> bytes:
    return fixture_3mf(SLICED).getvalue()


def test_the_test_button_learns_that_an_octoprint_answers(client: TestClient, key: str) -> None:
    answer = client.get("/api/version", headers={"X-Api-Key": key})

    assert answer.status_code == 200
    said = answer.json()
    # The slicers need `api`, and refuse a `text` that begins with anything else.
    assert said["api"] == "0.1"
    assert said["text"].startswith("OctoPrint ")
    assert "(Printshop " in said["text"]


def test_a_key_may_come_as_bearer_too(client: TestClient, key: str) -> None:
    assert client.get("/api/version", headers={"Authorization": f"Bearer {key}"}).is_success


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Api-Key": ""},
        {"X-Api-Key": "ps_" + "x" * 43},
        {"Authorization": "Basic b3duZXI6b3duZXI="},
        {"Authorization": "Bearer"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/version"),
        ("POST", "/api/files/local"),
        ("GET", "/api/files/local/01890000-0000-7000-8000-00000000000f"),
    ],
)
def test_without_a_right_key_nothing_is_told(
    client: TestClient, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = client.request(method, path, headers=headers)

    assert (answer.status_code, answer.json()) == (403, {"error": WRONG})


def test_a_revoked_key_is_wrong_from_then_on(client: TestClient, shop: Shop) -> None:
    token, key = access_tokens.make(shop, NewAccessToken(name="old laptop"))
    assert client.get("/api/version", headers={"X-Api-Key": key}).is_success

    access_tokens.revoke(shop, token.id)

    answer = client.get("/api/version", headers={"X-Api-Key": key})
    assert (answer.status_code, answer.json()) == (403, {"error": WRONG})


def test_a_file_lands_in_the_shop_of_the_key_and_the_answer_leads_to_it(
    client: TestClient, key: str, shop: Shop, other_shop: Shop
) -> None:
    answer = client.post(
        "/api/files/local",
        headers={"X-Api-Key": key},
        data={"print": "false", "path": "benchies"},
        files={"file": ("Kübel ½.gcode.3mf", sliced(), "application/octet-stream")},
    )

    assert answer.status_code == 201
    said = answer.json()
    local = said["files"]["local"]
    assert local["name"] == "Kübel ½.gcode.3mf"
    assert local["origin"] == "local"
    assert said["done"] is True
    assert said["effectivePrint"] is False
    assert answer.headers["location"] == local["refs"]["resource"]
    assert open_files(shop) == [
        ("Kübel ½.gcode.3mf", IncomingSource.SLICER, IncomingStatus.PROCESSING)
    ]
    assert open_files(other_shop) == []
    state = client.get(answer.headers["location"], headers={"X-Api-Key": key})
    assert (state.status_code, state.json()["status"]) == (200, "processing")


def test_the_stored_bytes_are_those_that_were_sent(upload: Ask, shop: Shop) -> None:
    data = sliced()

    upload(data)

    with shop.unit_of_work() as uow:
        (incoming,) = uow.incoming.open()
        assert incoming.file_id is not None
        key = uow.files.get(incoming.file_id).storage_key
    with shop.store.open(key) as stored:
        assert stored.read() == data
    assert read_3mf(io.BytesIO(data), name="x").plates


def test_the_same_file_twice_waits_once(upload: Ask, shop: Shop) -> None:
    first = upload(sliced())[1]["files"]["local"]["refs"]
    second = upload(sliced(), "again.3mf")[1]["files"]["local"]["refs"]

    assert first == second
    assert len(open_files(shop)) == 1


def test_who_wants_to_print_as_well_is_told_that_printshop_does_not(upload: Ask) -> None:
    status, said = upload(sliced(), print="true")

    assert status == 201
    assert said["effectivePrint"] is False
    assert said["message"] == (
        "The file is in Printshop's inbox. Printshop does not start printers: start the print at "
        "the printer."
    )


def test_a_name_with_a_path_is_only_its_last_step(upload: Ask, shop: Shop) -> None:
    upload(sliced(), "../../etc/C:\\Temp\\Box.3MF")

    assert [name for name, _, _ in open_files(shop)] == ["Box.3MF"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "Benchy.gcode",
            (
                "Benchy.gcode is plain gcode, which names neither the filaments nor their colours. "
                "Send the sliced plate as .gcode.3mf: in OrcaSlicer tick “Use 3MF instead of "
                "G-code” in the printer's settings, in Bambu Studio choose “Export plate sliced "
                "file”."
            ),
        ),
        (
            "Benchy.STL",
            (
                "Benchy.STL is a shape that was not sliced. Open it in the slicer, slice it and "
                "export the plate as .gcode.3mf."
            ),
        ),
        ("notes", "notes is not a .3mf file. Export the sliced plate as .gcode.3mf."),
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_to_send(
    upload: Ask, shop: Shop, name: str, sentence: str
) -> None:
    assert upload(b"G28\n", name) == (415, {"error": sentence})
    assert open_files(shop) == []


NO_ARCHIVE = (
    "box.3mf is not a .3mf file (no zip archive): save it as .3mf or export the sliced plate."
)
CUT_OFF = "box.3mf is cut off, its end is missing: copy or download it again."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"G28 ; gcode by another name", NO_ARCHIVE), (sliced()[:-40], CUT_OFF)],
)
def test_a_file_that_is_cut_off_or_no_archive_is_refused_while_the_slicer_listens(
    upload: Ask, shop: Shop, data: bytes, sentence: str
) -> None:
    assert upload(data, "box.3mf") == (415, {"error": sentence})
    assert open_files(shop) == []


def test_a_file_over_the_limit_is_refused_whether_or_not_it_says_so(
    client: TestClient, key: str, shop: Shop
) -> None:
    sentence = (
        "The file is larger than the 1 MB that this shop takes. PRINTSHOP_MAX_UPLOAD_MB says how "
        "many."
    )
    form = (
        b'--B\r\nContent-Disposition: form-data; name="file"; filename="big.3mf"\r\n\r\n'
        + bytes(1_200_000)
        + b"\r\n--B--\r\n"
    )

    def chunks() -> Iterator[bytes]:
        yield from (form[at : at + 65_536] for at in range(0, len(form), 65_536))

    headers = {"X-Api-Key": key, "Content-Type": "multipart/form-data; boundary=B"}
    said = client.post("/api/files/local", headers=headers, content=form)
    silent = client.post("/api/files/local", headers=headers, content=chunks())

    assert "content-length" not in silent.request.headers
    assert (said.status_code, said.json()) == (413, {"error": sentence})
    assert (silent.status_code, silent.json()) == (413, {"error": sentence})
    assert open_files(shop) == []


FORM = "multipart/form-data; boundary=B"
BROKEN = "The upload is broken; nothing was kept. Upload it again."
NO_FILE = b'--B\r\nContent-Disposition: form-data; name="print"\r\n\r\ntrue\r\n--B--\r\n'
EMPTY = b'--B\r\nContent-Disposition: form-data; name="file"; filename="a.3mf"\r\n\r\n\r\n--B--\r\n'
NO_FORM = "This is not an upload as slicers make it. Send the file as a form."


@pytest.mark.parametrize(
    ("content_type", "body", "answered"),
    [
        ("application/json", b"{}", (415, NO_FORM)),
        ("multipart/form-data", b"--B--\r\n", (400, BROKEN)),
        (FORM, b"rubbish", (400, BROKEN)),
        (FORM, NO_FILE, (400, "There is no file in this upload. Send it as “file”.")),
        (FORM, EMPTY, (400, "a.3mf is empty (0 bytes). Slice it again.")),
    ],
)
def test_a_broken_upload_is_one_sentence(
    client: TestClient, key: str, content_type: str, body: bytes, answered: tuple[int, str]
) -> None:
    answer = client.post(
        "/api/files/local", headers={"X-Api-Key": key, "Content-Type": content_type}, content=body
    )

    assert (answer.status_code, answer.json()["error"]) == answered


def test_a_form_with_a_thousand_fields_or_two_files_is_broken(client: TestClient, key: str) -> None:
    file = ("a.3mf", b"PK", "application/octet-stream")

    many = client.post(
        "/api/files/local",
        headers={"X-Api-Key": key},
        data={f"f{n}": "" for n in range(1_000)},
        files={"file": file},
    )
    two = client.post(
        "/api/files/local", headers={"X-Api-Key": key}, files=[("file", file), ("file", file)]
    )

    assert (many.status_code, two.status_code) == (400, 400)


def test_while_the_store_cannot_be_written_the_slicer_may_try_again(
    upload: Ask,
    shop: Shop,
    database: LocalPostgres,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Where the shop's folder should be there is a file.
    (tmp_path / str(shop.user_id)).write_bytes(b"")
    blocked = Premises.open(database.urls.app, tmp_path)
    monkeypatch.setattr(wiring, "premises", lambda: blocked)

    status, said = upload(sliced())

    blocked.close()
    assert status == 503
    assert said["error"].startswith("The file could not be stored: ")
    assert open_files(shop) == []


def test_while_the_database_is_away_the_slicer_may_try_again(
    client: TestClient, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Premises.open("postgresql://app@127.0.0.1:1/shop?connect_timeout=1", tmp_path)
    monkeypatch.setattr(wiring, "premises", lambda: away)

    answer = client.get("/api/version", headers={"X-Api-Key": key})

    away.close()
    assert answer.status_code == 503
    assert answer.json()["error"].startswith("The database does not answer.")


def test_when_too_many_files_wait_the_slicer_is_told_what_to_do(
    upload: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrival, "MAX_OPEN", 0)

    status, said = upload(sliced())

    assert status == 409
    assert said["error"] == "0 files wait already. Save some of them or leave them out first."


def test_a_full_disk_has_a_status_of_its_own() -> None:
    full = StorageError("The file could not be stored: the disk is full.", hint="Make room.")
    full.__cause__ = OSError(errno.ENOSPC, "No space left on device")

    assert print_host.answer_to(full).status_code == 507
    assert print_host.answer_to(StorageError("It is away.")).status_code == 503
    assert print_host.answer_to(DatabaseUnavailableError()).status_code == 503


def test_what_nobody_foresaw_is_a_number_and_no_trace() -> None:
    answer = print_host.answer_to(ZeroDivisionError("secret detail"))

    assert answer.status_code == 500
    assert b"secret detail" not in answer.body


def test_the_file_of_another_shop_is_not_there(
    client: TestClient, upload: Ask, other_shop: Shop
) -> None:
    resource = upload(sliced())[1]["files"]["local"]["refs"]["resource"]
    _, other_key = access_tokens.make(other_shop, NewAccessToken(name="theirs"))

    assert client.get(resource, headers={"X-Api-Key": other_key}).status_code == 404
