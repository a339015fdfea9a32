"""Which stored files a sweep removes, in every kind of store, and which never."""

import os
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import insert

from printshop.config import load_settings
from printshop.database_urls import DatabaseUrls
from printshop.domain.incoming import IncomingSource, IncomingStatus
from printshop.errors import NotFoundError
from printshop.platform.files import LocalStores, Stores, Swept, stores
from printshop.platform.partials import PartialsHome
from printshop.platform.postgres import LocalPostgres
from printshop.repo.tables import processing_jobs
from printshop.services import orphans, uploads
from printshop.services.shop import Premises, Shop
from printshop.services.tasks import build_tasks, hourly_upkeep_of
from tests import builders
from tests.conftest import a_person

GRACE = timedelta(hours=24)


@pytest.fixture(params=["local", "s3"])
def stores_of_shops(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    if request.param == "local":
        yield LocalStores(tmp_path / "files")
        return
    opened = stores(load_settings(**request.getfixturevalue("s3_server").settings()))
    yield opened
    opened.close()


@pytest.fixture
def stored_shop(database: LocalPostgres, stores_of_shops: Stores) -> Iterator[Shop]:
    """A new shop whose files are in the store under test."""
    premises = Premises.open(database.urls.app, stores_of_shops)
    yield premises.sign_in(a_person())
    premises.close()


def tomorrow() -> datetime:
    """When everything that was stored just now is older than the grace time."""
    return datetime.now(UTC) + GRACE + timedelta(minutes=1)


def save(shop: Shop, data: bytes) -> None:
    draft = uploads.read(shop, "vase.gcode.3mf", data)
    uploads.save(shop, draft, data, model=draft.model, variant=draft.variant)


def test_what_a_save_left_that_did_not_end_goes_after_the_grace_time(stored_shop: Shop) -> None:
    save(stored_shop, builders.a_sliced_file())
    named = keys_of(stored_shop)
    left = stored_shop.store.put(b"a picture of a save that was cut").key

    at_once = orphans.sweep(stored_shop, grace=GRACE)
    kept = keys_of(stored_shop)
    later = orphans.sweep(stored_shop, grace=GRACE, as_of=tomorrow())

    assert (at_once.n_orphans, later.n_orphans) == (0, 1)
    assert kept == {*named, left}
    assert keys_of(stored_shop) == named


def test_a_file_of_a_model_stays_with_its_pictures_however_old(stored_shop: Shop) -> None:
    save(stored_shop, builders.a_sliced_file())
    before = keys_of(stored_shop)

    swept = orphans.sweep(stored_shop, grace=GRACE, as_of=tomorrow())

    assert swept.n_orphans == 0
    assert before
    assert keys_of(stored_shop) == before


def test_pictures_of_a_file_that_waits_for_its_review_stay(stored_shop: Shop) -> None:
    thumbnail, picture = stored_shop.store.put(b"thumbnail"), stored_shop.store.put(b"picture")
    with stored_shop.unit_of_work() as uow:
        uow.connection.execute(
            insert(processing_jobs).values(
                user_id=stored_shop.user_id,
                batch_id=uuid4(),
                source=IncomingSource.BROWSER,
                status=IncomingStatus.REVIEW,
                name="vase.3mf",
                size_bytes=1,
                thumbnail_keys={"1": thumbnail.key},
                picture_keys=[picture.key],
            )
        )
        uow.commit()

    orphans.sweep(stored_shop, grace=GRACE, as_of=tomorrow())

    assert keys_of(stored_shop) == {thumbnail.key, picture.key}


def test_a_save_that_meets_old_bytes_while_they_are_swept_keeps_them(stored_shop: Shop) -> None:
    data = builders.a_sliced_file("Vase")
    left = stored_shop.store.put(data).key
    grow_old(stored_shop, left)
    store = stored_shop.store

    class SlowSweep:
        """The store, in which a whole save happens after the sweep asked what is in use."""

        def sweep(self, *, older_than: datetime, in_use: Callable[[], Collection[str]]) -> Swept:
            def asked_then_saved() -> Collection[str]:
                used = in_use()
                save(stored_shop, data)
                return used

            return store.sweep(older_than=older_than, in_use=asked_then_saved)

    sweeping = Shop(stored_shop.database, SlowSweep(), stored_shop.user_id)  # ty: ignore[invalid-argument-type]
    # On the local disk the bytes have grown old; in the bucket time is moved on instead.
    as_of = None if store.direct is None else tomorrow()

    orphans.sweep(sweeping, grace=GRACE, as_of=as_of)

    with store.open(left) as file:
        assert file.read() == data


def test_a_shop_that_the_database_does_not_know_keeps_its_files(
    premises: Premises, shop: Shop
) -> None:
    stranger = premises.of_user(uuid4())
    stranger.store.put(b"of a database that was restored from an old backup")

    with pytest.raises(NotFoundError):
        orphans.sweep(stranger, grace=GRACE, as_of=tomorrow())

    assert len(keys_of(stranger)) == 1
    assert keys_of(shop) == set()


def test_the_worker_sweeps_every_shop_once_an_hour(own_urls: DatabaseUrls, tmp_path: Path) -> None:
    premises = Premises.open(own_urls.worker, tmp_path)
    shop = premises.sign_in(a_person())
    left = shop.store.put(b"left")
    grow_old(shop, left.key)
    upkeep = hourly_upkeep_of(premises, PartialsHome(tmp_path / "incoming"), grace=GRACE)

    for chore in (*upkeep, *upkeep):
        chore()
    queued = jobs_of(own_urls, shop)

    assert queued == [{"grace_s": "86400", "user_id": str(shop.user_id)}]
    build_tasks(premises)[orphans.TASK](**queued[0])
    assert keys_of(shop) == set()
    premises.close()


def keys_of(shop: Shop) -> set[str]:
    return {stored.key for stored in shop.store.keys()}  # noqa: SIM118 - a store is no mapping


def grow_old(shop: Shop, key: str) -> None:
    """Make a file two days old, where files are on this disk."""
    two_days_ago_s = (datetime.now(UTC) - timedelta(days=2)).timestamp()
    if shop.store.direct is None:
        with shop.store.local_path(key) as path:
            os.utime(path, (two_days_ago_s, two_days_ago_s))


def jobs_of(urls: DatabaseUrls, shop: Shop) -> list[dict[str, str]]:
    with psycopg.connect(urls.owner) as connection:
        found = connection.execute(
            "SELECT args FROM procrastinate.procrastinate_jobs"
            " WHERE task_name = 'sweep_files' AND args ->> 'user_id' = %s",
            [str(shop.user_id)],
        )
        return [row[0] for row in found.fetchall()]
