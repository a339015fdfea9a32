"""Folders and servers for the tests of the surroundings."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from printshop.platform.jobs import schema_sql
from printshop.platform.postgres import LocalPostgres
from printshop.platform.roles import ensure_roles

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A folder that other accounts may enter, as root's server runs under another one."""
    folder = Path(tempfile.mkdtemp(prefix="printshop-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home(open_folder: Path) -> Path:
    """A new, empty folder for a built-in database."""
    folder = Path(tempfile.mkdtemp(dir=open_folder, prefix="h"))
    folder.chmod(0o755)
    return folder / "postgres"


@pytest.fixture(scope="session")
def server(open_folder: Path) -> Iterator[LocalPostgres]:
    """A running built-in server with the app's roles, shared by the tests."""
    with LocalPostgres(open_folder / "shared", durable=False) as running:
        ensure_roles(running.superuser_url)
        yield running


@pytest.fixture
def jobs(server: LocalPostgres) -> Iterator[LocalPostgres]:
    """The shared server with an empty job queue, made the way the migration makes it."""
    with psycopg.connect(server.urls.owner) as connection:
        connection.execute(
            "CREATE FUNCTION current_user_id() RETURNS uuid LANGUAGE sql STABLE AS"
            " $$ SELECT nullif(current_setting('app.current_user_id', true), '')::uuid $$",
        )
        connection.execute(schema_sql().encode())
        connection.execute((ROOT / "migrations" / "sql" / "0002_jobs.sql").read_bytes())
    yield server
    with psycopg.connect(server.urls.owner) as connection:
        connection.execute(
            "DROP SCHEMA procrastinate CASCADE;DROP FUNCTION enqueue, current_user_id",
        )


@pytest.fixture
def start_python() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a program as a process of its own; whatever still runs at the end is killed."""
    running: list[subprocess.Popen[str]] = []

    def start(code: str, *args: object, uid: int | None = None) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, args)],
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            cwd="/",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            user=uid,
            group=uid,
            extra_groups=None if uid is None else [],
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()
