"""An incoming file becomes a version of a model: once, and as it was said."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from printshop.domain.catalog_query import CatalogQuery
from printshop.domain.incoming import FilamentChoice, FormValues, IncomingStatus, ModelValues
from printshop.errors import IllegalTransitionError, NotFoundError, ThreeMFError
from printshop.services import catalog, matching, stock, uploads
from printshop.services.incoming import tending
from printshop.services.incoming.drafts import draft_of
from printshop.services.incoming.processing import process, read_here
from printshop.services.incoming.saving import accept, save_accepted
from printshop.services.shop import Shop
from tests import builders

TYPED = FormValues(model=ModelValues(name="Typed"))


def n_models(shop: Shop) -> int:
    return catalog.list_models(shop, CatalogQuery()).total


def test_a_file_that_two_people_accept_at_once_is_saved_once(shop: Shop) -> None:
    incoming = builders.a_processed_file(shop)

    with ThreadPoolExecutor(2) as pool:
        saved = list(pool.map(lambda _: accept(shop, incoming.id, TYPED), range(2)))

    assert {each.variant_id for each in saved if each} == {saved[0].variant_id if saved[0] else 0}
    assert sorted(each.already_there for each in saved if each) == [False, True]
    assert n_models(shop) == 1


def test_a_file_that_is_accepted_while_the_worker_ends_is_saved_once(shop: Shop) -> None:
    sent = [
        builders.an_incoming_file(shop, builders.a_sliced_file(f"V{n}"), f"v{n}.3mf")
        for n in range(4)
    ]

    with ThreadPoolExecutor(8) as pool:
        worker = pool.map(lambda file: process(shop, file.id, read_here), sent)
        person = pool.map(lambda file: accept(shop, file.id, FormValues()), sent)
        list(worker)
        list(person)

    with shop.unit_of_work() as uow:
        ended = uow.incoming.by_ids([incoming.id for incoming in sent])
    assert {incoming.status for incoming in ended} == {IncomingStatus.SAVED}
    assert n_models(shop) == 4


def test_a_file_that_was_saved_the_other_way_meanwhile_is_already_there(shop: Shop) -> None:
    data = builders.a_sliced_file()
    incoming = builders.a_processed_file(shop, data)
    draft = uploads.read(shop, "vase.gcode.3mf", data)
    other = uploads.save(shop, draft, data, model=draft.model, variant=draft.variant)

    saved = accept(shop, incoming.id, TYPED)

    assert saved is not None
    assert (saved.variant_id, saved.already_there) == (other.variant_id, True)
    assert n_models(shop) == 1


def test_a_saved_file_has_its_pictures_grams_and_split(shop: Shop) -> None:
    incoming = builders.a_processed_file(shop)

    saved = accept(shop, incoming.id, TYPED)

    assert saved is not None
    stored = catalog.model_by_id(shop, saved.model_id)
    need = stored.variants[0].plates[0].requirements[0]
    assert stored.model.name == "Typed"
    assert (need.split_known, str(need.waste_g)) == (True, "2.00")
    assert not catalog.is_split_awaited(shop, saved.variant_id)


def test_a_filament_that_was_chosen_by_hand_is_sure_the_next_time(shop: Shop) -> None:
    other = builders.a_filament(shop, color_hex="#FFFFFF")
    first = builders.a_processed_file(shop)
    words = matching.words_of(draft_of(shop, first.id).variant.plates[0].requirements[0])
    choice = FilamentChoice(words=words, filament_id=other.id)
    accept(shop, first.id, FormValues(filaments=(choice,)))

    second = builders.a_processed_file(shop, builders.a_sliced_file("Bowl"))

    draft = draft_of(shop, second.id)
    best = draft.candidates[1, 1][0]
    assert (best.filament.id, best.is_sure, best.reason) == (other.id, True, "chosen before")
    assert draft.variant.plates[0].requirements[0].filament_id == other.id


def test_a_filament_that_two_files_need_is_created_once(shop: Shop) -> None:
    sent = [
        builders.a_processed_file(shop, builders.a_sliced_file(f"V{n}"), f"v{n}.3mf")
        for n in range(4)
    ]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda file: accept(shop, file.id, FormValues()), sent))

    assert n_models(shop) == 4
    assert len(stock.list_filaments(shop)) == 1


def test_what_was_typed_is_kept_when_it_cannot_be_saved(shop: Shop) -> None:
    incoming = builders.a_processed_file(shop)
    said = FormValues(model_id=incoming.id)

    with pytest.raises(NotFoundError):
        accept(shop, incoming.id, said)

    with shop.unit_of_work() as uow:
        kept = uow.incoming.get(incoming.id)
    assert (kept.status, kept.form_values) == (IncomingStatus.REVIEW, said)
    assert n_models(shop) == 0


def test_a_file_that_did_not_arrive_yet_is_saved_later(shop: Shop) -> None:
    incoming = builders.an_incoming_file(shop)

    saved = accept(shop, incoming.id, TYPED)

    assert saved is None
    assert n_models(shop) == 0


def test_what_is_left_out_or_failed_is_not_saved(shop: Shop) -> None:
    left_out = builders.a_processed_file(shop)
    failed = builders.a_processed_file(shop, b"This is no archive.")
    tending.dismiss(shop, left_out.id)

    for incoming in (left_out, failed):
        with pytest.raises((IllegalTransitionError, ThreeMFError)):
            save_accepted(shop, incoming.id)

    assert n_models(shop) == 0
