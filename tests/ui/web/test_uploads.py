"""Sending a file over the routes: resumed, refused, doubled, never half-saved."""

import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from printshop.domain.incoming import (
    FormValues,
    IncomingFile,
    IncomingStatus,
    ModelValues,
)
from printshop.platform.partials import PartialsHome
from printshop.services.incoming.sweeping import sweep_partials
from printshop.services.shop import Shop
from printshop.ui import wiring
from printshop.ui.web import passes, uploads
from tests.ui.web.conftest import Sender

DATA = bytes(range(256)) * 10_000
HALF = len(DATA) // 2


def rows(shop: Shop) -> tuple[IncomingFile, ...]:
    with shop.snapshot() as uow:
        return uow.incoming.open()


def test_a_sent_file_is_stored_and_left_to_the_worker(
    sender: Sender, shop: Shop, partials_folder: Path
) -> None:
    incoming_id = sender.send(DATA, name="folder/Cube.3mf")

    [incoming] = rows(shop)
    assert (incoming.id, incoming.name) == (incoming_id, "Cube.3mf")
    assert incoming.status is IncomingStatus.PROCESSING
    assert incoming.sha256 == sha256(DATA).hexdigest()
    assert list(partials_folder.iterdir()) == []
    with shop.snapshot() as uow:
        key = uow.files.get(incoming.file_id or uuid4()).storage_key
    with shop.store.open(key) as stored:
        assert stored.read() == DATA
    status = sender.ask("GET", f"/{incoming_id}").json()
    assert status == {"jobId": str(incoming_id), "status": "processing", "progress": 0}


