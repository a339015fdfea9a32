"""What becomes of files on their way besides being saved."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from printshop.domain.incoming import (
    FormValues,
    IncomingFile,
    IncomingSource,
    IncomingStatus,
    ModelValues,
    NewIncoming,
)
from printshop.errors import IllegalTransitionError, NotFoundError, ThreeMFError
from printshop.platform.postgres import LocalPostgres
from printshop.services.incoming import tending
from printshop.services.incoming.arrival import announce
from printshop.services.incoming.processing import fail, process, read_here
from printshop.services.incoming.saving import accept
from printshop.services.shop import Premises, Shop
from tests import builders

TYPED = FormValues(model=ModelValues(name="Typed"))


@pytest.fixture
def worker_premises(database: LocalPostgres, tmp_path: Path) -> Iterator[Premises]:
    opened = Premises.open(database.urls.worker, tmp_path)
    yield opened
    opened.close()


def a_failed_file(shop: Shop) -> IncomingFile:
    incoming = builders.an_incoming_file(shop, b"This is no archive.")
    accept(shop, incoming.id, TYPED)
    return process(shop, incoming.id, read_here)


def an_announced_file(shop: Shop) -> IncomingFile:
    new = NewIncoming(
        batch_id=uuid4(), source=IncomingSource.BROWSER, name="vase.gcode.3mf", size_bytes=7
    )
    with shop.unit_of_work() as uow:
        incoming = announce(uow, new, outline=None)
        uow.commit()
    return incoming


def now(shop: Shop, incoming: IncomingFile) -> IncomingFile:
    with shop.unit_of_work() as uow:
        return uow.incoming.get(incoming.id)


def test_a_failed_file_is_tried_again_with_what_was_typed(shop: Shop) -> None:
    failed = a_failed_file(shop)

    retried = tending.retry(shop, failed.id)
    again = tending.retry(shop, failed.id)

    assert failed.status is IncomingStatus.FAILED
    assert (retried.status, retried.error, retried.attempts) == (IncomingStatus.PROCESSING, "", 0)
    assert (retried.form_values, retried.accepted_at) == (TYPED, failed.accepted_at)
    assert again == retried


def test_a_failed_file_is_tried_again_without_what_was_typed_where_that_is_wanted(
    shop: Shop,
) -> None:
    failed = a_failed_file(shop)

    retried = tending.retry(shop, failed.id, preserve_metadata=False)

    assert (retried.form_values, retried.accepted_at) == (FormValues(), None)


def test_a_file_that_never_arrived_is_received_again(shop: Shop) -> None:
    incoming = an_announced_file(shop)
    with shop.unit_of_work() as uow:
        uow.incoming.change(incoming.id, status=IncomingStatus.PROCESSING)
        uow.commit()
    failed = process(shop, incoming.id, read_here)

    retried = tending.retry(shop, incoming.id)

    assert failed.error == "vase.gcode.3mf has not arrived. Send it again; what you typed is kept."
    assert (retried.status, retried.error) == (IncomingStatus.RECEIVING, "")


def test_a_file_that_was_left_out_is_not_tried_again(shop: Shop) -> None:
    failed = a_failed_file(shop)
    tending.dismiss(shop, failed.id)

    with pytest.raises(IllegalTransitionError) as fault:
        tending.retry(shop, failed.id)

    assert fault.value.message == "vase.gcode.3mf is left out and cannot be tried again."


def test_leaving_a_file_out_can_be_undone_wherever_it_stood(shop: Shop) -> None:
    stood = [
        an_announced_file(shop),
        builders.a_processed_file(shop, builders.a_sliced_file("Bowl")),
        a_failed_file(shop),
    ]

    left_out = [tending.dismiss(shop, incoming.id).status for incoming in stood]
    twice = [tending.dismiss(shop, incoming.id).status for incoming in stood]
    back = [tending.undismiss(shop, incoming.id).status for incoming in stood]

    assert left_out == twice == [IncomingStatus.DISMISSED] * 3
    assert back == [IncomingStatus.RECEIVING, IncomingStatus.REVIEW, IncomingStatus.FAILED]
    assert tending.undismiss(shop, stood[1].id).status is IncomingStatus.REVIEW


def test_a_file_that_was_left_out_while_it_was_processed_is_processed_when_it_is_back(
    shop: Shop,
) -> None:
    incoming = builders.an_incoming_file(shop)
    tending.dismiss(shop, incoming.id)
    ignored = process(shop, incoming.id, read_here)

    tending.undismiss(shop, incoming.id)
    done = process(shop, incoming.id, read_here)

    assert ignored.status is IncomingStatus.DISMISSED
    assert done.status is IncomingStatus.REVIEW


def test_a_saved_file_cannot_be_left_out(shop: Shop) -> None:
    incoming = builders.a_processed_file(shop)
    accept(shop, incoming.id, FormValues())

    with pytest.raises(IllegalTransitionError) as fault:
        tending.dismiss(shop, incoming.id)

    assert fault.value.message == "vase.gcode.3mf is saved and cannot be left out."


def test_a_file_that_was_left_out_after_it_was_accepted_is_not_saved(shop: Shop) -> None:
    incoming = builders.an_incoming_file(shop)
    accept(shop, incoming.id, TYPED)
    tending.dismiss(shop, incoming.id)

    process(shop, incoming.id, read_here)

    with pytest.raises(IllegalTransitionError):
        accept(shop, incoming.id, TYPED)
    with shop.unit_of_work() as uow:
        assert uow.models.count() == 0


def test_the_status_of_a_file_is_told_as_the_specification_wants_it(shop: Shop) -> None:
    incoming = builders.an_incoming_file(shop)
    processing = tending.status(shop, incoming.id).as_json()
    process(shop, incoming.id, read_here)
    looked_at = tending.status(shop, incoming.id).as_json()
    saved = accept(shop, incoming.id, FormValues())

    assert saved is not None
    assert processing == {"jobId": str(incoming.id), "status": "processing", "progress": 0}
    assert looked_at == {
        "jobId": str(incoming.id),
        "status": "completed",
        "progress": 100,
        "result": {},
    }
    assert tending.status(shop, incoming.id).as_json()["result"] == {
        "modelId": str(saved.model_id),
        "variantId": str(saved.variant_id),
    }


def test_the_status_of_a_failed_file_says_why(shop: Shop) -> None:
    failed = a_failed_file(shop)

    assert tending.status(shop, failed.id).as_json() == {
        "jobId": str(failed.id),
        "status": "failed",
        "progress": 30,
        "error": failed.error,
    }
    assert tending.status(shop, an_announced_file(shop).id).status == "pending"


def test_nobody_tends_to_another_shops_files(shop: Shop, other_shop: Shop) -> None:
    incoming = builders.an_incoming_file(shop)

    for step in (tending.retry, tending.dismiss, tending.undismiss, tending.status):
        with pytest.raises(NotFoundError):
            step(other_shop, incoming.id)


def test_what_ended_two_weeks_ago_is_forgotten_and_files_that_are_nobodys_with_it(
    shop: Shop, database: LocalPostgres, worker_premises: Premises
) -> None:
    saved = builders.a_processed_file(shop, builders.a_sliced_file("Saved"))
    accept(shop, saved.id, FormValues())
    left_out = builders.a_processed_file(shop, builders.a_sliced_file("Left out"))
    lately = builders.a_processed_file(shop, builders.a_sliced_file("Lately"))
    waiting = builders.a_processed_file(shop, builders.a_sliced_file("Waiting"))
    for incoming in (left_out, lately):
        tending.dismiss(shop, incoming.id)
    old = datetime.now(UTC) - tending.KEPT - timedelta(minutes=1)
    with psycopg.connect(database.superuser_url) as connection:
        # The time of the last change is set by a trigger.
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "UPDATE processing_jobs SET updated_at = %s WHERE id = ANY(%s)",
            [old, [saved.id, left_out.id, waiting.id]],
        )

    tending.forget_ended(worker_premises)

    def is_kept(incoming: IncomingFile) -> tuple[bool, bool]:
        with shop.unit_of_work() as uow:
            is_row = bool(uow.incoming.by_ids([incoming.id]))
            return is_row, has_file(shop, incoming.file_id)

    assert is_kept(saved) == (False, True)
    assert is_kept(left_out) == (False, False)
    assert is_kept(lately) == (True, True)
    assert is_kept(waiting) == (True, True)


def has_file(shop: Shop, file_id: UUID | None) -> bool:
    try:
        with shop.unit_of_work() as uow:
            return uow.files.get(file_id) is not None  # ty: ignore[invalid-argument-type]
    except NotFoundError:
        return False


def test_a_file_whose_task_was_given_up_is_queued_again_or_fails_with_what_it_waited_for(
    shop: Shop, database: LocalPostgres, worker_premises: Premises
) -> None:
    lost = builders.an_incoming_file(shop, builders.a_sliced_file("Lost"))
    waited = builders.an_incoming_file(shop, builders.a_sliced_file("Waited"))
    queued = builders.an_incoming_file(shop, builders.a_sliced_file("Queued"))
    with shop.unit_of_work() as uow:
        uow.incoming.change(waited.id, error="The file could not be read: no answer.")
        uow.commit()
    with psycopg.connect(database.urls.owner) as connection:
        connection.execute("SET search_path TO procrastinate")
        connection.execute(
            "DELETE FROM procrastinate_jobs WHERE args ->> 'incoming_id' = ANY(%s)",
            [[str(lost.id), str(waited.id)]],
        )

    tending.rescue_abandoned(worker_premises, quiet_s=0.0)
    tending.rescue_abandoned(worker_premises, quiet_s=0.0)

    with psycopg.connect(database.urls.owner) as connection:
        tasks = connection.execute(
            "SELECT args ->> 'incoming_id' FROM procrastinate.procrastinate_jobs"
            " WHERE args ->> 'incoming_id' = ANY(%s)",
            [[str(lost.id), str(waited.id)]],
        ).fetchall()
    assert tasks == [(str(lost.id),)]
    assert now(shop, lost).status is IncomingStatus.PROCESSING
    assert now(shop, queued).status is IncomingStatus.PROCESSING
    assert (now(shop, waited).status, now(shop, waited).error) == (
        IncomingStatus.FAILED,
        "The file could not be read: no answer.",
    )


def test_a_file_that_came_to_its_end_does_not_fail_afterwards(shop: Shop) -> None:
    done = builders.a_processed_file(shop)

    assert fail(shop, done.id, ThreeMFError("Too late.")) == done
