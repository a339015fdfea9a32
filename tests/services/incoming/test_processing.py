"""What the worker makes of a file that arrived."""

import os
import signal
import zipfile
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from uuid import UUID, uuid4

import pytest
from PIL import Image

from printshop.bambu import ThreeMF, read_3mf
from printshop.bambu.split.split_record import SPLIT_RULES
from printshop.bambu.writing.outline import outline_of
from printshop.domain.catalog import GramSource
from printshop.domain.catalog_query import CatalogQuery
from printshop.domain.incoming import (
    MAX_OUTLINE_BYTES,
    FilamentChoice,
    FormValues,
    IncomingFile,
    IncomingSource,
    IncomingStage,
    IncomingStatus,
    ModelValues,
    NewIncoming,
)
from printshop.errors import DatabaseUnavailableError, NotFoundError, StorageError, ThreeMFError
from printshop.platform.files import LocalFileStore
from printshop.platform.sandbox import Sandbox
from printshop.services import catalog, matching
from printshop.services.incoming import tending
from printshop.services.incoming.arrival import announce, arrived
from printshop.services.incoming.drafts import draft_of
from printshop.services.incoming.processing import process, read_here
from printshop.services.incoming.saving import accept
from printshop.services.readers import SandboxedReader
from printshop.services.shop import Premises, Shop
from tests import builders
from tests.conftest import a_person

P = ParamSpec("P")
T = TypeVar("T")

POISON = "poison.gcode.3mf"
MAKERWORLD = "taylormadearmy__u1-slicer-bridge__u1-auxiliary-fan-cover-hex_mw.3mf"


@pytest.fixture
def disk(premises: Premises, tmp_path: Path) -> tuple[Shop, Path]:
    """Give a shop whose folder of files may be spoilt, and that folder."""
    user_id = premises.sign_in(a_person()).user_id
    database = premises.of_user(user_id).database
    return Shop(database, LocalFileStore(tmp_path), user_id), tmp_path


def now(shop: Shop, incoming: IncomingFile) -> IncomingFile:
    with shop.unit_of_work() as uow:
        return uow.incoming.get(incoming.id)


def read_or_sentence(path: Path) -> ThreeMF | str:
    try:
        return read_3mf(path)
    except ThreeMFError as fault:
        return fault.sentence


def test_every_real_file_ends_in_review_with_the_grams_of_the_file_or_says_what_is_wrong(
    shop: Shop, real_3mf: Path
) -> None:
    for path in sorted(real_3mf.glob("*.3mf")):
        done = builders.a_processed_file(shop, path.read_bytes(), path.name)

        content = read_or_sentence(path)
        if isinstance(content, str):
            assert (done.status, done.error) == (IncomingStatus.FAILED, content)
            continue
        assert (done.status, done.error, done.progress_pct) == (IncomingStatus.REVIEW, "", 100)
        assert done.summary["differences"] == []
        if content.is_sliced:
            draft = draft_of(shop, done.id)
            assert [p.filaments for p in draft.content.plates] == [
                plate.filaments for plate in content.plates
            ]
            assert draft.thumbnails == {
                plate.index: plate.thumbnail for plate in content.plates if plate.thumbnail
            }


def test_a_processed_file_is_kept_with_its_split_and_can_be_looked_at_without_its_bytes(
    disk: tuple[Shop, Path],
) -> None:
    shop, folder = disk
    done = builders.a_processed_file(shop)
    with shop.unit_of_work() as uow:
        file = uow.files.get(done.file_id)  # ty: ignore[invalid-argument-type]
    (folder / file.storage_key).unlink()

    draft = draft_of(shop, done.id)

    assert (file.split_rules, file.verified_at is None) == (SPLIT_RULES, False)
    need = draft.variant.plates[0].requirements[0]
    assert (need.waste_g, need.source) == (Decimal("2.00"), GramSource.GCODE)


