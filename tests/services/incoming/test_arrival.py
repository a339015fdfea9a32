"""Files that arrive: taken in once, and never lost."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from printshop.domain.incoming import (
    FormValues,
    IncomingFile,
    IncomingSource,
    IncomingStage,
    IncomingStatus,
    NewIncoming,
)
from printshop.errors import InvalidInputError
from printshop.services import catalog, verification
from printshop.services.incoming.arrival import announce, arrived, take_in
from printshop.services.incoming.drafts import draft_of
from printshop.services.incoming.processing import process, read_here
from printshop.services.incoming.saving import accept
from printshop.services.shop import Shop
from tests import builders

NEW = NewIncoming(
    batch_id=uuid4(), source=IncomingSource.BROWSER, name="vase.gcode.3mf", size_bytes=7
)


def waiting(shop: Shop) -> tuple[IncomingFile, ...]:
    with shop.unit_of_work() as uow:
        return uow.incoming.open()


def test_a_file_at_hand_is_stored_noted_and_shown_before_the_worker_saw_it(shop: Shop) -> None:
    data = builders.a_sliced_file("Vase")

    incoming = builders.an_incoming_file(shop, data, "some/folder/vase.gcode.3mf")

    assert (incoming.name, incoming.size_bytes) == ("vase.gcode.3mf", len(data))
    assert (incoming.status, incoming.stage) == (IncomingStatus.PROCESSING, IncomingStage.VERIFY)
    assert incoming.summary["title"] == "Vase"
    assert draft_of(shop, incoming.id).model.name == "Vase"
    with shop.unit_of_work() as uow:
        key = uow.files.get(incoming.file_id).storage_key  # ty: ignore[invalid-argument-type]
    with shop.store.open(key) as stored:
        assert stored.read() == data


def test_the_same_file_from_two_places_at_once_waits_once(shop: Shop) -> None:
    data = builders.a_sliced_file()

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: builders.an_incoming_file(shop, data), range(4)))

    assert len({incoming.id for incoming in taken}) == 1
    assert [incoming.id for incoming in waiting(shop)] == [taken[0].id]


def test_a_file_that_failed_is_tried_again_when_it_is_sent_again(shop: Shop) -> None:
    first = builders.a_processed_file(shop, b"This is no archive.")

    again = builders.an_incoming_file(shop, b"This is no archive.")

    assert (first.status, again.status) == (IncomingStatus.FAILED, IncomingStatus.PROCESSING)
    assert again.id == first.id


def test_bytes_that_were_announced_and_come_another_way_arrive_where_they_are_awaited(
    shop: Shop,
) -> None:
    data = builders.a_sliced_file()
    stored = shop.store.put(data)
    with shop.unit_of_work() as uow:
        announced = announce(uow, NEW, outline=None)
        uow.incoming.change(announced.id, sha256=stored.sha256)
        uow.commit()

    taken = builders.an_incoming_file(shop, data)

    assert taken.id == announced.id
    assert taken.has_arrived


def test_arriving_twice_is_as_arriving_once(shop: Shop) -> None:
    stored = shop.store.put(builders.a_sliced_file())
    with shop.unit_of_work() as uow:
        announced = announce(uow, NEW, outline=None)
        first = arrived(uow, announced.id, stored)
        uow.commit()
    done = process(shop, announced.id, read_here)

    with shop.unit_of_work() as uow:
        second = arrived(uow, announced.id, stored)
        uow.commit()

    assert first.status is IncomingStatus.PROCESSING
    assert second == done


def test_an_outline_that_is_none_is_left_to_the_file(shop: Shop) -> None:
    with shop.unit_of_work() as uow:
        announced = announce(uow, NEW, outline=b"This is no archive.")
        outline = uow.incoming.outline(announced.id)

    assert (announced.summary, outline) == ({}, None)


def test_more_files_than_anybody_looks_at_are_not_taken(shop: Shop) -> None:
    with shop.unit_of_work() as uow:
        uow.connection.execute(
            text(
                "INSERT INTO processing_jobs"
                " (user_id, batch_id, source, name, size_bytes, status)"
                " SELECT :user_id, gen_random_uuid(), 'command', 'a.3mf', 1, 'review'"
                " FROM generate_series(1, 500)"
            ),
            {"user_id": shop.user_id},
        )
        uow.commit()

    with pytest.raises(InvalidInputError) as fault:
        builders.an_incoming_file(shop)

    assert fault.value.message == "500 files wait already."
    assert fault.value.hint == "Save some of them or leave them out first."
    # A watched folder tries again and again: what is refused must not fill the disk.
    assert list(shop.store.keys()) == []


def test_a_damaged_file_of_the_catalog_is_mended_by_taking_it_in_again(shop: Shop) -> None:
    data = builders.a_sliced_file("Vase")
    saved = accept(shop, builders.a_processed_file(shop, data).id, FormValues())
    assert saved is not None
    file_id = catalog.model_by_id(shop, saved.model_id).variants[0].source_file_id
    assert file_id is not None
    with shop.unit_of_work() as uow:
        key = uow.files.get(file_id).storage_key
    with shop.store.local_path(key) as path:
        path.chmod(0o600)
        path.write_bytes(b"broken")
    assert not verification.verify_file(shop, file_id)

    again = builders.a_processed_file(shop, data)

    assert (again.status, again.variant_id) == (IncomingStatus.SAVED, saved.variant_id)
    assert verification.verify_file(shop, file_id)
    with shop.store.open(key) as stored:
        assert stored.read() == data


def test_a_file_whose_outline_is_too_large_to_keep_is_read_from_the_store(
    shop: Shop, tmp_path: Path
) -> None:
    settings = b'{"k": "' + tmp_path.name.encode().hex().encode() + b'"}'
    data = builders.a_file_with(
        builders.a_sliced_file("Vase"), {"Metadata/project_settings.config": settings}
    )
    done = builders.a_processed_file(shop, data)
    with shop.unit_of_work() as uow:
        # As where it is longer than is kept.
        uow.incoming.change(done.id, outline=None)
        uow.commit()

    draft = draft_of(shop, done.id)

    assert draft.model.name == "Vase"
    assert draft.variant.plates[0].requirements[0].split_known


def test_a_stream_stays_open_for_whoever_gave_it(shop: Shop) -> None:
    stream = BytesIO(builders.a_sliced_file())

    take_in(shop, name="a.3mf", content=stream, source=IncomingSource.FOLDER, batch_id=uuid4())

    assert not stream.closed
