"""Every stored file is read again: what is found missing, damaged, unreadable, unknown."""

from pathlib import Path
from uuid import uuid4

from printshop.domain.incoming import IncomingSource, NewIncoming
from printshop.services import uploads
from printshop.services.file_check import CheckCount, check_files
from printshop.services.incoming.arrival import announce
from printshop.services.shop import Shop
from tests import builders

DATA = builders.a_sliced_file("Vase")


def saved(shop: Shop) -> tuple[str, str]:
    """Save a file; its key and that of its picture or an unrelated stored one."""
    draft = uploads.read(shop, "vase.gcode.3mf", DATA)
    uploads.save(shop, draft, DATA, model=draft.model, variant=draft.variant)
    with shop.unit_of_work() as uow:
        (record,) = uow.files.all()
    return record.storage_key, str(record.id)


def stored_path(shop: Shop, key: str) -> Path:
    with shop.store.local_path(key) as path:
        return path


def test_a_shop_whose_files_are_whole_has_no_faults_and_they_are_noted_as_verified(
    shop: Shop,
) -> None:
    saved(shop)
    count = CheckCount()

    faults = list(check_files(shop, count))

    assert faults == []
    assert count.n_files >= 1
    assert count.size_bytes >= len(DATA)
    with shop.unit_of_work() as uow:
        (record,) = uow.files.all()
    assert record.verified_at is not None
    assert record.damaged_at is None


def test_a_file_that_is_on_its_way_to_a_bucket_is_no_fault(shop: Shop) -> None:
    saved(shop)
    new = NewIncoming(
        batch_id=uuid4(), source=IncomingSource.BROWSER, name="vase.gcode.3mf", size_bytes=1
    )
    with shop.unit_of_work() as uow:
        incoming = announce(uow, new, outline=None)
        uow.incoming.change(incoming.id, transfer={"key": f"incoming/{uuid4().hex}"})
        uow.commit()

    assert list(check_files(shop, CheckCount())) == []


def test_a_file_whose_bytes_changed_is_damaged_and_noted(shop: Shop) -> None:
    key, _ = saved(shop)
    stored_path(shop, key).write_bytes(b"x" * len(DATA))

    (fault,) = check_files(shop, CheckCount())

    assert fault.sentence == (
        f"vase.gcode.3mf ({key}) is damaged in the store. Drop the file again, or restore it."
    )
    with shop.unit_of_work() as uow:
        assert uow.files.all()[0].damaged_at is not None


def test_a_file_that_is_gone_is_missing_and_noted(shop: Shop) -> None:
    key, _ = saved(shop)
    shop.store.delete(key)

    (fault,) = check_files(shop, CheckCount())

    assert fault.sentence == (
        f"vase.gcode.3mf ({key}) is missing in the store. Drop the file again, or restore it."
    )
    with shop.unit_of_work() as uow:
        assert uow.files.all()[0].damaged_at is not None


def test_a_file_that_nothing_names_is_told_and_left(shop: Shop) -> None:
    key = shop.store.put(b"left by a save that was cut").key

    (fault,) = check_files(shop, CheckCount())

    assert (fault.kind, fault.sentence) == (
        "unknown",
        f"{key} belongs to nothing and is removed after the grace time.",
    )
    assert shop.store.exists(key)


def test_a_row_that_names_no_possible_file_does_not_hide_what_is_wrong_with_others(
    shop: Shop,
) -> None:
    key, _ = saved(shop)
    shop.store.delete(key)
    with shop.unit_of_work() as uow:
        uow.files.add(sha256="a" * 64, size_bytes=1, name="odd.3mf", storage_key="k")
        uow.commit()

    faults = list(check_files(shop, CheckCount()))

    assert [(fault.kind, fault.key) for fault in faults] == [("unreadable", "k"), ("missing", key)]
    assert faults[0].sentence == (
        "odd.3mf (k) could not be read this time. 'k' is not a key of the file store."
    )