def test_what_came_before_a_cut_is_kept_and_the_rest_goes_on_from_there(
    sender: Sender, partials_folder: Path
) -> None:
    incoming_id = sender.announce(size=len(DATA))
    assert sender.identify(incoming_id, DATA) == {
        "id": str(incoming_id),
        "state": "send",
        "offset": 0,
        "parts": [],
    }
    first = sender.append(incoming_id, DATA[:HALF])
    assert (first.status_code, first.headers["upload-offset"]) == (204, str(HALF))
    [partial] = partials_folder.iterdir()
    assert stat.S_IMODE(partials_folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(partial.stat().st_mode) == 0o600

    head = sender.ask("HEAD", f"/{incoming_id}")
    again = sender.identify(incoming_id, DATA)
    sender.append(incoming_id, DATA[HALF:], offset=HALF)

    assert head.headers["upload-offset"] == str(HALF)
    assert head.headers["upload-length"] == str(len(DATA))
    assert again["offset"] == HALF
    assert sender.finish(incoming_id).status_code == 200


def test_a_process_that_died_meanwhile_makes_no_difference(
    sender: Sender, partials_folder: Path
) -> None:
    incoming_id = sender.announce(size=len(DATA))
    sender.identify(incoming_id, DATA)
    sender.append(incoming_id, DATA[:HALF])

    # Another process knows nothing but the partial itself.
    uploads.partials_home.cache_clear()
    sender.append(incoming_id, DATA[HALF:], offset=HALF)

    assert sender.finish(incoming_id).status_code == 200
    assert list(partials_folder.iterdir()) == []


def test_bytes_that_do_not_follow_are_refused_with_the_true_offset(sender: Sender) -> None:
    incoming_id = sender.announce(size=len(DATA))
    sender.identify(incoming_id, DATA)
    sender.append(incoming_id, DATA[:HALF])

    answer = sender.append(incoming_id, DATA[:10], offset=7)

    assert answer.status_code == 409
    assert answer.headers["upload-offset"] == str(HALF)
    assert answer.json() == {"error": "The file goes on at byte 1,280,000."}
    assert sender.append(incoming_id, DATA[HALF:], offset=HALF).status_code == 204


def test_a_request_without_an_offset_is_refused(sender: Sender) -> None:
    incoming_id = sender.announce(size=10)

    answer = sender.ask("PATCH", f"/{incoming_id}", content=b"x")

    assert answer.status_code == 422
    assert answer.json() == {
        "error": "The header Upload-Offset is missing, or is no number of bytes."
    }


def test_finishing_too_early_says_what_is_missing_and_loses_nothing(sender: Sender) -> None:
    incoming_id = sender.announce(size=len(DATA))
    sender.identify(incoming_id, DATA)
    sender.append(incoming_id, DATA[:HALF])

    answer = sender.finish(incoming_id)

    assert (answer.status_code, answer.headers["upload-offset"]) == (409, str(HALF))
    assert sender.identify(incoming_id, DATA)["offset"] == HALF


def test_a_file_over_the_limit_is_refused_before_anything_is_sent(
    sender: Sender, shop: Shop
) -> None:
    query = {"id": str(uuid4()), "batch": str(uuid4()), "name": "big.3mf", "size": "5000001"}

    answer = sender.ask("POST", "", params=query)

    assert answer.status_code == 413
    assert answer.json() == {
        "error": "big.3mf has 5 MB, more than the 5 MB that your shop takes. "
        "Export its plates one by one."
    }
    assert rows(shop) == ()


def test_more_bytes_than_announced_are_refused(sender: Sender, partials_folder: Path) -> None:
    incoming_id = sender.announce(size=100)
    sender.identify(incoming_id, DATA[:100])

    with_length = sender.append(incoming_id, DATA[:101])

    def chunks() -> Iterator[bytes]:
        yield DATA[:60]
        yield DATA[:60]

    headers = {"Upload-Offset": "0"}
    without_length = sender.ask("PATCH", f"/{incoming_id}", content=chunks(), headers=headers)

    words = "cube.3mf is larger than the 100 bytes that were announced: choose it again."
    assert (with_length.status_code, with_length.json()) == (413, {"error": words})
    assert (without_length.status_code, without_length.json()) == (413, {"error": words})
    assert [path.stat().st_size for path in partials_folder.iterdir()] == [0]


def test_an_outline_over_its_limit_is_refused(sender: Sender, shop: Shop) -> None:
    query = {"id": str(uuid4()), "batch": str(uuid4()), "name": "a.3mf", "size": "1"}

    answer = sender.ask("POST", "", params=query, content=bytes(4 * 1024 * 1024 + 1))

    assert answer.status_code == 413
    assert rows(shop) == ()


@pytest.mark.parametrize("change", ["none", "forged", "other purpose", "cross-site"])
def test_without_a_right_pass_nothing_is_taken(
    sender: Sender, client: TestClient, shop: Shop, change: str
) -> None:
    tokens = {
        "none": "",
        "forged": sender.token[:-2] + "xx",
        "other purpose": passes.mint(shop.user_id, purpose="download"),
        "cross-site": sender.token,
    }
    headers = {"Authorization": f"Bearer {tokens[change]}"}
    if change == "cross-site":
        headers["Sec-Fetch-Site"] = "cross-site"
    query = {"id": str(uuid4()), "batch": str(uuid4()), "name": "a.3mf", "size": "1"}

    answer = client.post(uploads.PATH, params=query, headers=headers)

    assert answer.status_code == 401
    assert answer.json() == {
        "error": "This page has been open for too long, or was opened by somebody else: reload it."
    }
    assert rows(shop) == ()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("HEAD", ""),
        ("PATCH", ""),
        ("DELETE", ""),
        ("POST", "/finish"),
        ("POST", "/hash"),
    ],
)
def test_a_file_of_another_shop_is_not_there(
    sender: Sender, other_shop: Shop, method: str, path: str
) -> None:
    incoming_id = sender.announce(size=10)
    token = passes.mint(other_shop.user_id, purpose=uploads.PURPOSE)
    stranger = replace(sender, token=token)
    words = {"sha256": "0" * 64, "size": 10} if path == "/hash" else None

    answer = stranger.ask(
        method, f"/{incoming_id}{path}", headers={"Upload-Offset": "0"}, json=words
    )

    assert answer.status_code == 404


def test_the_id_of_another_shops_file_is_not_taken_over(sender: Sender, other_shop: Shop) -> None:
    incoming_id = sender.announce(size=10)
    stranger = replace(sender, token=passes.mint(other_shop.user_id, purpose=uploads.PURPOSE))
    query = {"id": str(incoming_id), "batch": str(uuid4()), "name": "a.3mf", "size": "1"}

    answer = stranger.ask("POST", "", params=query)

    assert answer.status_code == 409
    assert rows(other_shop) == ()


