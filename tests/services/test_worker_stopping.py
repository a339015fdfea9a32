"""A worker that is asked to stop in the middle of a reading ends, and the file suffers nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from printshop.domain.incoming import IncomingStatus
from printshop.platform.postgres import LocalPostgres
from printshop.repo import schema
from printshop.services.shop import Premises
from tests import builders
from tests.conftest import a_person
from tests.product import wait_for

StartWorker = Callable[..., subprocess.Popen[bytes]]
ROOT = Path(__file__).parents[2]
# Well below the ten seconds after which the queue gives up a job, and the minute of the reading.
ENDS_WITHIN_S = 6.0
WORKER = """
import sys
from pathlib import Path
from printshop.platform.sandbox import Sandbox
from printshop.platform.worker import WorkerOptions, run_worker
from printshop.services.readers import SandboxedReader
from printshop.services.shop import Premises
from printshop.services.tasks import build_tasks
from tests.platform.test_sandbox import sleep_after_noting

url, files_dir, seconds, note = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), sys.argv[4]

if __name__ == "__main__":
    premises = Premises.open(url, files_dir)
    with Sandbox(processes=1, memory_mb=1024) as sandbox:
        reader = SandboxedReader(sandbox, timeout_s=120.0)

        def slow_reader(read, *args, **kwargs):
            if seconds:
                reader(sleep_after_noting, note, seconds)
            return reader(read, *args, **kwargs)

        run_worker(
            url,
            build_tasks(premises, slow_reader),
            options=WorkerOptions(heartbeat_s=0.2, stalled_after_s=30.0),
            on_stop=sandbox.close,
        )
"""


@pytest.fixture
def queue(database: LocalPostgres) -> Iterator[Callable[[str], str]]:
    """A database of its own, so that the worker finds no jobs of other tests; its addresses."""
    name = f"stopping_{uuid4().hex}"
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} OWNER printshop_owner".encode())
    schema.upgrade(database.url("printshop_owner", name))
    yield lambda role: database.url(role, name)
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@pytest.fixture
def start_worker(queue: Callable[[str], str], tmp_path: Path) -> Iterator[StartWorker]:
    """Start a worker that waits so many seconds in its first reading, and notes that it does."""
    running: list[subprocess.Popen[bytes]] = []
    (tmp_path / "notes").mkdir()

    def start(*, slow_s: float) -> subprocess.Popen[bytes]:
        note = tmp_path / "notes" / "reading"
        args = [queue("printshop_worker"), tmp_path / "files", slow_s, note]
        process = subprocess.Popen(
            [sys.executable, "-c", WORKER, *map(str, args)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()


def test_a_worker_that_stops_in_the_middle_of_a_reading_leaves_it_to_the_next_one(
    queue: Callable[[str], str], start_worker: StartWorker, tmp_path: Path
) -> None:
    with closing(Premises.open(queue("printshop_app"), tmp_path / "files")) as premises:
        shop = premises.sign_in(a_person())
        incoming = builders.an_incoming_file(shop)
        worker = start_worker(slow_s=60)
        wait_for(lambda: any((tmp_path / "notes").iterdir()), seconds=30)

        asked_at_s = time.monotonic()
        worker.send_signal(signal.SIGTERM)
        code = worker.wait(30)
        took_s = time.monotonic() - asked_at_s
        with shop.unit_of_work() as uow:
            waiting = uow.incoming.get(incoming.id)
        start_worker(slow_s=0)

        def done() -> bool:
            with shop.unit_of_work() as uow:
                return uow.incoming.get(incoming.id).status is IncomingStatus.REVIEW

        wait_for(done, seconds=30)

    assert code == 0
    assert took_s < ENDS_WITHIN_S
    assert (waiting.status, waiting.attempts) == (IncomingStatus.PROCESSING, 0)
    assert waiting.message == "waits for the worker, which was stopped"
