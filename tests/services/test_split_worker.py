"""The worker tells stored files apart: end to end, killed in the middle, and after an upgrade."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from printshop.bambu.split.split_record import SPLIT_RULES
from printshop.domain.catalog import Requirement, Variant
from printshop.errors import RepoError
from printshop.platform.postgres import LocalPostgres
from printshop.repo import schema
from printshop.services import splits, uploads
from printshop.services.shop import Premises, Shop
from tests import builders
from tests.conftest import a_person

ROOT = Path(__file__).parents[2]
WORKER = """
import sys
from functools import partial
from pathlib import Path
from printshop.platform.worker import WorkerOptions, run_worker
from printshop.services.shop import Premises
from printshop.services.splits import queue_missing
from printshop.services.tasks import build_tasks

url, files_dir = sys.argv[1], Path(sys.argv[2])
premises = Premises.open(url, files_dir)
run_worker(
    url,
    build_tasks(premises),
    options=WorkerOptions(heartbeat_s=0.2, stalled_after_s=1.0, upkeep_cron="* * * * * *"),
    upkeep=[partial(queue_missing, premises)],
)
"""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A database and a folder of files that no other test writes to."""

    owner_url: str
    worker_url: str
    premises: Premises
    worker_premises: Premises
    files_dir: Path

    def jobs(self) -> list[str]:
        with psycopg.connect(self.owner_url) as connection:
            rows = connection.execute(
                "SELECT status::text FROM procrastinate.procrastinate_jobs"
                " WHERE task_name = 'split_file'"
            ).fetchall()
        return [row[0] for row in rows]

    def run(self, statement: str) -> None:
        # procrastinate's triggers name its types without their schema.
        path = "-c search_path=public,procrastinate"
        with psycopg.connect(self.owner_url, options=path) as connection:
            connection.execute(statement.encode())

    def is_waiting_for_a_lock(self) -> bool:
        with psycopg.connect(self.owner_url) as connection:
            row = connection.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation IS NOT NULL"
            ).fetchone()
        return row is not None and row[0] > 0


@pytest.fixture
def place(database: LocalPostgres, tmp_path: Path) -> Iterator[Place]:
    name = f"split_{uuid4().hex}"
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} OWNER printshop_owner".encode())
    owner_url = database.url("printshop_owner", name)
    schema.upgrade(owner_url)
    premises = Premises.open(database.url("printshop_app", name), tmp_path)
    worker_url = database.url("printshop_worker", name)
    worker_premises = Premises.open(worker_url, tmp_path)
    yield Place(
        owner_url=owner_url,
        worker_url=worker_url,
        premises=premises,
        worker_premises=worker_premises,
        files_dir=tmp_path,
    )
    premises.close()
    worker_premises.close()
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def start_worker(place: Place) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    running: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, place.worker_url, str(place.files_dir)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()


def wait_until(is_so: Callable[[], bool], timeout_s: float = 60.0) -> None:
    deadline_s = time.monotonic() + timeout_s
    while not is_so():
        assert time.monotonic() < deadline_s, "it did not happen"
        time.sleep(0.05)


def saved(shop: Shop) -> Variant:
    data = builders.a_sliced_file(uuid4().hex)
    draft = uploads.read(shop, "vase.gcode.3mf", data)
    made = uploads.save(shop, draft, data, model=draft.model, variant=draft.variant)
    with shop.unit_of_work() as uow:
        return uow.variants.get(made.variant_id)


def need_of(shop: Shop, variant: Variant) -> Requirement:
    with shop.unit_of_work() as uow:
        return uow.variants.get(variant.id).plates[0].requirements[0]


def test_the_worker_tells_a_saved_file_apart(
    place: Place, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    shop = place.premises.sign_in(a_person())
    variant = saved(shop)

    start_worker()

    wait_until(lambda: need_of(shop, variant).split_known)
    assert need_of(shop, variant).waste_g == Decimal("2.00")
    wait_until(lambda: place.jobs() == [])


def test_a_worker_killed_in_the_middle_leaves_nothing_half_done_and_the_next_one_does_it(
    place: Place, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    shop = place.premises.sign_in(a_person())
    variant = saved(shop)
    with psycopg.connect(place.owner_url) as held:
        # The file's record and the grams are written by then, the report is not.
        held.execute("LOCK TABLE model_variants IN SHARE MODE")
        first = start_worker()
        wait_until(place.is_waiting_for_a_lock)
        first.kill()
        first.wait()
    between = need_of(shop, variant)

    start_worker()

    wait_until(lambda: need_of(shop, variant).split_known)
    assert (between.split_known, between.model_g) == (False, Decimal("10.00"))
    wait_until(lambda: place.jobs() == [])
    assert need_of(shop, variant).used_g == Decimal("10.00")


def test_files_of_an_older_shop_are_told_apart_without_anybody_asking(
    place: Place, start_worker: Callable[[], subprocess.Popen[bytes]]
) -> None:
    shops = [place.premises.sign_in(a_person()) for _ in range(2)]
    variants = [(shop, saved(shop)) for shop in shops for _ in range(2)]
    place.run("DELETE FROM procrastinate.procrastinate_jobs")
    # One of them was told apart before, by older rules.
    splits.split_file(shops[0], variants[0][1].source_file_id)  # ty: ignore[invalid-argument-type]
    place.run("UPDATE files SET split_rules = split_rules - 1")

    start_worker()

    wait_until(lambda: all(need_of(*each).split_known for each in variants))
    wait_until(lambda: place.jobs() == [])
    with psycopg.connect(place.owner_url) as connection:
        rows = connection.execute("SELECT DISTINCT split_rules FROM files").fetchall()
    assert rows == [(SPLIT_RULES,)]


def test_a_file_that_was_given_up_is_not_asked_for_again(place: Place) -> None:
    shop = place.premises.sign_in(a_person())
    saved(shop)

    queued = splits.queue_missing(place.worker_premises)
    place.run("UPDATE procrastinate.procrastinate_jobs SET status = 'failed'")
    again = splits.queue_missing(place.worker_premises)

    assert (queued, again) == (0, 0)


def test_no_more_files_wait_at_once_than_the_worker_can_do_soon(place: Place) -> None:
    place.premises.sign_in(a_person())
    place.run(
        "INSERT INTO files (user_id, sha256, size_bytes, name, storage_key)"
        " SELECT id, lpad(to_hex(n), 64, '0'), 1, 'a.3mf', 'k'"
        " FROM users, generate_series(1, 100) n"
    )
    worker = place.worker_premises

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(splits.queue_missing, [worker, worker]))
    again = splits.queue_missing(worker)

    assert 40 <= len(place.jobs()) <= 80
    assert again == 0


def test_the_app_does_not_see_which_files_of_others_wait(place: Place) -> None:
    with pytest.raises(RepoError, match=r"^The database refused this\.$"):
        splits.queue_missing(place.premises)