def test_what_was_accepted_before_it_was_read_is_saved_as_it_was_said(shop: Shop) -> None:
    incoming = builders.an_incoming_file(shop)
    accept(shop, incoming.id, FormValues(model=ModelValues(name="Typed")))

    done = process(shop, incoming.id, read_here)
    again = process(shop, incoming.id, read_here)

    assert done.status is IncomingStatus.SAVED
    assert again == done
    models = catalog.list_models(shop, CatalogQuery()).models
    assert [card.model.name for card in models] == ["Typed"]
    assert models[0].variant_id == done.variant_id


def test_the_design_of_a_project_of_makerworld_comes_through_to_the_model(
    shop: Shop, real_3mf: Path
) -> None:
    data = (real_3mf / MAKERWORLD).read_bytes()
    content = read_3mf(BytesIO(data), name=MAKERWORLD, split=False, pictures=True)
    done = builders.a_processed_file(shop, data, MAKERWORLD)

    saved = accept(shop, done.id, FormValues())

    assert saved is not None
    kept = catalog.model_by_id(shop, saved.model_id).model
    assert (kept.name, kept.designer, kept.license) == (
        "Auxiliary Fan Cover - Snapmaker U1",
        "WildTang3nt",
        "BY-NC-SA",
    )
    assert kept.description == content.description
    assert [catalog.picture(shop, key) for key in kept.picture_keys] == [
        picture.image for picture in content.pictures
    ]
    report = catalog.file_report(shop, saved.variant_id).report
    assert report["design_model_id"] == content.design_model_id
    assert report["pictures"] == [picture.member for picture in content.pictures]


def test_where_the_sender_read_something_else_the_stored_file_counts_and_it_is_said(
    shop: Shop,
) -> None:
    data = builders.a_sliced_file("Vase", used_g="10.00")
    lie = outline_of(
        BytesIO(builders.a_sliced_file("Bowl", used_g="12.00")),
        name="vase.gcode.3mf",
        at_most=MAX_OUTLINE_BYTES,
    )
    new = NewIncoming(
        batch_id=uuid4(),
        source=IncomingSource.BROWSER,
        name="vase.gcode.3mf",
        size_bytes=len(data),
    )
    with shop.unit_of_work() as uow:
        incoming = announce(uow, new, outline=lie)
        arrived(uow, incoming.id, shop.store.put(data))
        uow.commit()
    before = draft_of(shop, incoming.id)

    process(shop, incoming.id, read_here)
    done = process(shop, incoming.id, read_here)

    after = draft_of(shop, incoming.id)
    assert (before.model.name, after.model.name) == ("Bowl", "Vase")
    assert done.summary["differences"] == [
        "The title of the stored file is Vase; the browser had read Bowl.",
        "The grams of the stored file is 10.00; the browser had read 12.00.",
    ]


def test_a_file_whose_stored_bytes_are_damaged_says_so_and_is_taken_when_it_is_sent_again(
    disk: tuple[Shop, Path],
) -> None:
    shop, folder = disk
    data = builders.a_sliced_file()
    incoming = builders.an_incoming_file(shop, data)
    said = FormValues(model=ModelValues(name="Typed"))
    accept(shop, incoming.id, said)
    with shop.unit_of_work() as uow:
        path = folder / uow.files.get(incoming.file_id).storage_key  # ty: ignore[invalid-argument-type]
    path.write_bytes(data[:-1] + b"x")

    failed = process(shop, incoming.id, read_here)
    waiting = tending.retry(shop, incoming.id)
    sent_again = builders.an_incoming_file(shop, data)
    done = process(shop, incoming.id, read_here)

    assert failed.status is IncomingStatus.FAILED
    assert failed.error == (
        "What is stored of vase.gcode.3mf is missing or damaged. "
        "Send it again; what you typed is kept."
    )
    assert (waiting.status, waiting.form_values) == (IncomingStatus.RECEIVING, said)
    assert sent_again.id == incoming.id
    assert done.status is IncomingStatus.SAVED
    assert path.read_bytes() == data