def test_nonsense_is_answered_by_a_sentence(sender: Sender) -> None:
    incoming_id = sender.announce(size=10)

    no_query = sender.ask("POST", "")
    no_json = sender.ask("POST", f"/{incoming_id}/hash", content=b"{")
    no_hash = sender.ask("POST", f"/{incoming_id}/hash", json={"sha256": "XYZ", "size": 10})

    assert {no_query.status_code, no_json.status_code, no_hash.status_code} == {422}
    assert no_query.json() == {"error": "This request lacks something, or says it wrong."}
    assert no_hash.json() == {"error": "This is not the SHA-256 of a file."}


def test_announcing_twice_after_a_lost_answer_is_one_file(sender: Sender, shop: Shop) -> None:
    incoming_id = sender.announce(size=10, name="a.3mf")

    sender.announce(size=20, name="a.3mf", id=incoming_id)

    [incoming] = rows(shop)
    assert (incoming.id, incoming.size_bytes) == (incoming_id, 20)


def test_bytes_that_wait_already_are_not_sent_again(sender: Sender, shop: Shop) -> None:
    first = sender.send(DATA)
    second = sender.announce(size=len(DATA), name="copy.3mf")

    answer = sender.identify(second, DATA)

    assert answer["state"] == "known"
    assert [incoming.id for incoming in rows(shop)] == [first]


def test_a_double_that_somebody_filled_in_stays_and_takes_the_stored_bytes(
    sender: Sender, shop: Shop
) -> None:
    first = sender.send(DATA)
    second = sender.announce(size=len(DATA), name="copy.3mf")
    said = FormValues(plates={}, model=ModelValues(name="Star"))
    with shop.unit_of_work() as uow:
        uow.incoming.change(second, form_values=said)
        uow.commit()

    answer = sender.identify(second, DATA)

    assert answer["state"] == "received"
    assert [incoming.id for incoming in rows(shop)] == [first, second]
    assert rows(shop)[1].form_values == said


