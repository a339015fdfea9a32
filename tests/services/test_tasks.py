"""What the worker does for a shop."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from printshop.database_urls import DatabaseUrls
from printshop.errors import NotFoundError
from printshop.platform.partials import PartialsHome
from printshop.services import catalog, uploads
from printshop.services.incoming import tending
from printshop.services.shop import Premises, Shop
from printshop.services.tasks import build_tasks, hourly_upkeep_of
from tests import builders
from tests.conftest import a_person


def test_a_verification_runs_in_the_shop_that_the_job_names(
    premises: Premises, shop: Shop, real_3mf: Path
) -> None:
    data = (real_3mf / "maziggy__bambuddy__5f74f452__Cube.3mf").read_bytes()
    draft = uploads.read(shop, "cube.3mf", data)
    saved = uploads.save(shop, draft, data, model=draft.model, variant=draft.variant)
    file_id = catalog.model_by_id(shop, saved.model_id).variants[0].source_file_id

    build_tasks(premises)["verify_file"](user_id=str(shop.user_id), file_id=str(file_id))

    with shop.unit_of_work() as uow:
        assert file_id is not None
        assert uow.files.get(file_id).verified_at is not None


def test_a_file_that_is_gone_needs_no_verification(premises: Premises, shop: Shop) -> None:
    verify_file = build_tasks(premises)["verify_file"]

    assert verify_file(user_id=str(shop.user_id), file_id=str(uuid4())) is None


def test_a_file_on_its_way_is_processed_in_the_shop_that_the_job_names(
    premises: Premises, shop: Shop
) -> None:
    incoming = builders.an_incoming_file(shop)

    build_tasks(premises)["process_incoming"](
        user_id=str(shop.user_id), incoming_id=str(incoming.id)
    )

    assert tending.status(shop, incoming.id).status == "completed"


def test_a_file_that_was_forgotten_needs_no_processing(premises: Premises, shop: Shop) -> None:
    process_incoming = build_tasks(premises)["process_incoming"]

    assert process_incoming(user_id=str(shop.user_id), incoming_id=str(uuid4())) is None


def test_what_ended_long_ago_is_looked_for_once_an_hour_and_not_at_every_upkeep(
    own_urls: DatabaseUrls, tmp_path: Path
) -> None:
    with (
        closing(Premises.open(own_urls.app, Path("unused"))) as premises,
        closing(Premises.open(own_urls.worker, Path("unused"))) as worker,
    ):
        shop = premises.sign_in(a_person())
        partials = PartialsHome(tmp_path)
        upkeep = hourly_upkeep_of(worker, partials, grace=timedelta(hours=24))
        for chore in upkeep:
            chore()
        with shop.unit_of_work() as uow:
            nobodys = uow.files.add(
                sha256="0" * 64, size_bytes=1, name="a.3mf", storage_key="sha256/00"
            )
            uow.commit()
        for chore in upkeep:
            chore()

        with shop.unit_of_work() as uow:
            assert uow.files.get(nobodys.id) == nobodys
        for chore in hourly_upkeep_of(worker, partials, grace=timedelta(hours=24)):
            chore()

        with shop.unit_of_work() as uow, pytest.raises(NotFoundError):
            uow.files.get(nobodys.id)
