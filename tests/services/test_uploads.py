"""Dropped files: what is proposed, and that saving happens once and whole."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import func, select

from printshop.domain.catalog import GramSource, NewModel
from printshop.domain.catalog_query import CatalogQuery
from printshop.errors import StorageError, ThreeMFError
from printshop.repo.tables import files
from printshop.services import catalog, stock, uploads, verification
from printshop.services.demo import remove_demo
from printshop.services.drafts import Draft, SavedUpload
from printshop.services.shop import Shop
from tests import builders
from tests.three_mf_fixtures import fixture_3mf

FOUR_COLORS = "maziggy__bambuddy__7fc28d76__X1E_4_Color_AMS_Test.gcode.3mf"
UNSLICED = "maziggy__bambuddy__5f74f452__Cube.3mf"
GENERIC = "3MFConsortium__3mf-samples__box.3mf"


def drop(shop: Shop, folder: Path, name: str) -> tuple[Draft, bytes]:
    data = (folder / name).read_bytes()
    return uploads.read(shop, name, data), data


def save_as_proposed(shop: Shop, draft: Draft, data: bytes) -> SavedUpload:
    return uploads.save(
        shop,
        draft,
        data,
        model=draft.model,
        variant=draft.variant,
        new_filaments=draft.new_filaments,
    )


def test_a_sliced_file_proposes_its_plates_grams_and_time(shop: Shop, real_3mf: Path) -> None:
    draft, _ = drop(shop, real_3mf, FOUR_COLORS)

    plate = draft.variant.plates[0]
    assert draft.model.name == "maziggy bambuddy 7fc28d76 X1E 4 Color AMS Test"
    assert plate.print_time_s == 4223
    assert [need.used_g for need in plate.requirements] == [
        Decimal("5.28"),
        Decimal("2.26"),
        Decimal("6.08"),
        Decimal("3.88"),
    ]
    assert draft.thumbnails[1][:4] == b"RIFF"


def test_saving_creates_model_variant_plates_requirements_and_keeps_the_bytes(
    shop: Shop, real_3mf: Path
) -> None:
    draft, data = drop(shop, real_3mf, FOUR_COLORS)

    saved = save_as_proposed(shop, draft, data)

    stored = catalog.model_by_id(shop, saved.model_id)
    variant = stored.variants[0]
    with shop.unit_of_work() as uow:
        file = uow.files.get(variant.source_file_id)  # ty: ignore[invalid-argument-type]
    with shop.store.open(file.storage_key) as stream:
        assert sha256(stream.read()).hexdigest() == draft.sha256
    assert stored.model.name == draft.model.name
    assert [need.used_g for need in variant.plates[0].requirements] == [
        need.used_g for need in draft.variant.plates[0].requirements
    ]
    assert all(need.filament_id for need in variant.plates[0].requirements)
    assert catalog.picture(shop, str(variant.plates[0].thumbnail_key)) == draft.thumbnails[1]


def test_the_settings_of_the_slicer_are_kept(shop: Shop, real_3mf: Path) -> None:
    draft, data = drop(shop, real_3mf, FOUR_COLORS)
    saved = save_as_proposed(shop, draft, data)

    stored = catalog.file_report(shop, saved.variant_id)

    assert stored.settings["printer_model"] == "Bambu Lab X1E"
    assert stored.report["printer_model"] == "Bambu Lab X1E"


def test_the_same_bytes_again_say_where_they_are_already(shop: Shop, real_3mf: Path) -> None:
    draft, data = drop(shop, real_3mf, FOUR_COLORS)
    saved = save_as_proposed(shop, draft, data)

    again = uploads.read(shop, "renamed.gcode.3mf", data)

    assert again.existing is not None
    assert again.existing.variant_id == saved.variant_id
    assert again.existing.label == f"{draft.model.name}, version 1"
    assert save_as_proposed(shop, again, data).already_there


def test_four_browsers_that_save_the_same_file_at_once_save_it_once(
    shop: Shop, real_3mf: Path
) -> None:
    draft, data = drop(shop, real_3mf, FOUR_COLORS)

    with ThreadPoolExecutor(4) as pool:
        saved = list(pool.map(lambda _: save_as_proposed(shop, draft, data), range(4)))

    assert {upload.variant_id for upload in saved} == {saved[0].variant_id}
    assert [upload.already_there for upload in saved].count(False) == 1
    assert catalog.list_models(shop, CatalogQuery()).total == 1


def test_a_changed_file_of_a_known_name_proposes_the_next_version(
    shop: Shop, real_3mf: Path
) -> None:
    draft, data = drop(shop, real_3mf, FOUR_COLORS)
    first = save_as_proposed(shop, draft, data)
    other = (real_3mf / UNSLICED).read_bytes()

    changed = uploads.read(shop, FOUR_COLORS, other)
    assert changed.newer_of is not None
    saved = uploads.save(
        shop,
        changed,
        other,
        model=changed.model,
        variant=changed.variant,
        model_id=changed.newer_of.model_id,
    )

    assert (changed.newer_of.model_id, changed.newer_of.next_version) == (first.model_id, 2)
    versions = catalog.model_by_id(shop, first.model_id).variants
    assert [variant.version for variant in versions] == [2, 1]
    assert versions[0].previous_variant_id == first.variant_id
    assert saved.variant_id == versions[0].id


@pytest.mark.parametrize("name", [UNSLICED, GENERIC])
def test_a_file_that_was_not_sliced_is_accepted_and_asks_for_grams(
    shop: Shop, real_3mf: Path, name: str
) -> None:
    draft, data = drop(shop, real_3mf, name)

    saved = save_as_proposed(shop, draft, data)

    plate = draft.variant.plates[0]
    assert plate.print_time_s is None
    assert {need.used_g for need in plate.requirements} == {None}
    assert {need.source for need in plate.requirements} == {GramSource.MANUAL}
    assert catalog.check_feasibility(shop, saved.variant_id).state == "unknown"


def test_a_filament_the_shop_has_is_matched_without_asking(shop: Shop, real_3mf: Path) -> None:
    black = builders.a_filament(shop, color_hex="#000000", bambu_id="GFA00")

    draft, _ = drop(shop, real_3mf, FOUR_COLORS)

    matched = [need.filament_id for need in draft.variant.plates[0].requirements]
    assert matched == [None, black.id, None, None]


def test_a_filament_created_while_saving_is_not_created_twice(shop: Shop, real_3mf: Path) -> None:
    draft, data = drop(shop, real_3mf, FOUR_COLORS)
    one = next(iter(draft.new_filaments.values()))

    uploads.save(
        shop,
        draft,
        data,
        model=draft.model,
        variant=draft.variant,
        new_filaments=dict.fromkeys(draft.new_filaments, one),
    )

    assert [s.filament.label for s in stock.list_filaments(shop)] == ["Bambu Lab PLA Basic Grey"]


def test_a_save_that_fails_leaves_no_row_behind(shop: Shop, real_3mf: Path) -> None:
    draft, data = drop(shop, real_3mf, FOUR_COLORS)
    gone = builders.a_filament(shop).id
    plate = draft.variant.plates[0]
    need = plate.requirements[0].model_copy(update={"filament_id": shop.user_id})
    broken = draft.variant.model_copy(
        update={"plates": (plate.model_copy(update={"requirements": (need,)}),)}
    )

    with pytest.raises(Exception, match="There is no"):
        uploads.save(shop, draft, data, model=draft.model, variant=broken)

    with shop.unit_of_work() as uow:
        n_files = uow.connection.scalar(select(func.count()).select_from(files))
        assert (uow.models.count(), n_files) == (0, 0)
    assert gone


@pytest.mark.parametrize(
    "data", [b"", b"<html><body>404</body></html>", b"PK\x03\x04 cut off"], ids=str
)
def test_a_file_that_is_none_is_refused_in_one_sentence_and_nothing_is_saved(
    shop: Shop, data: bytes
) -> None:
    with pytest.raises(ThreeMFError) as caught:
        uploads.read(shop, "broken.3mf", data)

    assert "broken.3mf" in caught.value.message
    assert "\n" not in caught.value.message
    assert shop.is_empty()


def test_the_worker_finds_a_stored_file_whole(shop: Shop, real_3mf: Path) -> None:
    draft, data = drop(shop, real_3mf, UNSLICED)
    saved = save_as_proposed(shop, draft, data)
    file_id = catalog.model_by_id(shop, saved.model_id).variants[0].source_file_id
    assert file_id is not None

    assert verification.verify_file(shop, file_id)

    with shop.unit_of_work() as uow:
        assert uow.files.get(file_id).verified_at is not None


@pytest.mark.parametrize("how", ["changed", "removed"])
def test_the_worker_notices_a_file_that_is_not_on_the_disk_as_it_was_dropped(
    shop: Shop, real_3mf: Path, how: str
) -> None:
    draft, data = drop(shop, real_3mf, UNSLICED)
    saved = save_as_proposed(shop, draft, data)
    file_id = catalog.model_by_id(shop, saved.model_id).variants[0].source_file_id
    assert file_id is not None
    with shop.unit_of_work() as uow:
        key = uow.files.get(file_id).storage_key
    with shop.store.open(key) as stream:
        path = Path(stream.name)
    if how == "changed":
        path.write_bytes(data[:-1])
    else:
        path.unlink()

    assert not verification.verify_file(shop, file_id)

    with shop.unit_of_work() as uow:
        assert uow.files.get(file_id).damaged_at is not None


def test_names_that_a_stranger_chose_are_kept_as_text(shop: Shop, real_3mf: Path) -> None:
    data = (real_3mf / UNSLICED).read_bytes()

    draft = uploads.read(shop, "../../etc/![x](http://evil)\x00.3mf", data)
    saved = uploads.save(
        shop,
        draft,
        data,
        model=NewModel(name=draft.model.name),
        variant=draft.variant,
    )

    assert draft.file_name == "evil).3mf"
    assert catalog.model_by_id(shop, saved.model_id).model.name == draft.model.name


def test_dropping_the_same_file_again_mends_what_was_found_damaged(
    shop: Shop, real_3mf: Path
) -> None:
    draft, data = drop(shop, real_3mf, UNSLICED)
    saved = save_as_proposed(shop, draft, data)
    file_id = catalog.model_by_id(shop, saved.model_id).variants[0].source_file_id
    assert file_id is not None
    with shop.unit_of_work() as uow:
        shop.store.delete(uow.files.get(file_id).storage_key)
    assert not verification.verify_file(shop, file_id)

    again = uploads.read(shop, UNSLICED, data)

    assert again.existing is not None
    assert verification.verify_file(shop, file_id)


def dropped_design(shop: Shop, name: str = "fox.3mf", *, more: bytes = b"") -> tuple[Draft, bytes]:
    data = fixture_3mf("makerworld_project").getvalue() + more
    return uploads.read(shop, name, data), data


def test_pictures_of_the_design_are_stored_with_the_model(shop: Shop) -> None:
    draft, data = dropped_design(shop)

    saved = save_as_proposed(shop, draft, data)

    keys = catalog.model_by_id(shop, saved.model_id).model.picture_keys
    assert draft.content.pictures
    assert [catalog.picture(shop, key) for key in keys] == [
        picture.image for picture in draft.content.pictures
    ]
    assert catalog.update_model(shop, saved.model_id, draft.model).picture_keys == keys


def test_the_next_version_adds_only_pictures_that_the_model_lacks(shop: Shop) -> None:
    draft, data = dropped_design(shop)
    saved = save_as_proposed(shop, draft, data)
    keys = catalog.model_by_id(shop, saved.model_id).model.picture_keys
    next_draft, next_data = dropped_design(shop, more=b"\n")

    uploads.save(
        shop,
        next_draft,
        next_data,
        model=next_draft.model,
        variant=next_draft.variant,
        model_id=saved.model_id,
    )

    assert catalog.model_by_id(shop, saved.model_id).model.picture_keys == keys


def test_a_model_without_a_plate_picture_is_shown_by_its_design(shop: Shop) -> None:
    draft, data = dropped_design(shop)
    saved = save_as_proposed(shop, replace(draft, thumbnails={}), data)

    (card,) = catalog.list_models(shop, CatalogQuery()).models

    assert card.thumbnail_key == card.model.picture_keys[0]
    assert card.model.id == saved.model_id


def test_pictures_of_the_demo_go_with_it_and_those_of_the_shop_stay(shop: Shop) -> None:
    draft, data = dropped_design(shop)
    uploads.save(shop, draft, data, model=draft.model, variant=draft.variant, is_demo=True)
    (card,) = catalog.list_models(shop, CatalogQuery()).models
    keys = set(card.model.picture_keys)

    with shop.unit_of_work() as uow:
        assert keys <= uow.demo.storage_keys()
        assert not keys & uow.demo.unused(keys)
    remove_demo(shop)

    for key in keys:
        with pytest.raises(StorageError):
            catalog.picture(shop, key)