def test_the_same_file_chosen_anew_goes_on_under_its_old_id(
    sender: Sender, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = sender.announce(size=len(DATA))
    sender.identify(old, DATA)
    sender.append(old, DATA[:HALF])
    monkeypatch.setattr("printshop.platform.partials.home._HELD_FOR_S", 0.0)
    tomorrow = replace(sender, tab="two")
    new = tomorrow.announce(size=len(DATA))

    answer = tomorrow.identify(new, DATA)

    assert answer == {"id": str(old), "state": "send", "offset": HALF, "parts": []}
    assert [incoming.id for incoming in rows(shop)] == [old]
    assert tomorrow.append(old, DATA[HALF:], offset=HALF).status_code == 204
    assert tomorrow.finish(old).status_code == 200


def test_what_was_typed_into_the_newer_form_is_kept_with_the_bytes_of_the_older(
    sender: Sender, shop: Shop
) -> None:
    old = sender.announce(size=len(DATA))
    sender.identify(old, DATA)
    sender.append(old, DATA[:HALF])
    new = sender.announce(size=len(DATA))
    said = FormValues(plates={}, model=ModelValues(name="Star"))
    with shop.unit_of_work() as uow:
        uow.incoming.change(new, form_values=said)
        uow.commit()

    answer = sender.identify(new, DATA)

    assert (answer["id"], answer["offset"]) == (str(new), HALF)
    assert [incoming.id for incoming in rows(shop)] == [new]


def test_a_second_tab_waits_while_the_first_one_sends(sender: Sender, shop: Shop) -> None:
    second = replace(sender, tab="two")
    first_id = sender.announce(size=len(DATA))
    sender.identify(first_id, DATA)
    sender.append(first_id, DATA[:HALF])
    second_id = second.announce(size=len(DATA))

    meanwhile = second.identify(second_id, DATA)["state"]
    sender.append(first_id, DATA[HALF:], offset=HALF)
    sender.finish(first_id)
    afterwards = second.identify(second_id, DATA)["state"]

    assert (meanwhile, afterwards) == ("busy", "known")
    assert [incoming.id for incoming in rows(shop)] == [first_id]


def test_two_writers_at_once_are_one_writer(sender: Sender, shop: Shop) -> None:
    incoming_id = sender.announce(size=len(DATA))
    sender.identify(incoming_id, DATA)
    # Another process of the server, in the middle of a slice: only the system's lock tells.
    elsewhere = PartialsHome(_home()).of_user(shop.user_id)

    with elsewhere.open(incoming_id, writer="two") as partial:
        partial.write(DATA[:HALF])
        refused = sender.append(incoming_id, DATA[HALF:], offset=HALF)
        asked = sender.identify(incoming_id, DATA)["state"]
        finished = sender.finish(incoming_id)

    assert (refused.status_code, finished.status_code) == (423, 423)
    assert refused.json() == {"error": "Another tab or program is sending this file now."}
    assert asked == "busy"
    assert sender.append(incoming_id, DATA[HALF:], offset=HALF).status_code == 204
    assert sender.finish(incoming_id).status_code == 200


def _home() -> Path:
    return Path(os.environ["PRINTSHOP_DATA_DIR"]) / "incoming"


def test_a_file_that_changed_while_it_was_sent_is_not_stored(
    sender: Sender, shop: Shop, partials_folder: Path
) -> None:
    incoming_id = sender.announce(size=len(DATA))
    sender.identify(incoming_id, DATA)
    sender.append(incoming_id, DATA[:-1] + b"!")

    answer = sender.finish(incoming_id)

    assert answer.status_code == 422
    [incoming] = rows(shop)
    assert incoming.status is IncomingStatus.FAILED
    assert incoming.error == "cube.3mf changed while it was sent: choose it again."
    assert list(partials_folder.iterdir()) == []
    assert not shop.store.exists(_key(DATA))
    # Chosen again it goes on under the same id, with what was typed for it.
    assert sender.identify(incoming_id, DATA)["offset"] == 0
    sender.append(incoming_id, DATA)
    assert sender.finish(incoming_id).status_code == 200


def test_another_content_under_the_same_id_begins_anew(sender: Sender) -> None:
    incoming_id = sender.announce(size=len(DATA))
    sender.identify(incoming_id, DATA)
    sender.append(incoming_id, DATA[:HALF])

    answer = sender.identify(incoming_id, DATA + b"more")

    assert answer["offset"] == 0


def test_a_full_disk_is_said_and_what_fitted_is_kept(
    sender: Sender, shop: Shop, partials_folder: Path
) -> None:
    incoming_id = sender.announce(size=len(DATA))
    sender.identify(incoming_id, DATA)
    partials_folder.mkdir(parents=True)
    # The kernel's own full disk: opening it works, every write says ENOSPC.
    partial = partials_folder / f"{incoming_id}.partial"
    partial.symlink_to("/dev/full")

    answer = sender.append(incoming_id, DATA)

    assert answer.status_code == 507
    assert answer.json() == {
        "error": "The disk of your shop is full. "
        "Make room on it and try again: what has arrived is kept."
    }
    [incoming] = rows(shop)
    assert incoming.status is IncomingStatus.RECEIVING
    partial.unlink()
    assert sender.append(incoming_id, DATA).status_code == 204
    assert sender.finish(incoming_id).status_code == 200


def test_a_store_that_fails_keeps_what_came_until_it_works_again(
    sender: Sender, shop: Shop
) -> None:
    incoming_id = sender.announce(size=len(DATA))
    sender.identify(incoming_id, DATA)
    sender.append(incoming_id, DATA)
    in_the_way = _store_folder(shop) / "sha256"
    in_the_way.parent.mkdir(parents=True, exist_ok=True)
    in_the_way.write_text("not a folder")

    refused = sender.finish(incoming_id)
    in_the_way.unlink()
    again = sender.finish(incoming_id)

    assert refused.status_code == 503
    assert refused.json()["error"].startswith("The file could not be stored: ")
    assert again.status_code == 200


def test_bytes_found_damaged_are_replaced_by_the_same_bytes_sent_again(
    sender: Sender, shop: Shop
) -> None:
    incoming_id = sender.send(DATA)
    with shop.unit_of_work() as uow:
        incoming = uow.incoming.get(incoming_id)
        assert incoming.file_id is not None
        uow.files.mark_checked(incoming.file_id, is_whole=False)
        uow.incoming.change(incoming_id, status=IncomingStatus.DISMISSED)
        uow.commit()
    (_store_folder(shop) / _key(DATA)).write_bytes(b"rotten")

    sender.send(DATA)

    with shop.store.open(_key(DATA)) as stored:
        assert stored.read() == DATA
    with shop.snapshot() as uow:
        assert uow.files.damaged(sha256(DATA).hexdigest()) is None


def test_a_crash_between_storing_and_noting_it_is_mended_by_asking_again(
    sender: Sender, shop: Shop, partials_folder: Path
) -> None:
    incoming_id = sender.announce(size=len(DATA))
    sender.identify(incoming_id, DATA)
    sender.append(incoming_id, DATA)
    # Stored, and then the process died.
    shop.store.adopt(partials_folder / f"{incoming_id}.partial")

    assert sender.finish(incoming_id).status_code == 200
    assert rows(shop)[0].has_arrived


def test_a_cancelled_file_leaves_nothing_and_takes_nothing_more(
    sender: Sender, shop: Shop, partials_folder: Path
) -> None:
    incoming_id = sender.announce(size=len(DATA))
    sender.identify(incoming_id, DATA)
    sender.append(incoming_id, DATA[:HALF])

    assert sender.ask("DELETE", f"/{incoming_id}").status_code == 204

    assert rows(shop) == ()
    assert list(partials_folder.iterdir()) == []
    late = sender.append(incoming_id, DATA[HALF:], offset=HALF)
    assert (late.status_code, late.json()) == (
        410,
        {
            "error": "cube.3mf is left out and cannot be sent. "
            "Reload the page: somebody may have changed it a moment ago."
        },
    )
    assert sender.ask("DELETE", f"/{incoming_id}").status_code == 204


def test_a_file_that_has_arrived_is_not_cancelled(sender: Sender, shop: Shop) -> None:
    incoming_id = sender.send(DATA)

    assert sender.ask("DELETE", f"/{incoming_id}").status_code == 410
    assert [incoming.id for incoming in rows(shop)] == [incoming_id]


def test_finishing_twice_is_finishing_once(sender: Sender, shop: Shop) -> None:
    incoming_id = sender.send(DATA)

    assert sender.finish(incoming_id).json() == {"state": "received"}
    assert sender.identify(incoming_id, DATA)["state"] == "received"
    assert len(rows(shop)) == 1


def test_what_never_came_to_its_end_is_swept_after_a_day_but_the_form_stays(
    sender: Sender, shop: Shop, partials_folder: Path
) -> None:
    old, young = (sender.announce(size=len(DATA), name=f"{n}.3mf") for n in ("old", "young"))
    for incoming_id, data in ((old, DATA), (young, DATA[::-1])):
        sender.identify(incoming_id, data)
        sender.append(incoming_id, data[:HALF])
    two_days_ago = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    os.utime(partials_folder / f"{old}.partial", (two_days_ago, two_days_ago))
    uploads.partials_home.cache_clear()
    partials = PartialsHome(_home()).of_user(shop.user_id)

    n_swept = sweep_partials(shop, partials, before=datetime.now(UTC) - timedelta(days=1))

    assert n_swept == 1
    by_name = {incoming.name: incoming for incoming in rows(shop)}
    assert by_name["old.3mf"].status is IncomingStatus.FAILED
    assert by_name["old.3mf"].error == "The rest of old.3mf never came: choose it again."
    assert by_name["young.3mf"].status is IncomingStatus.RECEIVING
    assert sender.identify(young, DATA[::-1])["offset"] == HALF
    assert sender.identify(old, DATA)["offset"] == 0


def test_a_file_of_which_not_one_byte_came_is_given_up_too(shop: Shop, sender: Sender) -> None:
    sender.announce(size=len(DATA), name="never.3mf")
    partials = PartialsHome(_home()).of_user(shop.user_id)

    early = sweep_partials(shop, partials, before=datetime.now(UTC) - timedelta(hours=1))
    late = sweep_partials(shop, partials, before=datetime.now(UTC) + timedelta(hours=1))

    assert (early, late) == (0, 1)
    assert [row.error for row in rows(shop)] == [
        "The rest of never.3mf never came: choose it again."
    ]


def test_a_project_beside_a_file_that_is_left_out_is_kept_beside_its_twin(
    sender: Sender, shop: Shop
) -> None:
    stays = sender.announce(size=len(DATA))
    sender.identify(stays, DATA)
    goes = sender.announce(size=len(DATA))
    project = sender.announce(size=10, name="project.3mf")
    said = FormValues(model=ModelValues(name="Star"), project_of=goes)
    with shop.unit_of_work() as uow:
        uow.incoming.change(project, form_values=said)
        uow.commit()

    answer = sender.identify(goes, DATA)

    assert answer["id"] == str(stays)
    with shop.snapshot() as uow:
        kept = uow.incoming.get(project).form_values
    assert kept == said.model_copy(update={"project_of": stays})


def test_a_tab_whose_file_was_left_out_for_its_twin_goes_on_with_the_twin(
    sender: Sender, shop: Shop
) -> None:
    first = sender.announce(size=len(DATA))
    sender.identify(first, DATA)
    second = sender.announce(size=len(DATA))
    with shop.unit_of_work() as uow:
        uow.incoming.change(second, form_values=FormValues(model=ModelValues(name="Star")))
        uow.commit()
    sender.identify(second, DATA)

    answer = sender.identify(first, DATA)

    assert (answer["id"], answer["state"]) == (str(second), "send")


def test_what_was_typed_for_both_of_two_same_files_is_kept(sender: Sender, shop: Shop) -> None:
    first, second = (sender.announce(size=len(DATA)) for _ in range(2))
    with shop.unit_of_work() as uow:
        of_first = FormValues(model=ModelValues(name="Star", designer="Ann"))
        uow.incoming.change(first, form_values=of_first)
        of_second = FormValues(model=ModelValues(name="Red star"))
        uow.incoming.change(second, form_values=of_second, accepted_at=datetime.now(UTC))
        uow.commit()
    sender.identify(first, DATA)

    answer = sender.identify(second, DATA)

    with shop.snapshot() as uow:
        kept = uow.incoming.get(UUID(answer["id"]))
    assert kept.form_values.model == ModelValues(name="Red star", designer="Ann")
    assert kept.accepted_at is not None
    assert [row.id for row in rows(shop)] == [kept.id]


def test_shops_do_not_wait_for_each_other(tmp_path: Path) -> None:
    home = PartialsHome(tmp_path)
    one, other = uuid4(), uuid4()

    with home.of_user(one).turn:
        is_free = home.of_user(other).turn.acquire(blocking=False)
        is_mine_free = home.of_user(one).turn.acquire(blocking=False)

    assert (is_free, is_mine_free) == (True, False)


@pytest.mark.parametrize("offset", ["9" * 5000, "\u0661".encode(), "-1", ""])
def test_an_offset_that_is_no_number_of_bytes_is_refused(
    sender: Sender, offset: str | bytes
) -> None:
    incoming_id = sender.announce(size=10)

    answer = sender.ask("PATCH", f"/{incoming_id}", content=b"x", headers={"Upload-Offset": offset})

    assert answer.status_code == 422
    assert answer.json() == {
        "error": "The header Upload-Offset is missing, or is no number of bytes."
    }


@pytest.mark.parametrize("step", ["HEAD", "hash", "finish", "PATCH"])
def test_a_data_folder_that_cannot_be_read_is_one_sentence(
    sender: Sender, partials_folder: Path, step: str
) -> None:
    incoming_id = sender.announce(size=len(DATA))
    sender.identify(incoming_id, DATA)
    partials_folder.parent.mkdir(exist_ok=True)
    # Its place is taken by a file.
    partials_folder.write_text("")

    if step == "hash":
        words = {"sha256": sha256(DATA).hexdigest(), "size": len(DATA), "tab": "one"}
        answer = sender.ask("POST", f"/{incoming_id}/hash", json=words)
    elif step == "finish":
        answer = sender.finish(incoming_id)
    elif step == "PATCH":
        answer = sender.append(incoming_id, DATA)
    else:
        answer = sender.ask("HEAD", f"/{incoming_id}")

    assert answer.status_code == 503
    if step != "HEAD":
        assert answer.json()["error"].startswith("What was sent could not be ")
        assert answer.json()["error"].endswith(
            "Check the data folder: it must exist and be writable."
        )


def test_what_nobody_foresaw_is_one_sentence_and_a_line_of_the_log(
    sender: Sender, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(wiring, "premises", broken)

    answer = sender.ask("GET", f"/{uuid4()}")

    assert answer.status_code == 500
    sentence = answer.json()["error"]
    assert sentence.startswith("Something went wrong that Printshop did not foresee; the log has ")
    assert "secret" not in sentence
    assert sentence[-9:-1] in caplog.text


def _key(data: bytes) -> str:
    digest = sha256(data).hexdigest()
    return f"sha256/{digest[:2]}/{digest[2:4]}/{digest}"


def _store_folder(shop: Shop) -> Path:
    return shop.store._root  # noqa: SLF001 # ty: ignore[missing-attribute] - to do it harm
