"""The worker and the queue, on a real PostgreSQL, with real processes."""

import asyncio
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from printshop.platform.doctor import heartbeat_age_s
from printshop.platform.postgres import LocalPostgres
from printshop.platform.worker import Chores

StartPython = Callable[..., subprocess.Popen[str]]
SHOP = UUID("01890000-0000-7000-8000-000000000001")
OTHER_SHOP = UUID("01890000-0000-7000-8000-000000000002")

WORKER = """
import logging, sys, time
from pathlib import Path
from printshop.platform.worker import WorkerOptions, run_worker

url, log, slow_s = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
logging.basicConfig(level="INFO", format="%(message)s")
logging.getLogger("procrastinate").setLevel("ERROR")

def note(word):
    with log.open("a") as file:
        file.write(word + "\\n")

def verify_file(*, user_id, file_id):
    note(f"began {file_id}")
    time.sleep(slow_s)
    note(f"verified {file_id} of {user_id}")

def fail_once(*, user_id):
    note("tried")
    if log.read_text().count("tried") == 1:
        raise RuntimeError("the first time fails")

def fail():
    note("failed")
    raise RuntimeError("a chore that always fails")

run_worker(
    url,
    {"verify_file": verify_file, "fail_once": fail_once},
    options=WorkerOptions(
        heartbeat_s=0.2, stalled_after_s=1.0, upkeep_cron="* * * * * *"
    ),
    upkeep=[fail, lambda: note("upkeep")],
)
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log.txt"


def start_worker(
    start_python: StartPython,
    jobs: LocalPostgres,
    log: Path,
    slow_s: float,
) -> subprocess.Popen[str]:
    return start_python(WORKER, jobs.urls.worker, log, slow_s)


def enqueue(jobs: LocalPostgres, task: str, key: str, args: str = "{}") -> int | None:
    with psycopg.connect(jobs.urls.app) as connection:
        connection.execute("SELECT set_config('app.current_user_id', %s, true)", [str(SHOP)])
        row = connection.execute("SELECT enqueue(%s, %s, %s)", [task, key, args]).fetchone()
    assert row is not None
    return row[0]


def wait_for(log: Path, word: str, timeout_s: float = 15.0) -> list[str]:
    deadline_s = time.monotonic() + timeout_s
    while not log.exists() or word not in log.read_text():
        assert time.monotonic() < deadline_s, f"no {word!r}"
        time.sleep(0.05)
    return [line for line in log.read_text().splitlines() if line not in {"failed", "upkeep"}]


def queued(jobs: LocalPostgres) -> list[tuple[Any, ...]]:
    with psycopg.connect(jobs.urls.owner) as connection:
        return connection.execute(
            "SELECT task_name, status::text FROM procrastinate.procrastinate_jobs"
            " WHERE task_name <> 'printshop:upkeep' ORDER BY id",
        ).fetchall()


def test_a_job_is_done_and_leaves_the_queue(
    jobs: LocalPostgres,
    log: Path,
    start_python: StartPython,
) -> None:
    start_worker(start_python, jobs, log, 0)
    wait_for(log, "upkeep")

    enqueue(jobs, "verify_file", "7", '{"file_id": "7"}')

    assert wait_for(log, "verified") == ["began 7", f"verified 7 of {SHOP}"]
    age_s = heartbeat_age_s(jobs.urls.worker)
    assert age_s is not None
    assert age_s < 10


def test_a_job_of_a_killed_worker_is_done_once_by_the_next(
    jobs: LocalPostgres,
    log: Path,
    start_python: StartPython,
) -> None:
    enqueue(jobs, "verify_file", "7", '{"file_id": "7"}')
    first = start_worker(start_python, jobs, log, 60)
    wait_for(log, "began")

    first.kill()
    start_worker(start_python, jobs, log, 0)

    assert wait_for(log, "verified") == ["began 7", "began 7", f"verified 7 of {SHOP}"]
    time.sleep(1.5)
    assert wait_for(log, "verified")[2:] == [f"verified 7 of {SHOP}"]
    assert queued(jobs) == []


def test_a_job_that_fails_is_tried_again(
    jobs: LocalPostgres,
    log: Path,
    start_python: StartPython,
) -> None:
    start_worker(start_python, jobs, log, 0)

    enqueue(jobs, "fail_once", "1")

    wait_for(log, "tried\n", 15)
    deadline_s = time.monotonic() + 10
    while queued(jobs) and time.monotonic() < deadline_s:
        time.sleep(0.1)
    assert log.read_text().count("tried") == 2
    assert queued(jobs) == []


def test_an_upkeep_that_fails_keeps_no_other_from_its_turn(
    jobs: LocalPostgres,
    log: Path,
    start_python: StartPython,
) -> None:
    worker = start_worker(start_python, jobs, log, 0)

    wait_for(log, "upkeep")
    worker.send_signal(signal.SIGTERM)
    said, _ = worker.communicate(timeout=10)

    assert log.read_text().splitlines()[:2] == ["failed", "upkeep"]
    assert "RuntimeError: a chore that always fails" in said


def test_an_upkeep_that_takes_long_is_not_done_twice_at_once() -> None:
    done: list[str] = []
    at_work, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        done.append("slow")
        at_work.set()
        may_end.wait(10)

    chores = Chores([slow, lambda: done.append("quick")])

    async def twice() -> None:
        first = asyncio.create_task(chores.do())
        await asyncio.to_thread(at_work.wait, 10)
        await chores.do()
        may_end.set()
        await first

    asyncio.run(twice())

    assert done == ["slow", "quick"]


def test_a_job_that_keeps_killing_its_worker_is_given_up(
    jobs: LocalPostgres,
    log: Path,
    start_python: StartPython,
) -> None:
    enqueue(jobs, "verify_file", "7", '{"file_id": "7"}')
    with psycopg.connect(jobs.urls.owner) as connection:
        connection.execute("SET search_path TO procrastinate")
        connection.execute(
            "UPDATE procrastinate.procrastinate_jobs SET status = 'doing', attempts = 4",
        )

    start_worker(start_python, jobs, log, 0)

    deadline_s = time.monotonic() + 10
    while queued(jobs) != [("verify_file", "failed")] and time.monotonic() < deadline_s:
        time.sleep(0.1)
    assert queued(jobs) == [("verify_file", "failed")]
    assert "began" not in (log.read_text() if log.exists() else "")


def test_a_worker_that_is_asked_to_stop_finishes_its_job(
    jobs: LocalPostgres,
    log: Path,
    start_python: StartPython,
) -> None:
    enqueue(jobs, "verify_file", "7", '{"file_id": "7"}')
    worker = start_worker(start_python, jobs, log, 1)
    wait_for(log, "began")

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(10) == 0
    assert wait_for(log, "verified") == ["began 7", f"verified 7 of {SHOP}"]
    assert queued(jobs) == []


def test_a_worker_waits_for_a_database_that_comes_later(
    home: Path,
    log: Path,
    start_python: StartPython,
) -> None:
    local = LocalPostgres(home, durable=False)
    worker = start_python(WORKER, local.urls.worker, log, 0)
    assert worker.stdout is not None
    assert worker.stdout.readline() == "The worker waits for the database and its migrations.\n"
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(1.5)

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(30) == 0


def test_the_app_cannot_read_the_queue(jobs: LocalPostgres) -> None:
    with (
        psycopg.connect(jobs.urls.app) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege) as fault,
    ):
        connection.execute("SELECT * FROM procrastinate.procrastinate_jobs")

    assert str(fault.value).startswith("permission denied for schema procrastinate")


def test_a_job_is_signed_with_the_current_user_whatever_the_caller_wrote(
    jobs: LocalPostgres,
) -> None:
    enqueue(jobs, "verify_file", "7", f'{{"file_id": "7", "user_id": "{OTHER_SHOP}"}}')

    with psycopg.connect(jobs.urls.owner) as connection:
        rows = connection.execute("SELECT args FROM procrastinate.procrastinate_jobs").fetchall()
    assert rows == [({"file_id": "7", "user_id": str(SHOP)},)]


def test_the_same_work_waits_only_once(jobs: LocalPostgres) -> None:
    first = enqueue(jobs, "verify_file", "7")

    second = enqueue(jobs, "verify_file", "7")

    assert first is not None
    assert second is None
    assert queued(jobs) == [("verify_file", "todo")]


def test_nobody_queues_a_job_without_signing_in(jobs: LocalPostgres) -> None:
    with (
        psycopg.connect(jobs.urls.app) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege) as fault,
    ):
        connection.execute("SELECT enqueue('verify_file', '7')")

    assert fault.value.diag.message_primary == "A job needs a signed-in user."


@pytest.mark.parametrize("task", ["printshop:upkeep", "builtin:x", "", "Verify"])
def test_the_app_cannot_queue_the_workers_own_tasks(jobs: LocalPostgres, task: str) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue) as fault:
        enqueue(jobs, task, "1")

    assert fault.value.diag.message_primary == f"Not the name of a task: {task}"