def test_a_store_that_fails_is_waited_for_and_that_is_no_try(disk: tuple[Shop, Path]) -> None:
    shop, folder = disk
    incoming = builders.an_incoming_file(
        shop, builders.a_file_with(builders.a_sliced_file(), {"Metadata/plate_1.png": a_png()})
    )
    (folder / "partial").rmdir()
    (folder / "partial").write_bytes(b"in the way")

    for _ in range(5):
        with pytest.raises(StorageError):
            process(shop, incoming.id, read_here)
    waiting = now(shop, incoming)
    (folder / "partial").unlink()
    done = process(shop, incoming.id, read_here)

    assert (waiting.status, waiting.stage) == (IncomingStatus.PROCESSING, IncomingStage.PICTURES)
    assert waiting.message == "waits for the storage: The file could not be stored: File exists."
    assert waiting.attempts == 0
    assert (done.status, done.error) == (IncomingStatus.REVIEW, "")
    assert set(done.thumbnail_keys) == {1}


def test_a_database_that_did_not_answer_for_a_moment_is_no_try(shop: Shop) -> None:
    incoming = builders.an_incoming_file(shop)

    def reader(_: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:  # noqa: ARG001 - it is a reader
        raise DatabaseUnavailableError

    for _ in range(5):
        with pytest.raises(DatabaseUnavailableError):
            process(shop, incoming.id, reader)
    waiting = now(shop, incoming)

    assert (waiting.status, waiting.attempts) == (IncomingStatus.PROCESSING, 0)
    assert waiting.message == "waits for the database: The database does not answer."
    assert process(shop, incoming.id, read_here).status is IncomingStatus.REVIEW


def test_a_file_that_was_cut_off_three_times_is_not_tried_a_fourth_time(shop: Shop) -> None:
    incoming = builders.an_incoming_file(shop)
    with shop.unit_of_work() as uow:
        uow.incoming.change(incoming.id, attempts=3)
        uow.commit()

    done = process(shop, incoming.id, read_here)

    assert done.status is IncomingStatus.FAILED
    assert done.error == (
        "Reading vase.gcode.3mf was cut off 3 times: it ended the worker, or the worker or the "
        "database ended in the middle. Try again; if it ends like this once more, it is the file."
    )


def test_a_file_that_is_left_out_meanwhile_is_let_go(shop: Shop) -> None:
    incoming = builders.an_incoming_file(shop)

    def reader(read: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        tending.dismiss(shop, incoming.id)
        return read_here(read, *args, **kwargs)

    done = process(shop, incoming.id, reader)

    assert (done.status, done.stage) == (IncomingStatus.DISMISSED, IncomingStage.READ)
    assert not done.outline_is_checked


def test_a_file_that_is_in_the_catalog_already_is_not_put_there_twice(shop: Shop) -> None:
    first = builders.a_processed_file(shop)
    accept(shop, first.id, FormValues())
    second = builders.an_incoming_file(shop)

    done = process(shop, second.id, read_here)

    assert second.id != first.id
    assert (done.status, done.message) == (IncomingStatus.SAVED, "already in your shop")
    assert done.variant_id == now(shop, first).variant_id
    assert catalog.list_models(shop, CatalogQuery()).total == 1


def test_what_cannot_be_saved_as_it_was_said_is_looked_at_again(shop: Shop) -> None:
    incoming = builders.an_incoming_file(shop)
    gone = UUID(int=7)
    said = FormValues(model_id=gone)
    accept(shop, incoming.id, said)

    done = process(shop, incoming.id, read_here)

    assert (done.status, done.accepted_at, done.form_values) == (IncomingStatus.REVIEW, None, said)
    assert done.message == (
        f"Not saved: There is no model {gone} in this shop. "
        "It may have been removed. Reload the page."
    )


def test_a_file_that_is_gone_is_no_work(shop: Shop) -> None:
    with pytest.raises(NotFoundError):
        process(shop, uuid4(), read_here)


def ended_by_poison(read: Callable[..., Any], path: Path, name: str, *args: object) -> Any:  # noqa: ANN401 - whatever is read
    """Read as ever, but end as the system ends what takes its last memory."""
    if name == POISON:
        os.kill(os.getpid(), signal.SIGKILL)
    return read(path, name, *args)


def test_a_file_that_ends_its_reader_fails_alone(shop: Shop) -> None:
    names = [POISON if number == 1 else f"vase-{number}.gcode.3mf" for number in range(4)]
    sent = [
        builders.an_incoming_file(shop, builders.a_sliced_file(f"Vase of {name}"), name)
        for name in names
    ]

    def reader(read: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        sandboxed = SandboxedReader(sandbox, timeout_s=30.0)
        return sandboxed(ended_by_poison, read, *args, **kwargs)  # ty: ignore[invalid-argument-type]

    with Sandbox(processes=1, memory_mb=2048) as sandbox:
        done = [process(shop, incoming.id, reader) for incoming in sent]

    bad = done.pop(1)
    assert {file.status for file in done} == {IncomingStatus.REVIEW}
    assert bad.status is IncomingStatus.FAILED
    assert bad.error == ("Reading the file was given up. It ended the process that it ran in.")


def test_pictures_that_take_too_much_are_done_without(shop: Shop) -> None:
    data = builders.a_file_with(
        builders.a_sliced_file(), {"Metadata/plate_1.png": a_png(side_px=4096)}
    )
    incoming = builders.an_incoming_file(shop, data)

    with Sandbox(
        processes=1, memory_mb=350, preload=["printshop.services.incoming.reading"]
    ) as sandbox:
        done = process(shop, incoming.id, SandboxedReader(sandbox, timeout_s=30.0))

    assert (done.status, done.thumbnail_keys) == (IncomingStatus.REVIEW, {})
    assert done.summary["findings"][-1] == {
        "where": "pictures",
        "message": "No pictures: Reading the file was given up. "
        "It took more than 350 MB of memory.",
    }


def test_grams_that_cannot_be_told_apart_in_time_stay_a_sum_and_it_is_said(shop: Shop) -> None:
    data = builders.a_sliced_file()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        gcode = archive.read("Metadata/plate_1.gcode")
    # About a second of walking, and one tenth of a second is given.
    endless = gcode + b"G1 X10.1 Y20.2 E.03\nG1 X20.2 Y10.1 E.03\n" * 1_000_000
    incoming = builders.an_incoming_file(
        shop, builders.a_file_with(data, {"Metadata/plate_1.gcode": endless})
    )

    def reader(read: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        timeout_s = 0.1 if args[2:] == (None,) else 30.0
        return SandboxedReader(sandbox, timeout_s=timeout_s)(read, *args, **kwargs)

    with Sandbox(processes=1, memory_mb=1024) as sandbox:
        done = process(shop, incoming.id, reader)
    saved = accept(shop, done.id, FormValues())

    note = "No split of the grams: Reading the file was given up. It took more than 0.1 seconds."
    assert {"where": "gcode", "message": note} in done.summary["findings"]
    assert saved is not None
    need = catalog.model_by_id(shop, saved.model_id).variants[0].plates[0].requirements[0]
    assert (need.used_g, need.split_known) == (Decimal("10.00"), False)
    assert catalog.file_report(shop, saved.variant_id).report["plates"][0]["split_notes"] == [note]
    assert not catalog.is_split_awaited(shop, saved.variant_id)


def a_png(*, side_px: int = 128) -> bytes:
    written = BytesIO()
    Image.new("RGBA", (side_px, side_px), "red").save(written, "PNG")
    return written.getvalue()


def test_filaments_are_matched_with_what_was_chosen_before(shop: Shop) -> None:
    chosen = builders.a_filament(shop, color_hex="#FF0000", slicer_name="Other")
    first = builders.a_processed_file(shop)
    words = matching.words_of(draft_of(shop, first.id).variant.plates[0].requirements[0])
    accept(
        shop, first.id, FormValues(filaments=(FilamentChoice(words=words, filament_id=chosen.id),))
    )

    second = builders.a_processed_file(shop, builders.a_sliced_file("Bowl"), "bowl.gcode.3mf")

    need = draft_of(shop, second.id).variant.plates[0].requirements[0]
    assert need.filament_id == chosen.id
