"""The grams of a file told apart: once, kept with it, and never over what a person said."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import update

from printshop.bambu.split.split_record import SPLIT_RULES
from printshop.domain.catalog import (
    GramSource,
    PlateNumbers,
    PlateUpdate,
    Requirement,
    Variant,
    VariantUpdate,
)
from printshop.domain.print_queue import CompleteJob
from printshop.errors import NotFoundError, StorageError
from printshop.platform.postgres import LocalPostgres
from printshop.repo.files import FileRecord
from printshop.repo.tables import filament_requirements as requirements
from printshop.repo.tables import files
from printshop.services import catalog, printing, splits, uploads
from printshop.services.demo.noting_store import NotingStore
from printshop.services.drafts import Draft
from printshop.services.shop import Premises, Shop
from printshop.services.tasks import build_tasks
from tests import builders

FOUR_COLORS = "maziggy__bambuddy__7fc28d76__X1E_4_Color_AMS_Test.gcode.3mf"

Parts = tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]


class AwayStore(NotingStore):
    """A store that lists its files and gives none."""

    def open(self, key: str) -> BinaryIO:
        assert self.exists(key)
        raise StorageError("The store does not answer.")


def drop(shop: Shop, data: bytes, name: str = "vase.gcode.3mf") -> Draft:
    return uploads.read(shop, name, data)


def save(shop: Shop, draft: Draft, data: bytes) -> Variant:
    saved = uploads.save(shop, draft, data, model=draft.model, variant=draft.variant)
    with shop.unit_of_work() as uow:
        return uow.variants.get(saved.variant_id)


def saved_unsplit(shop: Shop, *, used_g: str = "10.00") -> Variant:
    """Save a file before its gcode was walked, as a large one is."""
    data = builders.a_sliced_file(uuid4().hex, used_g=used_g)
    return save(shop, drop(shop, data), data)


def file_of(shop: Shop, variant: Variant) -> FileRecord:
    assert variant.source_file_id is not None
    with shop.unit_of_work() as uow:
        return uow.files.get(variant.source_file_id)


def split(shop: Shop, variant: Variant) -> Variant:
    splits.split_file(shop, file_of(shop, variant).id)
    return stored(shop, variant)


def stored(shop: Shop, variant: Variant) -> Variant:
    with shop.unit_of_work() as uow:
        return uow.variants.get(variant.id)


def need_of(variant: Variant) -> Requirement:
    return variant.plates[0].requirements[0]


def parts_of(need: Requirement) -> Parts:
    return (need.model_g, need.waste_g, need.purge_g, need.support_g)


def notes_of(shop: Shop, variant: Variant) -> list[str]:
    plates: list[dict[str, Any]] = catalog.file_report(shop, variant.id).report["plates"]
    return [note for plate in plates for note in plate["split_notes"]]


def queued(database: LocalPostgres, file_id: UUID) -> list[str]:
    with psycopg.connect(database.urls.owner) as connection:
        rows = connection.execute(
            "SELECT status::text FROM procrastinate.procrastinate_jobs"
            " WHERE task_name = 'split_file' AND args ->> 'file_id' = %s",
            [str(file_id)],
        ).fetchall()
    return [row[0] for row in rows]


APART: Parts = (Decimal("8.00"), Decimal("2.00"), Decimal("0.00"), Decimal("1.50"))
TOGETHER: Parts = (Decimal("10.00"), None, None, None)


def test_a_file_is_read_at_once_and_its_grams_are_told_apart_afterwards(shop: Shop) -> None:
    data = builders.a_sliced_file()

    draft = drop(shop, data)
    apart = splits.split_draft(draft, data)

    first, then = (d.variant.plates[0].requirements[0] for d in (draft, apart))
    assert (first.source, first.split_known) == (GramSource.SLICE_INFO, False)
    assert (first.model_g, first.waste_g) == (Decimal("10.00"), None)
    assert (then.source, then.split_known) == (GramSource.GCODE, True)
    assert (then.model_g, then.waste_g, then.purge_g) == APART[:3]
    assert (then.support_g, then.tower_g) == (Decimal("1.50"), Decimal("0.50"))
    assert draft.split is None
    assert apart.split is not None


def test_parts_of_several_real_colors_add_up_to_what_the_slicer_says(
    shop: Shop, real_3mf: Path
) -> None:
    data = (real_3mf / FOUR_COLORS).read_bytes()

    draft = splits.split_draft(drop(shop, data, FOUR_COLORS), data)

    needs = draft.variant.plates[0].requirements
    assert [need.used_g for need in needs] == [
        Decimal("5.28"),
        Decimal("2.26"),
        Decimal("6.08"),
        Decimal("3.88"),
    ]
    assert {need.source for need in needs} == {GramSource.GCODE}
    assert all(need.purge_g for need in needs)


def test_what_one_shop_read_is_not_told_another(shop: Shop, other_shop: Shop) -> None:
    data = builders.a_sliced_file()
    save(shop, splits.split_draft(drop(shop, data), data), data)

    assert drop(other_shop, data).split is None


def test_a_file_told_apart_by_the_worker_is_read_with_its_split(shop: Shop) -> None:
    data = builders.a_sliced_file(uuid4().hex)
    variant = save(shop, drop(shop, data), data)
    split(shop, variant)

    again = drop(shop, data)

    assert again.split is not None
    assert again.variant.plates[0].requirements[0].source is GramSource.GCODE


def test_a_project_has_nothing_to_be_told_apart(shop: Shop, real_3mf: Path) -> None:
    name = "maziggy__bambuddy__5f74f452__Cube.3mf"
    data = (real_3mf / name).read_bytes()

    draft = drop(shop, data, name)
    variant = save(shop, draft, data)

    assert draft.split is not None
    assert not catalog.file_report(shop, variant.id).is_split_awaited


def test_an_estimate_that_needs_no_gcode_is_there_at_once(shop: Shop, real_3mf: Path) -> None:
    name = "depoll__LANbu-Handy__71f8dda6__realistic-multiplate-test.3mf"
    data = (real_3mf / name).read_bytes()

    draft = drop(shop, data, name)

    single, several = (plate.requirements for plate in draft.variant.plates[:2])
    assert draft.split is not None
    assert (single[0].source, single[0].split_known) == (GramSource.ESTIMATE, True)
    assert (single[0].model_g, single[0].waste_g) == (Decimal("9.60"), 0)
    assert {(need.source, need.split_known) for need in several} == {(GramSource.SLICE_INFO, False)}
    assert draft.content.plates[1].split_notes


def test_a_draft_that_was_told_apart_is_saved_so_and_leaves_nothing_to_the_worker(
    shop: Shop, database: LocalPostgres
) -> None:
    data = builders.a_sliced_file(uuid4().hex)

    variant = save(shop, splits.split_draft(drop(shop, data), data), data)

    file = file_of(shop, variant)
    assert parts_of(need_of(variant)) == APART
    assert file.split is not None
    assert file.split_rules == SPLIT_RULES
    assert queued(database, file.id) == []
    assert catalog.file_report(shop, variant.id).report["plates"][0]["filaments"][0]["tower_g"]


def test_a_draft_saved_before_it_was_told_apart_is_left_to_the_worker(
    shop: Shop, premises: Premises, database: LocalPostgres
) -> None:
    variant = saved_unsplit(shop)
    file = file_of(shop, variant)
    before = parts_of(need_of(variant))
    awaited = catalog.file_report(shop, variant.id).is_split_awaited
    waiting = queued(database, file.id)

    build_tasks(premises)["split_file"](user_id=str(shop.user_id), file_id=str(file.id))

    after = need_of(stored(shop, variant))
    assert (before, awaited, waiting) == (TOGETHER, True, ["todo"])
    assert parts_of(after) == APART
    assert (after.source, after.split_known) == (GramSource.GCODE, True)
    assert not catalog.file_report(shop, variant.id).is_split_awaited


def test_telling_apart_twice_gives_the_same(shop: Shop) -> None:
    variant = split(shop, saved_unsplit(shop))
    report = catalog.file_report(shop, variant.id)

    again = split(shop, variant)

    assert again.plates == variant.plates
    assert catalog.file_report(shop, variant.id) == report


def test_two_workers_on_one_file_give_what_one_gives(shop: Shop) -> None:
    variant = saved_unsplit(shop)
    file_id = file_of(shop, variant).id

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: splits.split_file(shop, file_id), range(2)))

    assert parts_of(need_of(stored(shop, variant))) == APART


def test_grams_that_a_person_said_before_the_split_came_stay(shop: Shop) -> None:
    variant = saved_unsplit(shop)
    said = PlateUpdate(numbers=PlateNumbers(print_time_s=60, grams={1: Decimal("12.34")}))
    catalog.update_plate(shop, variant.plates[0].id, said)

    after = need_of(split(shop, variant))

    assert (after.used_g, after.source, after.split_known) == (
        Decimal("12.34"),
        GramSource.MANUAL,
        False,
    )


def test_grams_that_a_person_says_after_the_split_are_one_sum_again(shop: Shop) -> None:
    variant = split(shop, saved_unsplit(shop))
    said = PlateUpdate(numbers=PlateNumbers(print_time_s=60, grams={1: Decimal("12.34")}))

    plate = catalog.update_plate(shop, variant.plates[0].id, said)

    assert parts_of(plate.requirements[0]) == (Decimal("12.34"), 0, 0, None)
    assert not plate.requirements[0].split_known
    assert parts_of(need_of(split(shop, variant))) == (Decimal("12.34"), 0, 0, None)


def test_grams_said_while_the_split_comes_never_deadlock_and_win(shop: Shop) -> None:
    variants = [saved_unsplit(shop) for _ in range(6)]
    said = PlateUpdate(numbers=PlateNumbers(print_time_s=60, grams={1: Decimal("12.34")}))

    with ThreadPoolExecutor(4) as pool:
        both = [
            pool.submit(step)
            for v in variants
            for step in (
                lambda v=v: split(shop, v),
                lambda v=v: catalog.update_plate(shop, v.plates[0].id, said),
            )
        ]
        [done.result(timeout=30) for done in both]

    assert {need_of(stored(shop, v)).used_g for v in variants} == {Decimal("12.34")}


def test_name_and_notes_of_a_person_stay(shop: Shop) -> None:
    variant = saved_unsplit(shop)
    catalog.update_variant(shop, variant.id, VariantUpdate(name="Mine", notes="0.28 mm"))

    after = split(shop, variant)

    assert (after.name, after.notes) == ("Mine", "0.28 mm")


def test_the_worker_leaves_the_pictures_of_a_report_alone(shop: Shop, real_3mf: Path) -> None:
    data = (real_3mf / FOUR_COLORS).read_bytes()
    variant = save(shop, drop(shop, data), data)
    before = catalog.file_report(shop, variant.id).report

    split(shop, variant)

    after = catalog.file_report(shop, variant.id).report
    assert before["plates"][0]["thumbnail"] == "Metadata/plate_1.png"
    assert after["plates"][0]["thumbnail"] == "Metadata/plate_1.png"
    assert after["pictures"] == before["pictures"]


def test_grams_that_only_the_gcode_knows_are_filled_in_by_the_worker(shop: Shop) -> None:
    variant = saved_unsplit(shop)
    with shop.unit_of_work() as uow:
        uow.connection.execute(
            update(requirements)
            .where(requirements.c.id == need_of(variant).id)
            .values(usage_model_g=None, source=GramSource.MANUAL)
        )
        uow.commit()

    need = need_of(split(shop, variant))

    assert (need.used_g, need.waste_g, need.source) == (
        Decimal("10.00"),
        Decimal("2.00"),
        GramSource.GCODE,
    )


def test_a_file_mended_while_its_damage_is_noted_is_still_told_apart(
    shop: Shop, database: LocalPostgres
) -> None:
    variant = saved_unsplit(shop)
    file = file_of(shop, variant)
    with shop.store.open(file.storage_key) as stream:
        data = stream.read()
    spoil(shop, variant, "cut")
    split(shop, variant)

    drop(shop, data)

    assert file_of(shop, variant).split_rules is None
    assert queued(database, file.id) != []


@pytest.mark.parametrize("how", ["cut", "removed"])
def test_a_file_that_cannot_be_read_keeps_its_sums_and_says_why_once(shop: Shop, how: str) -> None:
    variant = saved_unsplit(shop)
    spoil(shop, variant, how)

    after = split(shop, variant)
    split(shop, variant)

    file = file_of(shop, variant)
    assert parts_of(need_of(after)) == TOGETHER
    assert notes_of(shop, variant) == [
        "No split of the grams: The stored file is missing or damaged: upload it again."
    ]
    assert (file.split, file.split_rules) == (None, SPLIT_RULES)
    assert not catalog.file_report(shop, variant.id).is_split_awaited


def test_a_store_that_does_not_answer_is_noted_and_tried_again(shop: Shop) -> None:
    variant = saved_unsplit(shop)
    file_id = file_of(shop, variant).id
    without_store = replace(shop, store=AwayStore(shop.store))

    with pytest.raises(StorageError):
        splits.split_file(without_store, file_id)
    noted = notes_of(shop, variant)
    splits.split_file(shop, file_id)

    assert noted == ["No split of the grams: The store does not answer."]
    assert notes_of(shop, variant) == []
    assert parts_of(need_of(stored(shop, variant))) == APART


def test_a_split_that_is_there_outlives_its_file(shop: Shop) -> None:
    variant = split(shop, saved_unsplit(shop))
    spoil(shop, variant, "removed")

    after = split(shop, variant)

    assert parts_of(need_of(after)) == APART
    assert file_of(shop, variant).split is not None
    assert notes_of(shop, variant) == []


@pytest.mark.parametrize("how", ["cut", "removed", "changed"])
def test_a_file_that_was_mended_is_told_apart_after_all(shop: Shop, how: str) -> None:
    data = builders.a_sliced_file(uuid4().hex)
    variant = save(shop, drop(shop, data), data)
    spoil(shop, variant, how)
    split(shop, variant)

    drop(shop, data)

    assert catalog.file_report(shop, variant.id).is_split_awaited
    assert parts_of(need_of(split(shop, variant))) == APART
    assert notes_of(shop, variant) == []


def test_a_file_that_is_gone_needs_no_split(premises: Premises, shop: Shop) -> None:
    assert (
        build_tasks(premises)["split_file"](user_id=str(shop.user_id), file_id=str(uuid4())) is None
    )


def test_a_file_of_another_shop_is_not_told_apart(shop: Shop, other_shop: Shop) -> None:
    variant = saved_unsplit(shop)

    with pytest.raises(NotFoundError):
        splits.split_file(other_shop, file_of(shop, variant).id)


def test_better_rules_compute_a_split_anew(shop: Shop) -> None:
    data = builders.a_sliced_file(uuid4().hex)
    variant = save(shop, drop(shop, data), data)
    split(shop, variant)
    outdate(shop, variant)

    pending = drop(shop, data).split is None
    split(shop, variant)

    file = file_of(shop, variant)
    assert pending
    assert file.split is not None
    assert (file.split["rules"], file.split_rules) == (SPLIT_RULES, SPLIT_RULES)


def test_the_split_of_a_print_is_booked_as_one_sum(shop: Shop) -> None:
    black = builders.a_filament(shop, bambu_id="GFA00")
    spool = builders.a_spool(shop, black, "100")
    variant = split(shop, saved_unsplit(shop))
    job = builders.a_printing_job(shop, variant, builders.a_printer(shop))

    printing.complete(shop, CompleteJob(job_id=job.id), as_of=builders.MONDAY_NOON)

    assert need_of(variant).filament_id == black.id
    assert builders.grams_on(shop, spool) == Decimal("90.00")


def test_two_versions_are_compared_by_their_settings(shop: Shop) -> None:
    one = saved_unsplit(shop)
    other = saved_unsplit(shop)
    with shop.unit_of_work() as uow:
        metadata = uow.variants.metadata(other.id)
        changed = metadata["rawMetadata"] | {"layer_height": "0.28"}
        uow.variants.set_metadata(other.id, metadata | {"rawMetadata": changed})
        uow.commit()

    found = catalog.settings_diff(shop, one.id, other.id)

    assert [(d.key, d.left, d.right) for d in found] == [("layer_height", "0.2", "0.28")]
    assert catalog.settings_diff(shop, one.id, one.id) == ()


def outdate(shop: Shop, variant: Variant) -> None:
    """As if older rules had told the variant's file apart."""
    file = file_of(shop, variant)
    assert file.split is not None
    older = file.split | {"rules": SPLIT_RULES - 1}
    with shop.unit_of_work() as uow:
        uow.connection.execute(
            update(files)
            .where(files.c.id == file.id)
            .values(split=older, split_rules=SPLIT_RULES - 1)
        )
        uow.commit()


def spoil(shop: Shop, variant: Variant, how: str) -> None:
    """Do to the stored bytes what disks and people do."""
    with shop.store.open(file_of(shop, variant).storage_key) as stream:
        path = Path(stream.name)
        whole = stream.read()
    path.unlink()
    if how == "cut":
        path.write_bytes(whole[: len(whole) // 2])
    if how == "changed":
        other = builders.a_sliced_file(uuid4().hex, used_g="20.00")
        path.write_bytes(other)
